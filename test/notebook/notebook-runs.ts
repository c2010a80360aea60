import * as os from 'node:os';
import * as path from 'node:path';
import type { Notebook } from '../../src/notebook/nbformat.js';
import { runNotebook } from '../../src/notebook/runner.js';
import { availableMemoryMB } from '../../src/support/machine.js';

/** What a kernel with TensorFlow in it may take. */
const KERNEL_MB = 2500;

/** Runs notebooks with the profile `smoke`, in their order, as many at once as there are processors and memory for, two at most. */
export class NotebookRuns {
  private readonly runs = new Map<string, Promise<Notebook>>();

  constructor(folder: string, names: readonly string[]) {
    const fits = Math.floor(availableMemoryMB() / KERNEL_MB);
    const lanes = Array.from({ length: Math.max(1, Math.min(2, os.availableParallelism(), fits)) }, () => Promise.resolve()); // prettier-ignore
    names.forEach((name, i) => {
      const lane = i % lanes.length;
      const run = lanes[lane].then(() =>
        runNotebook(path.join(folder, name), { parameters: { profile: 'smoke' }, timeoutPerCell: 150 }),
      );
      lanes[lane] = run.then(
        () => undefined,
        () => undefined,
      );
      this.runs.set(name, run);
    });
  }

  /** The notebook as it has run; its failure otherwise. */
  of(name: string): Promise<Notebook> {
    return this.runs.get(name)!;
  }
}
