import type { ExecuteReply } from './kernel-client.js';
import type { Message } from './jupyter-wire.js';
import type { DisplayOutput, ErrorOutput, MimeBundle, Output } from './nbformat.js';

/** Displays by id, over all cells of one kernel: a later cell may update the display of an earlier one. */
export type DisplaysById = Map<string, DisplayOutput>;

const COMPILER_WORDS = /^\d+:\d+ - /;
/** Stack frames of tslab itself, which tell nothing about the cell. */
const KERNEL_FRAME = /^ {4}at .*(node_modules[\\/]tslab[\\/]|node:vm)/;

/** Turns the messages of one cell into the outputs that a notebook stores. */
export class OutputCollector {
  readonly outputs: Output[] = [];
  private clearNext = false;
  private lastWords = '';

  constructor(private readonly displays: DisplaysById) {}

  /** Takes one message from the kernel's output channel, in order. */
  add({ header, content }: Message): void {
    switch (header.msg_type) {
      case 'stream':
        this.makeRoom();
        if (content.name === 'stderr') this.rememberLastWords(`${content.text}`);
        return this.addStream(`${content.name}`, `${content.text}`);
      case 'display_data': {
        this.makeRoom();
        const display = { output_type: 'display_data' as const, ...bundleOf(content) };
        const id = displayId(content);
        if (id !== undefined) this.displays.set(id, display);
        this.outputs.push(display);
        return;
      }
      case 'update_display_data':
        Object.assign(this.displays.get(displayId(content) ?? '') ?? {}, bundleOf(content));
        return;
      case 'execute_result':
        this.makeRoom();
        this.outputs.push({
          output_type: 'execute_result',
          ...bundleOf(content),
          execution_count: (content.execution_count as number | undefined) ?? null,
        });
        return;
      case 'error':
        this.makeRoom();
        this.outputs.push(errorOutput(content));
        return;
      case 'clear_output':
        if (content.wait === true) this.clearNext = true;
        else this.outputs.length = 0;
    }
  }

  /**
   * The error that ended the cell; it is the last output.
   *
   * Plain tslab sends no error message: it prints the error as its last words to stderr. These words become the error,
   * as a notebook knows it, and are not shown twice.
   */
  error(reply: ExecuteReply): ErrorOutput {
    const sent = this.outputs.find((output) => output.output_type === 'error');
    if (sent) return sent;
    const { ename, evalue, traceback } = reply;
    const error =
      ename !== undefined && evalue !== undefined
        ? errorOutput({ ename, evalue, traceback })
        : printedError(this.lastWords);
    this.dropLastWords();
    this.outputs.push(error);
    return error;
  }

  /** tslab prints an error in one piece, but each complaint of the compiler in a piece of its own. */
  private rememberLastWords(text: string): void {
    const continues = COMPILER_WORDS.test(text) && COMPILER_WORDS.test(this.lastWords);
    this.lastWords = continues ? this.lastWords + text : text;
  }

  private addStream(name: string, text: string): void {
    const last = this.outputs.at(-1);
    if (last?.output_type === 'stream' && last.name === name) last.text += text;
    else this.outputs.push({ output_type: 'stream', name, text });
  }

  private dropLastWords(): void {
    const at = this.outputs.findLastIndex((output) => output.output_type === 'stream' && output.name === 'stderr');
    const stream = this.outputs[at];
    if (stream?.output_type !== 'stream' || !stream.text.endsWith(this.lastWords)) return;
    stream.text = stream.text.slice(0, stream.text.length - this.lastWords.length);
    if (stream.text === '') this.outputs.splice(at, 1);
  }

  private makeRoom(): void {
    if (this.clearNext) this.outputs.length = 0;
    this.clearNext = false;
  }
}

function bundleOf(content: Record<string, unknown>): { data: MimeBundle; metadata: Record<string, unknown> } {
  return { data: content.data as MimeBundle, metadata: (content.metadata ?? {}) as Record<string, unknown> };
}

function displayId(content: Record<string, unknown>): string | undefined {
  return (content.transient as { display_id?: string } | undefined)?.display_id;
}

function errorOutput(content: { ename?: unknown; evalue?: unknown; traceback?: unknown }): ErrorOutput {
  return {
    output_type: 'error',
    ename: `${content.ename ?? 'Error'}`,
    evalue: `${content.evalue ?? ''}`,
    traceback: Array.isArray(content.traceback) ? content.traceback.map(String) : [],
  };
}

/** Reads `TypeError: message` followed by its stack, or the compiler's `line:column - message`, out of what was printed. */
function printedError(text: string): ErrorOutput {
  const traceback = text
    .trimEnd()
    .split('\n')
    .filter((line) => !KERNEL_FRAME.test(line));
  if (COMPILER_WORDS.test(text)) return errorOutput({ ename: 'TypeScript', evalue: text.trim(), traceback });
  const thrown = /^([A-Z]\w*): ([\s\S]*?)(?=\n {4}at |\n*$(?![\s\S]))/m.exec(text);
  return thrown
    ? errorOutput({ ename: thrown[1], evalue: thrown[2], traceback })
    : errorOutput({ ename: 'Error', evalue: text.trim(), traceback });
}
