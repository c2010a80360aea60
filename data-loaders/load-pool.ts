import { Worker } from 'node:worker_threads';
import { InputError, WorkError } from '../src/support/errors.js';
import type { Opening } from './opening.js';
import type { Sample } from './sample.js';

/** What a thread opens: a dataset by name, which must have this fingerprint. */
export interface LoadSource extends Opening {
  fingerprint: string;
}

export interface LoadRequest {
  index: number;
  id: string;
}

export type LoadAnswer =
  | { index: number; sample: Sample; fault?: undefined }
  | { index: number; fault: { kind: 'input' | 'work' | 'other'; message: string } };

interface Waiting {
  resolve(sample: Sample): void;
  reject(error: Error): void;
}

/** Threads that load frames of one dataset, each from a copy that it opened itself. */
export class LoadPool {
  private readonly threads: Thread[];

  constructor(source: LoadSource, workers: number) {
    this.threads = Array.from({ length: workers }, () => new Thread(source));
  }

  /** Loads a frame on the thread with the least to do. Throws what loading throws; WorkError if the thread ends. */
  load(id: string): Promise<Sample> {
    return this.threads.reduce((least, thread) => (thread.open < least.open ? thread : least)).load(id);
  }

  /** Ends the threads, in the middle of their work if need be. */
  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.close()));
  }
}

class Thread {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private requests = 0;
  /** Why it can load no more. */
  private ended: WorkError | undefined;

  constructor(source: LoadSource) {
    this.worker = new Worker(new URL('./load-worker.js', import.meta.url), { workerData: source });
    this.worker.on('message', (answer: LoadAnswer) => this.take(answer));
    this.worker.on('error', (error) => this.end(error.message, error));
    this.worker.on('exit', (code) => this.end(`a thread ended with code ${code}`));
  }

  /** Frames asked for and not answered yet. */
  get open(): number {
    return this.waiting.size;
  }

  load(id: string): Promise<Sample> {
    if (this.ended) return Promise.reject(this.ended);
    return new Promise((resolve, reject) => {
      const index = this.requests++;
      this.waiting.set(index, { resolve, reject });
      this.worker.postMessage({ index, id } satisfies LoadRequest);
    });
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private take(answer: LoadAnswer): void {
    const { resolve, reject } = this.waiting.get(answer.index)!;
    this.waiting.delete(answer.index);
    if (!answer.fault) return resolve(answer.sample);
    const { kind, message } = answer.fault;
    const Fault = { input: InputError, work: WorkError, other: Error }[kind];
    reject(new Fault(message));
  }

  private end(what: string, cause?: unknown): void {
    this.ended ??= new WorkError(`Loading frames failed: ${what}. Run again with workers: 0 to see where.`, { cause });
    for (const { reject } of this.waiting.values()) reject(this.ended);
    this.waiting.clear();
  }
}
