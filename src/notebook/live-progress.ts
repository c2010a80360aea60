import { randomUUID } from 'node:crypto';
import { setDefaultSignal } from '../support/default-signal.js';
import { setProgressSink, type ProgressSink, type ProgressTask } from '../support/progress.js';
import { interruptSignal } from './interrupt.js';
import { currentCell, inNotebook, showBundle } from './kernel-output.js';
import type { MimeBundle } from './nbformat.js';
import { progressSvg, progressText, type TaskState } from './progress-svg.js';

/** Where a live display goes and what time it is; the kernel and the clock, but for tests. */
export interface LiveProgressOptions {
  /** Shows a bundle under an id: a new output at first, its replacement with `update`. */
  show?: (bundle: MimeBundle, options: { id: string; update: boolean }) => void;
  /** Changes whenever another cell runs. */
  cell?: () => unknown;
  now?: () => number;
  /** Milliseconds between two updates. */
  interval?: number;
}

/** Finished tasks that a display goes on showing. */
const KEPT = 12;

/**
 * Progress in a notebook: one display per cell, with a bar for each task and its loss as a curve, updated at most four
 * times a second.
 */
export class LiveProgress implements ProgressSink {
  private readonly show: NonNullable<LiveProgressOptions['show']>;
  private readonly cell: () => unknown;
  private readonly now: () => number;
  private readonly interval: number;
  private display: { id: string; cell: unknown; tasks: TaskState[]; notes: string[]; shown: boolean } | undefined;
  private lastShown = -Infinity;
  private timer: NodeJS.Timeout | undefined;

  constructor({ show = showBundle, cell = currentCell, now = Date.now, interval = 250 }: LiveProgressOptions = {}) {
    this.show = show;
    this.cell = cell;
    this.now = now;
    this.interval = interval;
  }

  start(label: string, total: number): ProgressTask {
    const display = this.displayOfCell();
    const task: TaskState = { label, total, done: 0, detail: '', losses: [], started: this.now(), seconds: undefined };
    const finished = display.tasks.filter(({ seconds }) => seconds !== undefined);
    if (finished.length >= KEPT) display.tasks.splice(display.tasks.indexOf(finished[0]), 1);
    display.tasks.push(task);
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
        task.seconds = (this.now() - task.started) / 1000;
        this.draw();
      },
    };
  }

  note(message: string): void {
    this.displayOfCell().notes.push(message);
    this.draw();
  }

  private displayOfCell(): NonNullable<typeof this.display> {
    const cell = this.cell();
    const running = this.display?.tasks.some(({ seconds }) => seconds === undefined);
    if (!this.display || (this.display.cell !== cell && !running)) {
      this.display = { id: randomUUID(), cell, tasks: [], notes: [], shown: false };
      this.lastShown = -Infinity;
    }
    return this.display;
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
    if (!this.display) return;
    this.lastShown = this.now();
    const { id, tasks, notes, shown } = this.display;
    this.display.shown = true;
    this.show(
      { 'image/svg+xml': progressSvg(tasks, notes), 'text/plain': progressText(tasks, notes) },
      { id, update: shown },
    );
  }
}

/** In a cell of a notebook, lets all work report to a {@link LiveProgress} and obey the stop button; elsewhere does nothing. */
export function showProgressInNotebook(): void {
  if (!inNotebook()) return;
  setProgressSink(new LiveProgress());
  setDefaultSignal(interruptSignal);
}
