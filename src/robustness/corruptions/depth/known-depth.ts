import { InputError } from '../../../support/errors.js';

/**
 * Depth of all pixels: where it is unknown (0, negative or no number) the largest known one, as 3DCC takes it.
 *
 * Throws InputError if no pixel's depth is known.
 */
export function filledDepth(depth: Float32Array): Float32Array {
  let largest = 0;
  for (const value of depth) if (value > largest && value < Infinity) largest = value;
  if (largest === 0) throw new InputError('No pixel of this image has a depth: use a corruption without depth for it.');
  return depth.map((value) => (value > 0 && value < Infinity ? value : largest));
}
