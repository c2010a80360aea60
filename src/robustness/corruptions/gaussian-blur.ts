import { gaussianBlur as blur } from '../../image/blur.js';
import { bytesFromUnit, unitFromBytes } from '../../image/bytes.js';
import { imageNetC, type Corruption } from './corruption.js';

/** Side in pixels of ImageNet-C's images, whose σ are the `values` below. */
const imageNetSide = 224;

/** Side in pixels of Tiny ImageNet-C's images, and the σ that the same authors chose for them. */
const tinySide = 64;
const tinyValues = [0.5, 0.75, 1, 1.25, 1.5];

/**
 * Gaussian blur. ImageNet-C's σ are pixels of 224-pixel images; on a 64-pixel image σ = 6 leaves nothing, and σ scaled
 * down in proportion (.29) changes nothing. The authors gave σ for both sizes: in between, and below 64, σ follows the
 * power of the longer side that passes through both; images larger than 224 pixels keep ImageNet-C's σ.
 */
export const gaussianBlur: Corruption = {
  name: 'gaussian-blur',
  reference: `${imageNetC}; below ${imageNetSide} pixels σ runs geometrically to Tiny ImageNet-C's at ${tinySide} pixels`,
  group: 'other',
  parameter: 'standard deviation in pixels of an image of 224 pixels',
  values: [1, 2, 3, 4, 6],
  async apply(rgb, width, height, severity) {
    const full = this.values[severity - 1];
    const exponent = Math.log(full / tinyValues[severity - 1]) / Math.log(imageNetSide / tinySide);
    const sigma = full * Math.min(1, Math.max(width, height) / imageNetSide) ** exponent;
    return bytesFromUnit(blur(unitFromBytes(rgb), width, height, 3, sigma));
  },
};
