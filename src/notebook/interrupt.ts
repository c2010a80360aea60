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
    process.once('SIGINT', () => {
      controller = undefined;
      current.abort(new InterruptedError('Interrupted.'));
    });
  }
  return controller.signal;
}
