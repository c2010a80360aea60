import { InterruptedError } from '../support/errors.js';

/**
 * Runs `work` with a signal that Ctrl-C (or a termination request) aborts; a second Ctrl-C ends the process at once.
 *
 * @param goesOn whether the same command goes on with work that was interrupted, which the message then says
 */
export async function interruptible<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { goesOn = false }: { goesOn?: boolean } = {},
): Promise<T> {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(130);
    process.stderr.write('\nStopping after the current step; press Ctrl-C again to stop at once.\n');
    controller.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    return await work(controller.signal);
  } catch (error) {
    if (!goesOn || !(error instanceof InterruptedError)) throw error;
    throw new InterruptedError(`${error.message} Run the same command to go on.`, { cause: error });
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}
