import type { Material, Sample } from '../../../data-loaders/sample.js';
import { luma } from '../../image/colour-space.js';
import { windowInstances, windowOfCell, type CellGrid, type CellValues, type Rectangle } from '../cells.js';
import { integralImage } from '../integral-image.js';
import type { ProbeTarget } from '../target.js';

/** Values of each cell whose window lies on one instance; unknown where `read` gives undefined. */
function ofWindows(
  sample: Sample,
  grid: CellGrid,
  width: number,
  read: (window: Rectangle, material: Material | undefined) => number[] | undefined,
): CellValues {
  const instances = windowInstances(sample, grid);
  const values = new Float32Array(instances.length * width);
  const mask = new Uint8Array(instances.length);
  instances.forEach((instance, cell) => {
    if (instance === 0) return;
    const answer = read(windowOfCell(cell, sample, grid)!, sample.materials?.[instance]);
    if (!answer) return;
    values.set(answer, cell * width);
    mask[cell] = 1;
  });
  return { values, mask };
}

export const texture: ProbeTarget = {
  name: 'texture',
  description: 'Kind of texture of the surface; every kind counts the same. Flat surfaces have none.',
  unit: 'kind',
  width: 1,
  kind: 'classification',
  balanced: true,
  metrics: ['accuracy'],
  requires: ['instances', 'material', 'depth', 'normals'],
  cells: 'single-instance',
  beyond: 'geometry',
  values: (sample, grid) =>
    ofWindows(sample, grid, 1, (_window, material) =>
      material && material.frequency > 0 ? [material.kind] : undefined,
    ),
};

export const textureFrequency: ProbeTarget = {
  name: 'texture-frequency',
  description: 'Natural logarithm of the cycles per metre of the texture on its surface; flat surfaces have none.',
  unit: 'log cycles/m',
  width: 1,
  kind: 'regression',
  metrics: ['r2'],
  requires: ['instances', 'material', 'depth', 'normals'],
  cells: 'single-instance',
  beyond: 'geometry',
  values: (sample, grid) =>
    ofWindows(sample, grid, 1, (_window, material) =>
      material && material.frequency > 0 ? [Math.log(material.frequency)] : undefined,
    ),
};

/** Root mean square albedo gradient (grey levels a pixel) below which a window shows no texture. */
const leastGradient = 2;
/** Share of the gradients' energy that one direction must have more of than the other. */
const leastAnisotropy = 0.5;

export const textureOrientation: ProbeTarget = {
  name: 'texture-orientation',
  description:
    'Direction θ in the image along which the reflectance changes most, as (cos 2θ, sin 2θ); windows without a direction are left out.',
  unit: 'unit vector of 2θ',
  width: 2,
  kind: 'regression',
  metrics: ['r2'],
  requires: ['instances', 'albedo', 'depth', 'normals'],
  cells: 'single-instance',
  beyond: 'geometry',
  values: structureTensor,
};

/**
 * Principal direction of the structure tensor `J = Σ ∇g ∇gᵀ` of the albedo's luma g over the inside of each window:
 * `(J₁₁ − J₂₂, 2 J₁₂)` made a unit vector.
 *
 * The direction is the one in the image, not on the surface: the latter cannot be seen, since a floor does not show how
 * its axes lie to the camera.
 * Reference: Bigün & Granlund, Optimal orientation detection of linear symmetry, ICCV 1987.
 */
function structureTensor(sample: Sample, grid: CellGrid): CellValues {
  const { width, height } = sample;
  const grey = luma(sample.albedo!);
  const alongX = new Float32Array(grey.length);
  const alongY = new Float32Array(grey.length);
  for (let v = 1; v < height - 1; v++)
    for (let pixel = v * width + 1; pixel < (v + 1) * width - 1; pixel++) {
      alongX[pixel] = (grey[pixel + 1] - grey[pixel - 1]) / 2;
      alongY[pixel] = (grey[pixel + width] - grey[pixel - width]) / 2;
    }
  const sumXX = integralImage(width, height, (pixel) => alongX[pixel] ** 2);
  const sumXY = integralImage(width, height, (pixel) => alongX[pixel] * alongY[pixel]);
  const sumYY = integralImage(width, height, (pixel) => alongY[pixel] ** 2);
  return ofWindows(sample, grid, 2, ({ top, bottom, left, right }) => {
    // One pixel in, where the differences do not leave the window.
    const inside = { top: top + 1, bottom: bottom - 1, left: left + 1, right: right - 1 };
    const xx = sumXX(inside);
    const xy = sumXY(inside);
    const yy = sumYY(inside);
    const count = (bottom - top - 2) * (right - left - 2);
    const length = Math.hypot(xx - yy, 2 * xy);
    if (xx + yy < count * leastGradient ** 2 || length < leastAnisotropy * (xx + yy)) return undefined;
    return [(xx - yy) / length, (2 * xy) / length];
  });
}

export const textureEnergy: ProbeTarget = {
  name: 'texture-energy',
  description:
    'Natural logarithm of the standard deviation of luma in the window, in grey levels plus one. Near things show less of it: a depth cue.',
  unit: 'log grey levels',
  width: 1,
  kind: 'regression',
  metrics: ['r2'],
  requires: ['instances', 'depth', 'normals'],
  cells: 'single-instance',
  beyond: 'geometry',
  values: (sample, grid) => {
    const grey = luma(sample.rgb);
    const sum = integralImage(sample.width, sample.height, (pixel) => grey[pixel]);
    const sumOfSquares = integralImage(sample.width, sample.height, (pixel) => grey[pixel] ** 2);
    return ofWindows(sample, grid, 1, (window) => {
      const count = (window.bottom - window.top) * (window.right - window.left);
      const variance = sumOfSquares(window) / count - (sum(window) / count) ** 2;
      return [Math.log(1 + Math.sqrt(Math.max(0, variance)))];
    });
  },
};
