/** Base of every error this package throws on purpose; `exitCode` is what the command line ends with. */
export class AlignscopeError extends Error {
  readonly exitCode: number = 1;
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The request or its input is wrong: names what was given, what was expected and what to do next. Exit code 2. */
export class InputError extends AlignscopeError {
  override readonly exitCode = 2;
}

/** The work itself failed: disk full, a run diverged, a worker died. Exit code 1. */
export class WorkError extends AlignscopeError {
  override readonly exitCode = 1;
}

/** A training left the finite numbers; names step and tensor. Exit code 1. */
export class DivergenceError extends WorkError {}

/** The person interrupted the work; what was finished is saved. Exit code 130. */
export class InterruptedError extends AlignscopeError {
  override readonly exitCode = 130;
}

/** Throws {@link InterruptedError} if `signal` has been aborted. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new InterruptedError('Interrupted; finished work is saved.');
}
