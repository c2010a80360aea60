import type { Sample } from '../../../data-loaders/sample.js';
import { isMeasured } from '../../geometry/posed-depth.js';
import { luma } from '../../image/colour-space.js';
import { cellMeans } from '../cells.js';
import { remembered } from '../remember.js';
import type { ProbeTarget } from '../target.js';

/** Length of the Sobel gradient of luma in grey levels a pixel, [height, width]; 0 at the border. */
export function gradientLength(grey: Float32Array, width: number, height: number): Float32Array {
  const lengths = new Float32Array(grey.length);
  for (let v = 1; v < height - 1; v++)
    for (let u = 1; u < width - 1; u++) {
      const at = v * width + u;
      const column = (i: number): number => grey[i - width] + 2 * grey[i] + grey[i + width];
      const row = (i: number): number => grey[i - 1] + 2 * grey[i] + grey[i + 1];
      lengths[at] = Math.hypot(column(at + 1) - column(at - 1), row(at + width) - row(at - width)) / 8;
    }
  return lengths;
}

const edgesOf = remembered(({ rgb, width, height }: { rgb: Uint8Array; width: number; height: number }) =>
  gradientLength(luma(rgb), width, height),
);

export const edges: ProbeTarget = {
  name: 'edges',
  description: 'Natural logarithm of one plus the mean length of the gradient of luma (Sobel) in the cell.',
  unit: 'log grey levels a pixel',
  width: 1,
  kind: 'regression',
  metrics: ['r2'],
  requires: [],
  cells: 'any',
  values: (sample, grid) => {
    const { values, mask } = cellMeans(edgesOf(sample), 1, sample, grid);
    return { values: values.map(Math.log1p), mask };
  },
};

/** Ratio of the depths of two neighbours beyond which one hides what lies behind it. */
const jump = 1.1;

/** 1 at pixels beside which depth jumps; [height, width]. */
const jumps = remembered((sample: Pick<Sample, 'depth' | 'width' | 'height'>): Float32Array => {
  const { width, height } = sample;
  const depth = sample.depth!;
  const found = new Float32Array(depth.length);
  const compare = (a: number, b: number): void => {
    if (!isMeasured(depth[a]) || !isMeasured(depth[b])) return;
    const ratio = depth[a] / depth[b];
    if (ratio > jump || ratio < 1 / jump) found[a] = found[b] = 1;
  };
  for (let v = 0; v < height; v++)
    for (let u = 0; u < width; u++) {
      const at = v * width + u;
      if (u + 1 < width) compare(at, at + 1);
      if (v + 1 < height) compare(at, at + width);
    }
  return found;
});

export const occlusion: ProbeTarget = {
  name: 'occlusion',
  description:
    'Share of the measured pixels of the cell at which one surface hides another: depth changes by more than a tenth to a neighbour.',
  unit: 'share',
  width: 1,
  kind: 'regression',
  metrics: ['r2'],
  requires: ['depth'],
  cells: 'any',
  values: (sample, grid) => {
    const depth = sample.depth!;
    return cellMeans(jumps(sample), 1, sample, grid, (pixel) => isMeasured(depth[pixel]));
  },
};
