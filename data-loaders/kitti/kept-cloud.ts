import { parseSafetensors, serialiseSafetensors } from '../../src/formats/safetensors.js';
import { cacheFolder, canonicalJson, sha256 } from '../../src/support/files.js';
import { BoundedCache } from '../bounded-cache.js';
import type { PointCloud } from '../sample.js';

/** Bytes of clouds that are kept on disk. */
const limit = 2e9;

/** What `make` gives, kept on disk under a key that says all that it follows from: a cloud takes tens of scans and images. */
export async function keptCloud(key: object, make: () => Promise<PointCloud>): Promise<PointCloud> {
  const cache = new BoundedCache({ folder: cacheFolder('kitti'), limit }, 'Clouds of KITTI');
  const name = sha256(canonicalJson(key)).slice(0, 32);
  const kept = cache.read(name);
  const tensors = kept && parseSafetensors(kept, 'kept cloud').tensors;
  const positions = tensors?.get('positions')?.values;
  const colours = tensors?.get('colours')?.values;
  if (positions instanceof Float32Array && colours instanceof Uint8Array)
    return { count: positions.length / 3, positions, colours };
  const cloud = await make();
  const shape = [cloud.count, 3];
  cache.write(
    name,
    serialiseSafetensors([
      ['positions', { dtype: 'F32', shape, values: cloud.positions }],
      ['colours', { dtype: 'U8', shape, values: cloud.colours }],
    ]),
  );
  return cloud;
}
