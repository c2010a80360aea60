export type { ArrayValues } from './array-values.js';
export { parseNpy, readNpy, serialiseNpy, writeNpy, type NpyArray } from './npy.js';
export { readPng, writePng, type PngImage } from './png.js';
export {
  parseSafetensors,
  readSafetensors,
  serialiseSafetensors,
  writeSafetensors,
  type SafetensorsDtype,
  type Safetensors,
  type StoredTensor,
} from './safetensors.js';
