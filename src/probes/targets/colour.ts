import { labFromRgb } from '../../image/colour-space.js';
import { cellMeans } from '../cells.js';
import { remembered } from '../remember.js';
import type { ProbeTarget } from '../target.js';

/** a* and b* of every pixel, [height, width, 2]. */
const chromaticity = remembered((rgb: Uint8Array): Float32Array => {
  const lab = labFromRgb(rgb);
  const ab = new Float32Array((rgb.length / 3) * 2);
  for (let pixel = 0; pixel < ab.length / 2; pixel++) {
    ab[2 * pixel] = lab[3 * pixel + 1];
    ab[2 * pixel + 1] = lab[3 * pixel + 2];
  }
  return ab;
});

export const rgb: ProbeTarget = {
  name: 'rgb',
  description: 'Mean sRGB colour of the cell, as seen.',
  unit: 'sRGB, 0..1',
  width: 3,
  kind: 'regression',
  metrics: ['r2'],
  requires: [],
  cells: 'any',
  values: (sample, grid) => {
    const { values, mask } = cellMeans(sample.rgb, 3, sample, grid);
    return { values: values.map((value) => value / 255), mask };
  },
};

export const chroma: ProbeTarget = {
  name: 'chroma',
  description: 'Mean a* and b* (CIE Lab, D65) of the cell as seen: colour without lightness.',
  unit: 'a*b*',
  width: 2,
  kind: 'regression',
  metrics: ['r2'],
  requires: [],
  cells: 'any',
  values: (sample, grid) => cellMeans(chromaticity(sample.rgb), 2, sample, grid),
};

export const albedo: ProbeTarget = {
  name: 'albedo',
  description: 'Mean a* and b* (CIE Lab, D65) of the surface itself, under white and even light.',
  unit: 'a*b*',
  width: 2,
  kind: 'regression',
  metrics: ['r2'],
  requires: ['albedo'],
  cells: 'any',
  values: (sample, grid) => cellMeans(chromaticity(sample.albedo!), 2, sample, grid),
};
