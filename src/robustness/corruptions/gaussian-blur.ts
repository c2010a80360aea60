import { gaussianBlur as blur } from '../../image/blur.js';
import { bytesFromUnit, unitFromBytes } from '../../image/bytes.js';
import { imageNetC, type Corruption } from './corruption.js';

/** Side in pixels of the images for which ImageNet-C chose its blurs. */
const imageNetSide = 224;

/**
 * Gaussian blur. ImageNet-C's σ are pixels of 224-pixel images; on a 64-pixel image σ = 6 would leave nothing, so σ is
 * scaled by `longer side / 224` on smaller images: the same share of the picture is blurred. Larger images keep
 * ImageNet-C's pixels.
 */
export const gaussianBlur: Corruption = {
  name: 'gaussian-blur',
  reference: `${imageNetC}; σ scaled by longer side / ${imageNetSide} on images smaller than that`,
  group: 'other',
  parameter: 'standard deviation in pixels of an image of 224 pixels',
  values: [1, 2, 3, 4, 6],
  async apply(rgb, width, height, severity) {
    const sigma = this.values[severity - 1] * Math.min(1, Math.max(width, height) / imageNetSide);
    return bytesFromUnit(blur(unitFromBytes(rgb), width, height, 3, sigma));
  },
};
