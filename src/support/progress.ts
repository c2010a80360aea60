/** One piece of long work that is being reported. */
export interface ProgressTask {
  /**
   * Work done so far, in the units of the `total` it was started with. `detail` is shown beside the bar; a `loss` may be
   * drawn as a curve.
   */
  update(done: number, detail?: string, loss?: number): void;
  /** Ends the task; call it also when the work failed. */
  finish(detail?: string): void;
}

/** What kind of work a task is. */
export interface TaskOptions {
  /** Work done is no number of things that people would count: it is shown in percent of the total. */
  share?: boolean;
  /** It is part of another task, and of no interest once it has ended. */
  passing?: boolean;
}

/** Where progress goes: silent in the library, bars on a terminal, one live display in a notebook. */
export interface ProgressSink {
  start(label: string, total: number, options?: TaskOptions): ProgressTask;
  /** One line that a person should read. */
  note(message: string): void;
}

const silent: ProgressSink = {
  start: () => ({ update: () => undefined, finish: () => undefined }),
  note: () => undefined,
};

let current: ProgressSink = silent;

/** The sink that long work reports to. Silent unless the command line or the notebook kernel has set one. */
export function progress(): ProgressSink {
  return current;
}

/** Sets the sink and returns the previous one; pass `undefined` for silence. */
export function setProgressSink(sink: ProgressSink | undefined): ProgressSink {
  const previous = current;
  current = sink ?? silent;
  return previous;
}
