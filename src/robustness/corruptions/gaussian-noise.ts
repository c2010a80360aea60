import { bytesFromUnit, unitFromBytes } from '../../image/bytes.js';
import { imageNetC, type Corruption } from './corruption.js';

/** Independent normal noise added to every channel of every pixel, then clipped. */
export const gaussianNoise: Corruption = {
  name: 'gaussian-noise',
  reference: imageNetC,
  group: 'other',
  parameter: 'standard deviation, of a range 0..1',
  values: [0.08, 0.12, 0.18, 0.26, 0.38],
  async apply(rgb, _width, _height, severity, random) {
    const sigma = this.values[severity - 1];
    return bytesFromUnit(unitFromBytes(rgb).map((value) => value + sigma * random.normal()));
  },
};
