import { throughJpeg } from '../../image/jpeg-loss/through-jpeg.js';
import { imageNetC, type Corruption } from './corruption.js';

/** Saved as JPEG (4:2:0) at low quality and read again. */
export const jpeg: Corruption = {
  name: 'jpeg',
  reference: imageNetC,
  group: 'other',
  parameter: 'JPEG quality, 1..100',
  values: [25, 18, 15, 10, 7],
  async apply(rgb, width, height, severity) {
    return throughJpeg(rgb, width, height, this.values[severity - 1]);
  },
};
