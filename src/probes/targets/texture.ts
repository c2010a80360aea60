import type { Material, Sample } from '../../../data-loaders/sample.js';
import { luma } from '../../image/colour-space.js';
import { pixelsOfCell, singleInstances, type CellGrid, type CellValues } from '../cells.js';
import type { ProbeTarget } from '../target.js';

/** One value a cell that lies wholly on one instance of known material; unknown where `read` gives undefined. */
function ofMaterial(
  sample: Sample,
  grid: CellGrid,
  width: number,
  read: (material: Material) => number[] | undefined,
): CellValues {
  const instances = singleInstances(sample, grid);
  const values = new Float32Array(instances.length * width);
  const mask = new Uint8Array(instances.length);
  instances.forEach((instance, cell) => {
    const material = instance > 0 ? sample.materials![instance] : undefined;
    const answer = material && read(material);
    if (!answer) return;
    values.set(answer, cell * width);
    mask[cell] = 1;
  });
  return { values, mask };
}

export const texture: ProbeTarget = {
  name: 'texture',
  description: 'Kind of texture of the surface; every kind counts the same.',
  unit: 'kind',
  width: 1,
  kind: 'classification',
  metrics: ['accuracy'],
  requires: ['instances', 'material', 'depth', 'normals'],
  cells: 'single-instance',
  beyond: 'geometry',
  values: (sample, grid) => ofMaterial(sample, grid, 1, ({ kind }) => [kind]),
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
    ofMaterial(sample, grid, 1, ({ frequency }) => (frequency > 0 ? [Math.log(frequency)] : undefined)),
};

/** Mean albedo gradient (grey levels a pixel) below which a cell shows no texture, and anisotropy below which it shows no direction. */
const leastGradient = 2;
const leastAnisotropy = 0.5;

export const textureOrientation: ProbeTarget = {
  name: 'texture-orientation',
  description:
    'Direction θ in the image along which the reflectance changes most, as (cos 2θ, sin 2θ); cells without a direction are left out.',
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
 * Principal direction of the structure tensor `J = Σ ∇g ∇gᵀ` of the albedo's luma g, over each single-instance cell and one
 * pixel around it, gradients by central differences within the instance: `(J₁₁ − J₂₂, 2 J₁₂)` made a unit vector.
 *
 * The direction is the one in the image, not on the surface: that one is no property of a picture, since how the axes of
 * a floor lie to the camera cannot be seen.
 * Reference: Bigün & Granlund, Optimal orientation detection of linear symmetry, ICCV 1987.
 */
function structureTensor(sample: Sample, grid: CellGrid): CellValues {
  const { width, height } = sample;
  const grey = luma(sample.albedo!);
  const instanceOfPixel = sample.instances!;
  const instances = singleInstances(sample, grid);
  const values = new Float32Array(instances.length * 2);
  const mask = new Uint8Array(instances.length);
  instances.forEach((instance, cell) => {
    if (instance === 0) return;
    const { top, bottom, left, right } = pixelsOfCell(cell, sample, grid);
    let xx = 0;
    let xy = 0;
    let yy = 0;
    let count = 0;
    for (let v = Math.max(1, top - 1); v < Math.min(height - 1, bottom + 1); v++)
      for (let u = Math.max(1, left - 1); u < Math.min(width - 1, right + 1); u++) {
        const pixel = v * width + u;
        const within = [pixel, pixel - 1, pixel + 1, pixel - width, pixel + width];
        if (!within.every((p) => instanceOfPixel[p] === instance)) continue;
        const x = (grey[pixel + 1] - grey[pixel - 1]) / 2;
        const y = (grey[pixel + width] - grey[pixel - width]) / 2;
        xx += x * x;
        xy += x * y;
        yy += y * y;
        count++;
      }
    const length = Math.hypot(xx - yy, 2 * xy);
    const energy = xx + yy;
    if (count === 0 || energy < count * leastGradient ** 2 || length < leastAnisotropy * energy) return;
    values[2 * cell] = (xx - yy) / length;
    values[2 * cell + 1] = (2 * xy) / length;
    mask[cell] = 1;
  });
  return { values, mask };
}

export const textureEnergy: ProbeTarget = {
  name: 'texture-energy',
  description:
    'Natural logarithm of the standard deviation of luma within the cell, in grey levels plus one. Near things show less of it: a depth cue.',
  unit: 'log grey levels',
  width: 1,
  kind: 'regression',
  metrics: ['r2'],
  requires: ['instances', 'depth', 'normals'],
  cells: 'single-instance',
  beyond: 'geometry',
  values: (sample, grid) => {
    const grey = luma(sample.rgb);
    const instances = singleInstances(sample, grid);
    const values = new Float32Array(instances.length);
    const mask = Uint8Array.from(instances, (instance) => Number(instance > 0));
    for (let cell = 0; cell < instances.length; cell++) {
      if (!mask[cell]) continue;
      const { top, bottom, left, right } = pixelsOfCell(cell, sample, grid);
      let sum = 0;
      let squares = 0;
      for (let v = top; v < bottom; v++)
        for (let u = left; u < right; u++) {
          const value = grey[v * sample.width + u];
          sum += value;
          squares += value * value;
        }
      const count = (bottom - top) * (right - left);
      values[cell] = Math.log(1 + Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2)));
    }
    return { values, mask };
  },
};
