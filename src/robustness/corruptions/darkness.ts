import { linearOfByte, srgbFromLinear } from '../../image/colour-space.js';
import type { Corruption } from './corruption.js';

/** A shorter exposure: linear light divided by 2^stops, saved with the same 256 levels, which dark parts run out of. */
export const darkness: Corruption = {
  name: 'darkness',
  reference: 'this toolkit: exposure lowered by whole and half stops (ImageNet-C has no counterpart)',
  group: 'other',
  parameter: 'stops of exposure, light is divided by 2^stops',
  values: [1, 1.5, 2, 2.5, 3],
  async apply(rgb, _width, _height, severity) {
    const gain = 2 ** -this.values[severity - 1];
    const darker = Uint8Array.from(linearOfByte, (light) => Math.round(255 * srgbFromLinear(light * gain)));
    return rgb.map((byte) => darker[byte]);
  },
};
