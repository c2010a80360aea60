import { bytesFromUnit, unitFromBytes } from '../../image/bytes.js';
import { luma } from '../../image/colour-space.js';
import type { Corruption } from './corruption.js';

/** Colours mixed with their luma (ITU-R BT.601, on sRGB values); severity 5 is a grey image. */
export const greyscale: Corruption = {
  name: 'greyscale',
  reference: 'this toolkit: mixture with BT.601 luma in five equal steps',
  group: 'colour',
  parameter: 'share of grey in the mixture',
  values: [0.2, 0.4, 0.6, 0.8, 1],
  async apply(rgb, _width, _height, severity) {
    const share = this.values[severity - 1];
    const unit = unitFromBytes(rgb);
    const grey = luma(unit);
    return bytesFromUnit(unit.map((value, i) => value + share * (grey[Math.floor(i / 3)] - value)));
  },
};
