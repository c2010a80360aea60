import { bytesFromUnit, unitFromBytes } from '../../image/bytes.js';
import { hsvFromRgb, rgbFromHsv } from '../../image/colour-space.js';
import type { Corruption } from './corruption.js';

/**
 * All hues turned by the same angle on the HSV circle, in one direction or the other by an even chance; saturation and
 * value stay, greys do not change.
 */
export const hue: Corruption = {
  name: 'hue',
  reference: 'this toolkit: rotation of HSV hue up to the opposite colour',
  group: 'colour',
  parameter: 'rotation of hue in degrees',
  values: [20, 45, 90, 135, 180],
  async apply(rgb, _width, _height, severity, random) {
    const turns = (this.values[severity - 1] / 360) * (random.chance(0.5) ? 1 : -1);
    const hsv = hsvFromRgb(unitFromBytes(rgb));
    for (let i = 0; i < hsv.length; i += 3) hsv[i] += turns;
    return bytesFromUnit(rgbFromHsv(hsv));
  },
};
