import { InterruptedError } from '../support/errors.js';

let controller: AbortController | undefined;

/**
 * A signal that the notebook's stop button (or Ctrl-C) aborts; pass it as `signal` to long work.
 *
 * Calls share one signal until it is aborted; the next call gives a fresh one, so that a cell can be run again.
 */
export function interruptSignal(): AbortSignal {
  if (!controller) {
    const current = (controller = new AbortController());
    const abort = (): void => {
      controller = undefined;
      current.abort(new InterruptedError('Interrupted.'));
    };
    // Not at once: tslab runs the synchronous part of a cell with `breakOnSigint`, at whose end Node lets SIGINT kill the
    // process again unless the first listener is added later.
    setImmediate(() => process.once('SIGINT', abort));
  }
  return controller.signal;
}
