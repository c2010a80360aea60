export { parseNpy, readNpy, serialiseNpy, writeNpy, type NpyArray, type NpyValues } from './npy.js';
export { readPng, writePng, type PngImage } from './png.js';
export {
  parseSafetensors,
  readSafetensors,
  serialiseSafetensors,
  writeSafetensors,
  type SafetensorsDtype,
  type Safetensors,
  type StoredTensor,
  type TensorValues,
} from './safetensors.js';
