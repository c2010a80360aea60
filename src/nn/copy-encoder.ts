import { seeded } from '../support/random.js';
import { buildEncoder } from './architectures.js';
import type { Encoder } from './encoder.js';

/** An encoder of its own with the present values of another: training one leaves the other as it is. */
export function copyEncoder(original: Encoder): Encoder {
  const copy = buildEncoder(original.config, seeded('overwritten by the original'));
  copy.parameters.forEach(({ variable }, i) => variable.assign(original.parameters[i].variable));
  return copy;
}
