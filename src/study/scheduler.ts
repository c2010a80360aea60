import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AlignscopeError, InputError, InterruptedError, WorkError } from '../support/errors.js';
import { progress } from '../support/progress.js';
import type { StudyConfig } from './config.js';
import { runWeight } from './cost.js';
import type { FromWorker, ToWorker } from './messages.js';
import type { Run, RunStore } from './store.js';

/** How a plan is carried out on this machine. */
export interface SchedulerOptions {
  config: StudyConfig;
  store: RunStore;
  backend: string;
  commit: string;
  /** Worker processes, each with one thread. */
  workers: number;
  signal?: AbortSignal;
}

interface Worker {
  process: ChildProcess;
  ready: boolean;
  run: Run | null;
  /** True once it has been told to stop: from then on its end is no failure. */
  stopping: boolean;
  errorOutput: string;
}

interface Failure {
  run: Run | null;
  error: Error;
}

/**
 * Carries out the runs that are not finished yet, as many at once as there are workers, each after what it needs.
 *
 * Returns the largest resident memory of a worker, in megabytes. Throws InterruptedError after `signal`, otherwise
 * the first failure once nothing else can be done; finished runs stay.
 */
export async function runPlan(plan: readonly Run[], options: SchedulerOptions): Promise<number> {
  const { store, signal } = options;
  const finished = new Set(plan.filter((run) => store.isFinished(run.id)).map((run) => run.id));
  const waiting = plan.filter((run) => !finished.has(run.id));
  if (waiting.length === 0) return 0;

  const weight = (runs: Iterable<Run>): number => [...runs].reduce((sum, run) => sum + runWeight(run), 0);
  const total = weight(waiting);
  const task = progress().start('study', total);
  const share = new Map<string, number>();
  const failures: Failure[] = [];
  const workers: Worker[] = [];
  let doneWeight = 0;
  let peakMemoryMB = 0;

  const report = (detail?: string): void => {
    const partly = [...share].reduce(
      (sum, [id, part]) => sum + part * runWeight(plan.find((run) => run.id === id)!),
      0,
    );
    task.update(doneWeight + partly, detail);
  };
  const send = (worker: Worker, message: ToWorker): void => {
    if (message.type === 'stop') worker.stopping = true;
    // A worker may die at any moment; what could not be sent shows in how it ends, not here.
    if (worker.process.connected) worker.process.send(message, () => undefined);
  };
  const isHopeless = (run: Run): boolean =>
    run.needs.some((id) => failures.some((failure) => failure.run?.id === id)) ||
    run.needs.some((id) => waiting.some((other) => other.id === id && isHopeless(other)));

  const assign = (worker: Worker): void => {
    if (!worker.ready || worker.run !== null || !worker.process.connected) return;
    const next = signal?.aborted ? -1 : waiting.findIndex((run) => run.needs.every((id) => finished.has(id)));
    if (next >= 0) {
      worker.run = waiting.splice(next, 1)[0];
      send(worker, { type: 'run', run: worker.run });
    } else if (signal?.aborted || waiting.every(isHopeless)) {
      send(worker, { type: 'stop' });
    }
  };

  const takeMessage = (worker: Worker, message: FromWorker): void => {
    // Only a worker's present run counts: a message may still be on its way when the run has been given up.
    if (message.type !== 'ready' && message.runId !== null && message.runId !== worker.run?.id) return;
    if (message.type === 'ready') {
      worker.ready = true;
    } else if (message.type === 'progress') {
      const run = worker.run!;
      // A run reports piece by piece; its share never goes back.
      share.set(run.id, Math.max(share.get(run.id) ?? 0, message.done / Math.max(1, message.total)));
      report(`${run.kind} ${run.variation}, seed ${run.seed}: ${message.detail || message.label}`);
      return;
    } else if (message.type === 'finished') {
      const run = worker.run!;
      finished.add(run.id);
      share.delete(run.id);
      doneWeight += runWeight(run);
      peakMemoryMB = Math.max(peakMemoryMB, message.peakMemoryMB);
      worker.run = null;
      report(`${run.kind} ${run.variation}, seed ${run.seed}: done`);
    } else {
      failures.push({ run: worker.run, error: revive(message) });
      if (worker.run !== null) share.delete(worker.run.id);
      worker.run = null;
      if (message.runId === null) send(worker, { type: 'stop' });
    }
    for (const other of workers) assign(other);
  };

  const startWorker = (): Promise<void> => {
    const entry = fileURLToPath(new URL('./worker.js', import.meta.url));
    const child = fork(entry, [], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], env: process.env, execArgv: [] });
    const worker: Worker = { process: child, ready: false, run: null, stopping: false, errorOutput: '' };
    workers.push(worker);
    const keepErrorOutput = (text: string): void => {
      worker.errorOutput = (worker.errorOutput + text).slice(-4000);
    };
    // A process that could not be spawned may lack its streams.
    child.stderr?.on('data', (chunk: Buffer) => keepErrorOutput(chunk.toString()));
    child.on('message', (message) => takeMessage(worker, message as FromWorker));
    send(worker, {
      type: 'start',
      config: options.config,
      storeFolder: store.folder,
      backend: options.backend,
      commit: options.commit,
    });
    return new Promise((resolve) => {
      const end = (how: string): void => {
        const { run } = worker;
        if (run !== null || !worker.stopping) {
          const when = run !== null ? `in ${describe(run)}` : worker.ready ? 'between two runs' : 'before it was ready';
          failures.push({ run, error: new WorkError(`A worker process ${how} ${when}. ${worker.errorOutput}`.trim()) });
          if (run !== null) share.delete(run.id);
          worker.run = null;
          worker.stopping = true;
          for (const other of workers) assign(other);
        }
        resolve();
      };
      // Unlike 'exit', 'close' comes when all of stderr and all messages have been read.
      child.once('close', (code, exitSignal) =>
        end(exitSignal ? `was killed (${exitSignal}; out of memory?)` : `ended with code ${code}`),
      );
      child.on('error', (error) => {
        keepErrorOutput(error.message);
        if (child.pid === undefined) end('could not be started');
      });
    });
  };

  const stop = (): void => workers.forEach((worker) => send(worker, { type: 'stop' }));
  signal?.addEventListener('abort', stop);
  try {
    await Promise.all(Array.from({ length: Math.min(options.workers, waiting.length) }, startWorker));
  } finally {
    signal?.removeEventListener('abort', stop);
    task.finish();
  }
  if (signal?.aborted)
    throw new InterruptedError('Interrupted. Finished runs and checkpoints are kept; run the same command to go on.');
  // The others may have done the work of a worker that failed without a run.
  if (plan.every((run) => finished.has(run.id))) return peakMemoryMB;
  if (failures.length > 0) throw firstFailure(failures);
  if (waiting.length > 0) throw new WorkError(`${waiting.length} runs were not carried out: every worker ended early.`);
  return peakMemoryMB;
}

function describe(run: Run): string {
  return `${run.kind} ${run.variation}, seed ${run.seed} (run ${run.id})`;
}

function revive(message: Extract<FromWorker, { type: 'failed' }>): Error {
  const Class = message.exitCode === 2 ? InputError : message.exitCode === 130 ? InterruptedError : WorkError;
  const error = new Class(message.message);
  error.stack = message.stack;
  return error;
}

function firstFailure(failures: readonly Failure[]): Error {
  const { run, error } = failures[0];
  const others = failures.length > 1 ? ` (${failures.length - 1} more failures.)` : '';
  const where = run === null ? 'A worker failed' : `${describe(run)} failed`;
  const Class = error instanceof AlignscopeError && error.exitCode === 2 ? InputError : WorkError;
  const failure = new Class(`${where}: ${error.message}${others} Finished runs are kept.`, { cause: error });
  failure.stack = error.stack;
  return failure;
}
