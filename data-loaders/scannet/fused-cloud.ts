import type { PointCloud } from '../../src/geometry/point-cloud.js';
import { fuseLoadedCloud, type PosedRgbd } from '../../src/geometry/voxels.js';
import { InputError } from '../../src/support/errors.js';
import type { Sample } from '../sample.js';
import { keep, readKept } from './kept.js';

/** Frames of a scan that its cloud is fused from, evenly spread: one or two a second of most scans. */
const mostFrames = 200;

/**
 * The cloud of a scan without a mesh, fused from its frames with depth and pose, one in memory at a time, and kept under
 * `key`. Throws InputError naming the scan if no frame has both, and what `load` throws.
 */
export async function fusedCloud(
  scan: string,
  frames: readonly string[],
  load: (frame: string) => Promise<Sample>,
  { voxel, key }: { voxel: number; key: object },
): Promise<PointCloud> {
  const { tensors } = readKept(key) ?? {};
  const positions = tensors?.get('positions')?.values;
  const colours = tensors?.get('colours')?.values;
  if (positions instanceof Float32Array && colours instanceof Uint8Array)
    return { count: positions.length / 3, positions, colours };
  const every = Math.max(1, frames.length / mostFrames);
  const used = frames.filter((_, i) => Math.floor(i / every) !== Math.floor((i - 1) / every));
  const cloud = await fuseLoadedCloud(posedFrames(used, load), { voxel });
  if (cloud.count === 0)
    throw new InputError(`${scan} has no frame with depth and a pose, and no mesh: there is no cloud of it.`);
  keep(key, [
    ['positions', { dtype: 'F32', shape: [cloud.count, 3], values: cloud.positions }],
    ['colours', { dtype: 'U8', shape: [cloud.count, 3], values: cloud.colours }],
  ]);
  return cloud;
}

async function* posedFrames(
  frames: readonly string[],
  load: (frame: string) => Promise<Sample>,
): AsyncGenerator<PosedRgbd> {
  for (const frame of frames) {
    const { rgb, depth, camera, worldFromCamera } = await load(frame);
    if (depth && worldFromCamera) yield { rgb, depth, camera, worldFromCamera };
  }
}
