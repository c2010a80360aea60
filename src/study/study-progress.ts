import { progress } from '../support/progress.js';
import type { StudyConfig } from './config.js';
import { runSeconds } from './cost.js';
import type { FromWorker } from './messages.js';
import { describeRun, type Run } from './store.js';

/** How far the runs of a plan are, each counted by the time that it takes. */
export class StudyProgress {
  private readonly task;
  /** What is done of the runs that are being worked on, 0..1. */
  private readonly share = new Map<Run, number>();
  private done = 0;

  constructor(
    runs: readonly Run[],
    private readonly config: StudyConfig,
  ) {
    this.task = progress().start(
      'study',
      runs.reduce((sum, run) => sum + runSeconds(config, run), 0),
    );
  }

  advance(run: Run, { done, total, detail, label }: Extract<FromWorker, { type: 'progress' }>): void {
    // A run reports piece by piece; its share never goes back.
    this.share.set(run, Math.max(this.share.get(run) ?? 0, done / Math.max(1, total)));
    this.show(`${describeRun(run)}: ${detail || label}`);
  }

  finish(run: Run): void {
    this.share.delete(run);
    this.done += runSeconds(this.config, run);
    this.show(`${describeRun(run)}: done`);
  }

  /** Counts nothing of a run that has to begin anew. */
  abandon(run: Run): void {
    this.share.delete(run);
  }

  end(): void {
    this.task.finish();
  }

  private show(detail: string): void {
    const partly = [...this.share].reduce((sum, [run, part]) => sum + part * runSeconds(this.config, run), 0);
    this.task.update(this.done + partly, detail);
  }
}
