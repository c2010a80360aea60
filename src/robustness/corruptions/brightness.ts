import { bytesFromUnit, unitFromBytes } from '../../image/bytes.js';
import { hsvFromRgb, rgbFromHsv } from '../../image/colour-space.js';
import { imageNetC, type Corruption } from './corruption.js';

/** A constant added to HSV value, then clipped; hue and saturation stay. */
export const brightness: Corruption = {
  name: 'brightness',
  reference: imageNetC,
  group: 'other',
  parameter: 'added to HSV value, of a range 0..1',
  values: [0.1, 0.2, 0.3, 0.4, 0.5],
  async apply(rgb, _width, _height, severity) {
    const hsv = hsvFromRgb(unitFromBytes(rgb));
    for (let i = 2; i < hsv.length; i += 3) hsv[i] = Math.min(1, hsv[i] + this.values[severity - 1]);
    return bytesFromUnit(rgbFromHsv(hsv));
  },
};
