import { AlignscopeError, InputError, InterruptedError, WorkError } from '../support/errors.js';
import { progress } from '../support/progress.js';
import type { StudyConfig } from './config.js';
import type { FromWorker } from './messages.js';
import { describeRun, type Run, type RunStore } from './store.js';
import { StudyProgress } from './study-progress.js';
import { WorkerProcess, type WorkerDeath } from './worker-process.js';

/** How a plan is carried out on this machine. */
export interface SchedulerOptions {
  config: StudyConfig;
  store: RunStore;
  backend: string;
  commit: string;
  /** Worker processes, each with one thread. */
  workers: number;
  signal?: AbortSignal;
  /** Milliseconds that a worker has after `signal` to save what it does; as many as it needs when omitted. */
  patience?: number;
}

/**
 * Carries out the runs that are not finished yet, as many at once as there are workers, each after what it needs.
 *
 * A worker that dies is replaced, and its run tried once more. Throws InterruptedError after `signal`, otherwise the first
 * failure once nothing else can be done; finished runs stay.
 */
export async function runPlan(plan: readonly Run[], options: SchedulerOptions): Promise<void> {
  const waiting = plan.filter((run) => !options.store.isFinished(run.id));
  if (waiting.length > 0) await new Scheduler(plan, waiting, options).carryOut();
}

interface Failure {
  /** null when a worker failed that had none. */
  run: Run | null;
  error: Error;
  /** What a process that died said last. */
  said: string;
}

/** A place whose worker dies as often as this without having had a run is left empty. */
const fruitlessStarts = 2;

class Scheduler {
  private readonly finished: Set<string>;
  private readonly workers = new Set<WorkerProcess>();
  /** Runs in which a worker has died. */
  private readonly triedAgain = new Set<Run>();
  private readonly failures: Failure[] = [];
  private readonly progress: StudyProgress;

  constructor(
    plan: readonly Run[],
    private readonly waiting: Run[],
    private readonly options: SchedulerOptions,
  ) {
    this.finished = new Set(plan.filter((run) => !waiting.includes(run)).map(({ id }) => id));
    this.progress = new StudyProgress(waiting, this.options.config);
  }

  async carryOut(): Promise<void> {
    const { workers, signal, patience } = this.options;
    let ending: NodeJS.Timeout | undefined;
    const stop = (): void => {
      this.workers.forEach((worker) => worker.stop());
      if (patience !== undefined) ending = setTimeout(() => this.workers.forEach((worker) => worker.kill()), patience);
    };
    signal?.addEventListener('abort', stop);
    try {
      await Promise.all(Array.from({ length: Math.min(workers, this.waiting.length) }, () => this.staff()));
    } finally {
      signal?.removeEventListener('abort', stop);
      clearTimeout(ending);
      this.progress.end();
    }
    if (signal?.aborted) throw new InterruptedError('Interrupted; finished runs and checkpoints are kept.');
    // The others may have done the work of a worker that failed without a run.
    if (this.waiting.length > 0 || this.failures.some(({ run }) => run !== null)) throw this.summary();
  }

  /** Keeps one place staffed as long as there is work for it. */
  private async staff(): Promise<void> {
    for (let fruitless = 0; fruitless < fruitlessStarts && this.hasWork();) {
      const { config, store, backend, commit } = this.options;
      const { folder: storeFolder, began } = store;
      const start = { type: 'start' as const, config, storeFolder, began, backend, commit };
      const worker: WorkerProcess = new WorkerProcess(start, (message) => this.take(worker, message));
      this.workers.add(worker);
      const death = await worker.ended;
      this.workers.delete(worker);
      if (death === undefined) return;
      fruitless = worker.run === null ? fruitless + 1 : 0;
      this.bury(worker, death);
    }
  }

  private hasWork(): boolean {
    return !this.options.signal?.aborted && this.waiting.some((run) => !this.isHopeless(run));
  }

  /** Whether something that a run needs has failed. */
  private isHopeless(run: Run): boolean {
    return run.needs.some(
      (id) =>
        this.failures.some((failure) => failure.run?.id === id) ||
        this.waiting.some((other) => other.id === id && this.isHopeless(other)),
    );
  }

  /** Gives work to all who have none, the newest first, or tells them to stop when none is left that they could wait for. */
  private assign(): void {
    for (const worker of [...this.workers].reverse()) {
      if (!worker.isIdle) continue;
      const next = this.nextFor(worker);
      if (!this.hasWork()) worker.stop();
      else if (next !== undefined) worker.carryOut(this.waiting.splice(this.waiting.indexOf(next), 1)[0]);
    }
  }

  /** A run that can begin: of the seed whose data the worker holds, else of one that nobody works on, else any. */
  private nextFor(worker: WorkerProcess): Run | undefined {
    const ready = this.waiting.filter((run) => run.needs.every((id) => this.finished.has(id)));
    const held = new Set([...this.workers].map(({ seed }) => seed));
    return ready.find(({ seed }) => seed === worker.seed) ?? ready.find(({ seed }) => !held.has(seed)) ?? ready[0];
  }

  private take(worker: WorkerProcess, message: FromWorker): void {
    // Only a worker's present run counts: a message may still be on its way when the run has been given up.
    if (message.type !== 'ready' && message.runId !== null && message.runId !== worker.run?.id) return;
    if (message.type === 'progress') return this.progress.advance(worker.run!, message);
    if (message.type === 'ready') {
      worker.ready = true;
    } else if (message.type === 'finished') {
      this.finished.add(message.runId);
      this.progress.finish(worker.run!);
      worker.run = null;
    } else {
      this.fail(worker.run, revive(message));
      worker.run = null;
      if (message.runId === null) worker.stop();
    }
    this.assign();
  }

  private fail(run: Run | null, error: Error, said = ''): void {
    if (run !== null) this.progress.abandon(run);
    this.failures.push({ run, error, said });
  }

  /** Puts the run of a worker that died back, or gives it up when that happened before. */
  private bury({ run, ready }: WorkerProcess, { how, remedy, said }: WorkerDeath): void {
    if (run !== null && !this.triedAgain.has(run)) {
      // Whoever is next to have no work takes it: as a rule the worker that replaces the dead one.
      this.triedAgain.add(run);
      this.progress.abandon(run);
      this.waiting.unshift(run);
      progress().note(`A worker process ${how} in ${describe(run)}, which is tried once more.`);
      return;
    }
    const when =
      run !== null ? 'and is the second that died there' : ready ? 'between two runs' : 'before it was ready';
    this.fail(run, new WorkError(`the process ${how} ${when}. ${remedy}`.trim()), said);
    this.assign();
  }

  /** What failed first, a run rather than a worker, with the names of other runs. */
  private summary(): Error {
    const ofRuns = this.failures.filter(({ run }) => run !== null);
    const [{ run, error, said }, ...others] = ofRuns.length > 0 ? ofRuns : this.failures;
    const parts = [`${run === null ? 'A worker' : describe(run)} failed: ${error.message}`];
    if (run !== null && others.length > 0) parts.push(`Also failed: ${listed(others.map((other) => other.run!))}.`);
    parts.push('Finished runs are kept; run the same command to go on.');
    if (said !== '') parts.push(`The last that the process said:\n${said}`);
    const Class = error instanceof AlignscopeError && error.exitCode === 2 ? InputError : WorkError;
    const failure = new Class(parts.join(' '), { cause: error });
    failure.stack = error.stack;
    return failure;
  }
}

function describe(run: Run): string {
  return `${describeRun(run)} (run ${run.id})`;
}

/** The first three of some runs, and how many more there are. */
function listed(runs: readonly Run[]): string {
  const named = runs.slice(0, 3).map(describe).join('; ');
  return runs.length > 3 ? `${named}; and ${runs.length - 3} more` : named;
}

function revive({ exitCode, message, stack }: Extract<FromWorker, { type: 'failed' }>): Error {
  const Class = exitCode === 2 ? InputError : exitCode === 130 ? InterruptedError : WorkError;
  const error = new Class(message);
  error.stack = stack;
  return error;
}
