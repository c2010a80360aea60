import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { InterruptedError, throwIfAborted, WorkError } from '../support/errors.js';
import { cellName } from './cell-name.js';
import { Kernel, type ExecuteReply } from './kernel-client.js';
import { readNotebook, type Cell, type CodeCell, type Notebook } from './nbformat.js';
import { OutputCollector, type DisplaysById } from './outputs.js';
import { injectParameters, type Parameters } from './parameters.js';

/** Options of {@link runNotebook}. */
export interface RunNotebookOptions {
  /** Values for the cell tagged `parameters`. */
  parameters?: Parameters;
  /** Seconds that one cell may take; no limit when omitted. */
  timeoutPerCell?: number;
  /** Called after each code cell, with its index among all cells and the notebook as far as it has run. */
  onCell?: (cell: CodeCell, index: number, notebook: Notebook) => void;
  signal?: AbortSignal;
  /** Working folder of the kernel: the notebook's own when it is read from a file. */
  folder?: string;
}

/** A notebook that did not run to its end. `notebook` holds the outputs up to and including the failed cell. */
export class NotebookError extends WorkError {
  constructor(
    message: string,
    readonly notebook: Notebook,
    /** Index of the failed cell among all cells. */
    readonly cell: number,
  ) {
    super(message);
  }
}

/** Tag of a cell that may fail, after which the next is run. The convention of nbclient. */
export const MAY_FAIL = 'raises-exception';

/** How long an interrupted cell may take to end before its kernel is killed. */
const INTERRUPT_PATIENCE_MS = 3000;

/**
 * Runs the code cells of a notebook in order in a fresh tslab kernel and returns it with their outputs.
 *
 * The notebook given is left as it is. Throws InputError for an unreadable notebook or an unknown parameter, NotebookError
 * at the first cell that fails (unless it is tagged `raises-exception`), takes too long or ends the kernel,
 * InterruptedError when `signal` is aborted.
 */
export async function runNotebook(source: string | Notebook, options: RunNotebookOptions = {}): Promise<Notebook> {
  const { parameters = {}, timeoutPerCell, onCell, signal } = options;
  throwIfAborted(signal);
  const folder = options.folder ?? (typeof source === 'string' ? path.dirname(path.resolve(source)) : process.cwd());
  const given = typeof source === 'string' ? readNotebook(source) : source;
  const notebook = withoutOutputs(injectParameters(given, parameters));

  const displays: DisplaysById = new Map();
  const kernel = await Kernel.start({ folder });
  try {
    for (const [index, cell] of notebook.cells.entries()) {
      if (cell.cell_type !== 'code' || cell.source.trim() === '') continue;
      const failure = await runCell(kernel, cell, displays, timeoutPerCell, signal);
      onCell?.(cell, index, notebook);
      if (failure === undefined) continue;
      const place = cellName(index, cell.source);
      if (failure === 'interrupted') throw new InterruptedError(`${place} was interrupted.`);
      throw new NotebookError(`${place} ${failure}`, notebook, index);
    }
    return notebook;
  } finally {
    await kernel.shutdown();
  }
}

/** Runs one cell, fills in its outputs, and says what went wrong. */
async function runCell(
  kernel: Kernel,
  cell: CodeCell,
  displays: DisplaysById,
  timeout: number | undefined,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const collector = new OutputCollector(displays);
  cell.outputs = collector.outputs;
  const limit = timeout === undefined ? undefined : AbortSignal.timeout(timeout * 1000);
  const answer = kernel.execute(cell.source, (message) => collector.add(message));
  let reply: ExecuteReply | undefined;
  try {
    reply = await answerUnlessAborted(answer, [signal, limit]);
    if (reply === undefined) {
      kernel.interrupt();
      await Promise.race([answer, delay(INTERRUPT_PATIENCE_MS, undefined, { ref: false })]);
      return signal?.aborted
        ? 'interrupted'
        : `took longer than ${timeout} s and was stopped: allow more time or give smaller parameters.`;
    }
  } catch (error) {
    return `ended its kernel. ${(error as Error).message}`;
  }
  cell.execution_count = reply.execution_count ?? null;
  if (reply.status !== 'ok') {
    const { ename, evalue } = collector.error(reply);
    if (cell.metadata.tags?.includes(MAY_FAIL)) return undefined;
    return `failed: ${ename}: ${evalue}`;
  }
  if (reply.outputsLost)
    return 'printed more at once than the kernel can send, and outputs were lost: print less in a row.';
  return undefined;
}

/** The answer, or undefined when one of the signals is aborted first. */
async function answerUnlessAborted<T>(
  answer: Promise<T>,
  signals: (AbortSignal | undefined)[],
): Promise<T | undefined> {
  const stop = AbortSignal.any(signals.filter((signal) => signal !== undefined));
  let aborted = (): void => undefined;
  const stopped = new Promise<undefined>((resolve) => {
    aborted = () => resolve(undefined);
    stop.addEventListener('abort', aborted, { once: true });
  });
  try {
    return await Promise.race([answer, stopped]);
  } finally {
    stop.removeEventListener('abort', aborted);
  }
}

function withoutOutputs(notebook: Notebook): Notebook {
  const cells = notebook.cells.map((cell): Cell =>
    cell.cell_type === 'code' ? { ...cell, outputs: [], execution_count: null } : cell,
  );
  return { ...notebook, cells };
}
