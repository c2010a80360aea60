import type { StoredTensor } from '../../src/formats/safetensors.js';
import type { RasterSize } from '../../src/image/resample.js';
import type { Camera } from '../sample.js';
import type { Assembled } from './assemble-sample.js';
import { keep, readKept } from './kept.js';

const labels = ['semantics', 'rawSemantics', 'instances'] as const;

/**
 * What `decode` gives, kept on disk under `key`: decoding 1296×968 takes a hundred times longer than reading 64×48 back.
 */
export async function throughCache(
  key: object,
  size: RasterSize,
  decode: () => Promise<Assembled>,
): Promise<Assembled> {
  const found = readFrame(key, size);
  if (found) return found;
  const frame = await decode();
  keepFrame(key, frame);
  return frame;
}

function keepFrame(key: object, frame: Assembled): void {
  const shape = [frame.height, frame.width];
  const tensors: [string, StoredTensor][] = [['rgb', { dtype: 'U8', shape: [...shape, 3], values: frame.rgb }]];
  if (frame.depth) tensors.push(['depth', { dtype: 'F32', shape, values: frame.depth }]);
  for (const name of labels) {
    const values = frame[name];
    if (values) tensors.push([name, { dtype: 'U16', shape, values }]);
  }
  if (frame.worldFromCamera) tensors.push(['pose', { dtype: 'F64', shape: [4, 4], values: frame.worldFromCamera }]);
  keep(key, tensors, { camera: JSON.stringify(frame.camera) });
}

function readFrame(key: object, { width, height }: RasterSize): Assembled | undefined {
  const found = readKept(key);
  const rgb = found?.tensors.get('rgb')?.values;
  if (!found || !(rgb instanceof Uint8Array)) return undefined;
  const frame: Assembled = { width, height, rgb, camera: JSON.parse(found.metadata.camera) as Camera };
  const depth = found.tensors.get('depth')?.values;
  if (depth instanceof Float32Array) frame.depth = depth;
  const pose = found.tensors.get('pose')?.values;
  if (pose instanceof Float64Array) frame.worldFromCamera = pose;
  for (const name of labels) {
    const values = found.tensors.get(name)?.values;
    if (values instanceof Uint16Array) frame[name] = values;
  }
  return frame;
}
