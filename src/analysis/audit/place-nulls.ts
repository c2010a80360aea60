import type { Sample, SceneDataset } from '../../../data-loaders/sample.js';
import { transformPoint, unproject } from '../../geometry/index.js';
import { PointGrid } from '../../nn/index.js';
import { resolveOptions } from '../../pretrain/index.js';
import { allProbeTargets, confounds, monomials, type CellGrid, type CellValues } from '../../probes/index.js';
import { throwIfAborted } from '../../support/errors.js';
import { progress } from '../../support/progress.js';
import type { NullFeatures } from './null-features.js';

const { degree } = confounds.position;

/** The place of a cell in the image, as polynomials: what the probes take out `beyond` position. */
export function positionNull(grid: CellGrid): NullFeatures {
  const { width } = confounds.position;
  return polynomials(width, (sample) => confounds.position.values(sample, grid));
}

/** Points of a scene's cloud that are counted at most, at equal steps. */
const mostPoints = 2 ** 14;

/** The clouds of scenes, filed for counting points within the radius of the point encoder's first level. */
export interface SceneClouds {
  radius: number;
  byScene: ReadonlyMap<string, PointGrid>;
}

/** Loads the clouds of the scenes of some samples. */
export async function sceneClouds(
  dataset: SceneDataset,
  samples: readonly Sample[],
  { signal }: { signal?: AbortSignal } = {},
): Promise<SceneClouds> {
  const { radius } = resolveOptions({}, dataset.world).pointEncoder.levels[0];
  const scenes = [...new Set(samples.map(({ scene }) => scene))];
  const byScene = new Map<string, PointGrid>();
  const task = progress().start('clouds', scenes.length);
  try {
    for (const scene of scenes) {
      throwIfAborted(signal);
      const { count, positions } = await dataset.cloud(scene);
      byScene.set(scene, new PointGrid(thinned(positions, count), radius));
      task.update(byScene.size);
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    task.finish();
  }
  return { radius, byScene };
}

function thinned(positions: Float32Array, count: number): Float32Array {
  if (count <= mostPoints) return positions;
  const kept = new Float32Array(3 * mostPoints);
  for (let i = 0; i < mostPoints; i++) {
    const from = 3 * Math.floor((i * count) / mostPoints);
    kept.set(positions.subarray(from, from + 3), 3 * i);
  }
  return kept;
}

/** How high in the world the surface lies that a cell shows; what shows no surface is taken for the mean. */
export function heightNull(grid: CellGrid, train: readonly Sample[]): NullFeatures {
  return standardised(train, grid, ([, , z]) => z);
}

/** How many points the cloud of the scene has about the surface that a cell shows. */
export function densityNull(grid: CellGrid, train: readonly Sample[], { radius, byScene }: SceneClouds): NullFeatures {
  return standardised(train, grid, ([x, y, z], { scene }) =>
    Math.log1p(byScene.get(scene)!.within(x, y, z, radius, Infinity).length),
  );
}

type AtSurface = (point: readonly number[], sample: Sample) => number;

/** Polynomials of one number a surface point, which is standardised over the known cells of the training frames. */
function standardised(train: readonly Sample[], grid: CellGrid, of: AtSurface): NullFeatures {
  let [count, sum, squares] = [0, 0, 0];
  for (const sample of train) {
    const { values, mask } = surfaceValues(sample, grid, of);
    mask.forEach((known, cell) => {
      if (!known) return;
      count++;
      sum += values[cell];
      squares += values[cell] ** 2;
    });
  }
  const mean = sum / count;
  const deviation = Math.sqrt(Math.max(0, squares / count - mean ** 2)) || 1;
  return polynomials(1, (sample) => {
    const { values, mask } = surfaceValues(sample, grid, of);
    // Beyond three deviations powers would be all that is left.
    return { mask, values: values.map((value) => Math.max(-3, Math.min(3, (value - mean) / deviation)) / 3) };
  });
}

/** A number of the surface point in the middle of each cell, in world coordinates; unknown without depth or pose. */
function surfaceValues(sample: Sample, grid: CellGrid, of: AtSurface): CellValues {
  const cells = grid.height * grid.width;
  const values = new Float32Array(cells);
  const { camera, worldFromCamera, depth } = sample;
  if (!worldFromCamera || !depth) return { values, mask: new Uint8Array(cells) };
  const logDepth = allProbeTargets.depth.values(sample, grid);
  logDepth.mask.forEach((known, cell) => {
    if (!known) return;
    const [column, row] = [cell % grid.width, Math.floor(cell / grid.width)];
    const middle = [(column + 0.5) * grid.stride, (row + 0.5) * grid.stride];
    const point = unproject(camera, middle[0], middle[1], Math.exp(logDepth.values[cell]));
    values[cell] = of(transformPoint(worldFromCamera, point), sample);
  });
  return { values, mask: logDepth.mask };
}

/** Monomials of what is known of a cell, 0 where it is not. */
function polynomials(width: number, valuesOf: (sample: Sample) => CellValues): NullFeatures {
  const { columns } = monomials(new Float32Array(width), width, degree);
  return {
    columns,
    ofCells(sample, cells) {
      const { values, mask } = valuesOf(sample);
      const drawn = new Float32Array(cells.length * width);
      cells.forEach((cell, i) => {
        if (mask[cell]) drawn.set(values.subarray(cell * width, (cell + 1) * width), i * width);
      });
      return monomials(drawn, width, degree).values;
    },
  };
}
