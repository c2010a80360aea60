import { randomUUID } from 'node:crypto';
import type { ProgressTask, TaskOptions } from '../support/progress.js';
import type { MimeBundle } from './nbformat.js';
import { progressSvg, progressText, type TaskState } from './progress-svg.js';

/** Shows a bundle under an id: a new output at first, its replacement with `update`. */
export type ShowProgress = (
  bundle: MimeBundle,
  options: { id: string; update: boolean; metadata: Record<string, unknown> },
) => void;

/** By which a display of progress is told from others in a saved notebook. */
const metadata = { alignscope: { progress: true } };

/** Whether an output shows how far work has come, which is different every time. */
export function isProgress(output: { metadata?: Record<string, unknown> }): boolean {
  return (output.metadata?.alignscope as typeof metadata.alignscope | undefined)?.progress === true;
}

/** Finished tasks that a display goes on showing. */
const KEPT = 12;

/** The live display of one cell: its tasks and notes, drawn anew when they change, but not too often. */
export class ProgressDisplay {
  private readonly id = randomUUID();
  private readonly tasks: TaskState[] = [];
  private readonly notes: string[] = [];
  private isShown = false;
  private lastShown = -Infinity;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly show: ShowProgress,
    private readonly now: () => number,
    /** Milliseconds between two updates. */
    private readonly interval: number,
  ) {}

  start(label: string, total: number, { share = false, passing = false }: TaskOptions = {}): ProgressTask {
    const started = this.now();
    const task: TaskState = { label, total, share, done: 0, detail: '', losses: [], started, seconds: undefined };
    const finished = this.tasks.filter(({ seconds }) => seconds !== undefined);
    if (finished.length >= KEPT) this.drop(finished[0]);
    this.tasks.push(task);
    this.changed();
    return {
      update: (done, detail, loss) => {
        if (task.seconds !== undefined) return;
        task.done = done;
        if (detail !== undefined) task.detail = detail;
        if (loss !== undefined) task.losses.push([done, loss]);
        this.changed();
      },
      finish: (detail) => {
        if (task.seconds !== undefined) return;
        if (detail !== undefined) task.detail = detail;
        task.seconds = (this.now() - started) / 1000;
        if (!passing) return this.draw();
        this.drop(task);
        this.changed();
      },
    };
  }

  note(message: string): void {
    this.notes.push(message);
    this.draw();
  }

  private drop(task: TaskState): void {
    this.tasks.splice(this.tasks.indexOf(task), 1);
  }

  /** Draws now if the last picture is old enough, else once it will be. */
  private changed(): void {
    const wait = this.lastShown + this.interval - this.now();
    if (wait <= 0) this.draw();
    else this.timer ??= setTimeout(() => this.draw(), wait).unref();
  }

  private draw(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.lastShown = this.now();
    const { id, tasks, notes, isShown: update, lastShown } = this;
    this.isShown = true;
    const bundle = {
      'image/svg+xml': progressSvg(tasks, notes, lastShown),
      'text/plain': progressText(tasks, notes, lastShown),
    };
    this.show(bundle, { id, update, metadata });
  }
}
