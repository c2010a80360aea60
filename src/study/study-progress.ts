import { progress, type ProgressTask } from '../support/progress.js';
import type { StudyConfig } from './config.js';
import { runSeconds } from './cost.js';
import type { FromWorker } from './messages.js';
import { describeRun, type Run } from './store.js';

/** A run that is being worked on. */
interface Underway {
  /** What is done of it, 0..1; it reports piece by piece, and this never goes back. */
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
    const underway = this.underway.get(run) ?? { share: 0 };
    this.underway.set(run, underway);
    underway.share = Math.max(underway.share, done / Math.max(1, total));
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

  private show(): void {
    const partly = [...this.underway].reduce((sum, [run, { share }]) => sum + share * runSeconds(this.config, run), 0);
    this.task.update(this.done + partly, `${this.finished} of ${this.total} runs`);
  }
}
