import { setDefaultSignal } from '../support/default-signal.js';
import { setProgressSink, type ProgressSink, type ProgressTask, type TaskOptions } from '../support/progress.js';
import { interruptSignal } from './interrupt.js';
import { currentCell, inNotebook, showBundle } from './kernel-output.js';
import { ProgressDisplay, type ShowProgress } from './progress-display.js';

/** Where a live display goes and what time it is; the kernel and the clock, but for tests. */
export interface LiveProgressOptions {
  /** Shows a bundle under an id: a new output at first, its replacement with `update`. */
  show?: ShowProgress;
  /** Changes whenever another cell runs. */
  cell?: () => unknown;
  now?: () => number;
  /** Milliseconds between two updates. */
  interval?: number;
}

/**
 * Progress in a notebook: one display per cell, with a bar for each task and its loss as a curve, updated at most four
 * times a second.
 */
export class LiveProgress implements ProgressSink {
  private readonly show: ShowProgress;
  private readonly cell: () => unknown;
  private readonly now: () => number;
  private readonly interval: number;
  private current: { cell: unknown; display: ProgressDisplay } | undefined;

  constructor({ show = showBundle, cell = currentCell, now = Date.now, interval = 250 }: LiveProgressOptions = {}) {
    this.show = show;
    this.cell = cell;
    this.now = now;
    this.interval = interval;
  }

  start(label: string, total: number, options?: TaskOptions): ProgressTask {
    return this.displayOfCell().start(label, total, options);
  }

  note(message: string): void {
    this.displayOfCell().note(message);
  }

  private displayOfCell(): ProgressDisplay {
    const cell = this.cell();
    if (this.current?.cell !== cell || !this.current)
      this.current = { cell, display: new ProgressDisplay(this.show, this.now, this.interval) };
    return this.current.display;
  }
}

/** In a cell of a notebook, lets all work report to a {@link LiveProgress} and obey the stop button; elsewhere does nothing. */
export function showProgressInNotebook(): void {
  if (!inNotebook()) return;
  setProgressSink(new LiveProgress());
  setDefaultSignal(interruptSignal);
}
