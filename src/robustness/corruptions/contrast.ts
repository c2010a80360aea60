import { bytesFromUnit, unitFromBytes } from '../../image/bytes.js';
import { imageNetC, type Corruption } from './corruption.js';

/** Differences to the image's mean, channel by channel, multiplied by a factor. */
export const contrast: Corruption = {
  name: 'contrast',
  reference: imageNetC,
  group: 'other',
  parameter: 'factor of differences to the mean',
  values: [0.4, 0.3, 0.2, 0.1, 0.05],
  async apply(rgb, width, height, severity) {
    const factor = this.values[severity - 1];
    const unit = unitFromBytes(rgb);
    const mean = [0, 0, 0];
    unit.forEach((value, i) => (mean[i % 3] += value / (width * height)));
    return bytesFromUnit(unit.map((value, i) => (value - mean[i % 3]) * factor + mean[i % 3]));
  },
};
