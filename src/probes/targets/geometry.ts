import type { Sample } from '../../../data-loaders/sample.js';
import { isMeasured } from '../../geometry/posed-depth.js';
import { cellMeans, type CellGrid, type CellValues } from '../cells.js';
import { remembered, rememberedOnGrid } from '../remember.js';
import type { ProbeTarget } from '../target.js';

/** Natural logarithm of every pixel's depth, 0 where unmeasured. */
const logRaster = remembered((depth: Float32Array) =>
  depth.map((metres) => (isMeasured(metres) ? Math.log(metres) : 0)),
);

/** Mean natural logarithm of the measured depths of each cell. */
export const logDepth = rememberedOnGrid(
  ({ depth }) => depth!,
  (sample, grid): CellValues => {
    const depth = sample.depth!;
    return cellMeans(logRaster(depth), 1, sample, grid, (pixel) => isMeasured(depth[pixel]));
  },
);

/** Mean direction of the known normals of each cell, made a unit vector again. */
export const unitNormals = rememberedOnGrid(({ normals }) => normals!, meanNormals);

function meanNormals(sample: Sample, grid: CellGrid): CellValues {
  const raster = sample.normals!;
  const known = (pixel: number): boolean =>
    raster[3 * pixel] !== 0 || raster[3 * pixel + 1] !== 0 || raster[3 * pixel + 2] !== 0;
  const { values, mask } = cellMeans(raster, 3, sample, grid, known);
  for (let cell = 0; cell < mask.length; cell++) {
    const length = Math.hypot(values[3 * cell], values[3 * cell + 1], values[3 * cell + 2]);
    if (length < 1e-3) mask[cell] = 0;
    else for (let i = 3 * cell; i < 3 * cell + 3; i++) values[i] /= length;
  }
  return { values, mask };
}

/** Centre of each cell, −1..1 from left to right and from top to bottom. */
export function cellPositions(grid: CellGrid): CellValues {
  const cells = grid.height * grid.width;
  const values = new Float32Array(cells * 2);
  for (let cell = 0; cell < cells; cell++) {
    values[2 * cell] = (2 * (cell % grid.width) + 1) / grid.width - 1;
    values[2 * cell + 1] = (2 * Math.floor(cell / grid.width) + 1) / grid.height - 1;
  }
  return { values, mask: new Uint8Array(cells).fill(1) };
}

export const depth: ProbeTarget = {
  name: 'depth',
  description: 'Natural logarithm of the depth in metres, averaged over the cell.',
  unit: 'log m',
  width: 1,
  kind: 'regression',
  metrics: ['r2', 'delta1', 'absRel', 'rmse'],
  requires: ['depth'],
  cells: 'any',
  values: logDepth,
};

export const depthBeyondPosition: ProbeTarget = {
  name: 'depth-beyond-position',
  description: 'Log-depth less what the position in the image tells of it.',
  unit: 'log m',
  width: 1,
  kind: 'regression',
  metrics: ['r2'],
  requires: ['depth'],
  cells: 'any',
  beyond: 'position',
  values: logDepth,
};

export const depthWithinImage: ProbeTarget = {
  name: 'depth-within-image',
  description: 'Log-depth less its mean over the image: which parts are nearer than others.',
  unit: 'log m',
  width: 1,
  kind: 'regression',
  metrics: ['r2'],
  requires: ['depth'],
  cells: 'any',
  values: (sample, grid) => {
    const { values, mask } = logDepth(sample, grid);
    let sum = 0;
    let count = 0;
    mask.forEach((known, cell) => {
      if (known) {
        sum += values[cell];
        count++;
      }
    });
    return { values: values.map((value, cell) => (mask[cell] ? value - sum / count : 0)), mask };
  },
};

export const normals: ProbeTarget = {
  name: 'normals',
  description: 'Unit normal of the surface in the camera frame.',
  unit: 'unit vector',
  width: 3,
  kind: 'regression',
  metrics: ['r2', 'angularErrorDegrees'],
  requires: ['normals'],
  cells: 'any',
  values: unitNormals,
};

export const position: ProbeTarget = {
  name: 'position',
  description: 'Where in the image the cell lies: a feature that knows it knows something of depth without looking.',
  unit: 'half an image',
  width: 2,
  kind: 'regression',
  metrics: ['r2'],
  requires: [],
  cells: 'any',
  values: (_sample, grid) => cellPositions(grid),
};
