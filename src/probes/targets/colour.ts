import { labFromRgb } from '../../image/colour-space.js';
import { cellMeans } from '../cells.js';
import { remembered } from '../remember.js';
import type { ProbeTarget } from '../target.js';

/** L*, a* and b* of every pixel, [height, width, 3]. */
const labOf = remembered(labFromRgb);

/** a* and b* of every pixel, [height, width, 2]. */
const chromaticity = remembered((rgb: Uint8Array): Float32Array => {
  const lab = labOf(rgb);
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

export const lab: ProbeTarget = {
  name: 'lab',
  description: 'Mean L*, a* and b* (CIE Lab, D65) of the cell as seen.',
  unit: 'L*a*b*',
  width: 3,
  kind: 'regression',
  metrics: ['r2'],
  requires: [],
  cells: 'any',
  values: (sample, grid) => cellMeans(labOf(sample.rgb), 3, sample, grid),
};

/** Sectors of the a*b* plane, the first about its a* axis (reddish). */
const hueBins = 8;
/** Mean C* below which a cell is too grey to have hues. */
const leastChroma = 4;

/** C* = √(a*² + b*²) of each pixel in the bin of its hue, [height, width, bins]. */
const chromaByHue = remembered((rgb: Uint8Array): Float32Array => {
  const ab = chromaticity(rgb);
  const bins = new Float32Array((rgb.length / 3) * hueBins);
  for (let pixel = 0; pixel < ab.length / 2; pixel++) {
    const [a, b] = [ab[2 * pixel], ab[2 * pixel + 1]];
    const turn = Math.round((Math.atan2(b, a) / (2 * Math.PI)) * hueBins);
    bins[pixel * hueBins + ((turn + hueBins) % hueBins)] = Math.hypot(a, b);
  }
  return bins;
});

export const hueHistogram: ProbeTarget = {
  name: 'hue-histogram',
  description:
    'Share of the colour of the cell that is of each of eight hues (sectors of the a*b* plane, pixels weighted by chroma); greyish cells are left out.',
  unit: 'share',
  width: hueBins,
  kind: 'regression',
  metrics: ['r2'],
  requires: [],
  cells: 'any',
  values: (sample, grid) => {
    const { values, mask } = cellMeans(chromaByHue(sample.rgb), hueBins, sample, grid);
    for (let cell = 0; cell < mask.length; cell++) {
      const bins = values.subarray(cell * hueBins, (cell + 1) * hueBins);
      const chroma = bins.reduce((sum, value) => sum + value, 0);
      if (chroma < leastChroma) mask[cell] = 0;
      else for (let bin = 0; bin < hueBins; bin++) bins[bin] /= chroma;
    }
    return { values, mask };
  },
};
