import { progress, type ProgressTask } from '../support/progress.js';
import type { StudyConfig } from './config.js';
import { runSeconds } from './cost.js';
import type { FromWorker } from './messages.js';
import { describeRun, type Run } from './store.js';

/** A run that is being worked on. */
interface Underway {
  /** Milliseconds since 1970. */
  began: number;
  /** What is done of it, 0..1; never goes back. */
  share: number;
  /** The piece that it reports on. */
  piece?: string;
  task?: ProgressTask;
}

/** How far the runs of a plan are, each counted by the time that it takes; and how far the runs are that processes work on. */
export class StudyProgress {
  private readonly task;
  private readonly underway = new Map<Run, Underway>();
  private done = 0;
  private finished = 0;
  /** Seconds that finished runs have taken, and were expected to take. */
  private readonly spent = { taken: 0, expected: 0 };
  private readonly total: number;

  constructor(
    runs: readonly Run[],
    private readonly config: StudyConfig,
  ) {
    this.total = runs.length;
    const seconds = runs.reduce((sum, run) => sum + runSeconds(config, run), 0);
    this.task = progress().start('study', seconds, { share: true });
    this.show();
  }

  advance(run: Run, { done, total, detail, label, loss }: Extract<FromWorker, { type: 'progress' }>): void {
    const underway = this.underway.get(run) ?? { began: Date.now(), share: 0 };
    this.underway.set(run, underway);
    // It reports piece by piece, and how many pieces there will be is not known: time must have passed, too.
    const share = Math.min(done / Math.max(1, total), this.shareOfTime(run, underway.began));
    underway.share = Math.max(underway.share, share);
    const piece = `${label} ${total}`;
    if (underway.piece !== piece) {
      underway.task?.finish();
      underway.task = progress().start(describeRun(run), total, { passing: true });
      underway.piece = piece;
    }
    underway.task?.update(done, detail || label, loss);
    this.show();
  }

  finish(run: Run): void {
    const began = this.underway.get(run)?.began;
    if (began !== undefined) {
      this.spent.taken += (Date.now() - began) / 1000;
      this.spent.expected += runSeconds(this.config, run);
    }
    this.abandon(run);
    this.done += runSeconds(this.config, run);
    this.finished++;
    this.show();
  }

  /** Counts nothing of a run that has to begin anew. */
  abandon(run: Run): void {
    this.underway.get(run)?.task?.finish();
    this.underway.delete(run);
  }

  end(): void {
    for (const run of [...this.underway.keys()]) this.abandon(run);
    this.task.finish();
  }

  /** The time that a run has taken, as a share of what it is expected to take at the pace of those before it. */
  private shareOfTime(run: Run, began: number): number {
    const { taken, expected } = this.spent;
    const pace = expected > 0 ? taken / expected : 1;
    return Math.min(1, (Date.now() - began) / (1000 * pace * runSeconds(this.config, run)));
  }

  private show(): void {
    const partly = [...this.underway].reduce((sum, [run, { share }]) => sum + share * runSeconds(this.config, run), 0);
    this.task.update(this.done + partly, `${this.finished} of ${this.total} runs`);
  }
}
