import type { ExecuteReply } from './kernel-client.js';
import type { Message } from './jupyter-wire.js';
import type { DisplayOutput, ErrorOutput, MimeBundle, Output } from './nbformat.js';

/** Displays by id, over all cells of one kernel: a later cell may update the display of an earlier one. */
export type DisplaysById = Map<string, DisplayOutput>;

/** Turns the messages of one cell into the outputs that a notebook stores. */
export class OutputCollector {
  readonly outputs: Output[] = [];
  private clearNext = false;

  constructor(private readonly displays: DisplaysById) {}

  /** Takes one message from the kernel's output channel, in order. */
  add({ header, content }: Message): void {
    switch (header.msg_type) {
      case 'stream':
        this.makeRoom();
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

  /** The error that ended the cell, which the kernel has sent before its reply. */
  error({ ename, evalue, traceback }: ExecuteReply): ErrorOutput {
    const sent = this.outputs.find((output) => output.output_type === 'error');
    if (sent) return sent;
    const error = errorOutput({ ename, evalue, traceback });
    this.outputs.push(error);
    return error;
  }

  private addStream(name: string, text: string): void {
    const last = this.outputs.at(-1);
    if (last?.output_type === 'stream' && last.name === name) last.text += text;
    else this.outputs.push({ output_type: 'stream', name, text });
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
