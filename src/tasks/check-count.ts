import { InputError } from '../support/errors.js';

/** Throws InputError unless there is one prediction for each sample. */
export function checkCount(predictions: readonly unknown[], samples: readonly unknown[]): void {
  if (predictions.length !== samples.length)
    throw new InputError(
      `${predictions.length} predictions cannot be scored on ${samples.length} samples: give one for each.`,
    );
}
