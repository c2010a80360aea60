import { DivergenceError } from '../support/errors.js';

/** Index of the first value that is NaN or infinite, or −1. */
export function firstNonFinite(values: ArrayLike<number>): number {
  // v − v is 0 for every finite number and NaN for others: one sum tells that there is nothing to look for.
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] - values[i];
  if (sum === 0) return -1;
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i;
  return -1;
}

/** Throws DivergenceError naming step, tensor, element and value unless all values are finite. */
export function assertFinite(values: ArrayLike<number>, step: number, tensor: string): void {
  const at = firstNonFinite(values);
  if (at >= 0)
    throw new DivergenceError(
      `Training stopped at step ${step}: ${tensor} is ${values[at]} at element ${at} of ${values.length}. ` +
        'Nothing after this step was applied; lower the learning rate, clip gradients, or mend the input.',
    );
}
