export type { ArrayValues } from './array-values.js';
export type { FileStatus, FileTree, Listing } from './file-tree.js';
export { openFolder } from './folder-tree.js';
export { openHdf5, type AxisRange, type Hdf5Dataset, type Hdf5File } from './hdf5.js';
export { joinTrees } from './joined-tree.js';
export { scanJson, scanJsonArray, type JsonItem } from './json-stream.js';
export {
  parseMat5,
  readMat5,
  type MatCells,
  type MatNumbers,
  type MatOther,
  type MatStruct,
  type MatText,
  type MatValue,
} from './mat5.js';
export { readNetpbm, type NetpbmImage } from './netpbm.js';
export { locateNpy, parseNpy, readNpy, serialiseNpy, writeNpy, type NpyArray } from './npy.js';
export { npzNames, readNpz, writeNpz } from './npz.js';
export { openTree } from './open-tree.js';
export {
  parsePly,
  plyColumns,
  readPly,
  serialisePly,
  writePly,
  type Ply,
  type PlyElement,
  type PlyList,
  type PlyValues,
} from './ply.js';
export { readPng, writePng, type PngImage } from './png.js';
export { openRows, type RowReader } from './row-reader.js';
export {
  locateSafetensors,
  parseSafetensors,
  readSafetensors,
  serialiseSafetensors,
  writeSafetensors,
  type SafetensorsDtype,
  type Safetensors,
  type StoredTensor,
} from './safetensors.js';
export { readDepthPng, readLabelPng, type DepthImage, type LabelImage } from './single-channel-png.js';
export type { ElementType, StoredArray } from './stored-array.js';
export { openZip } from './zip-tree.js';
export { openZipArchive, type ZipArchive, type ZipEntry } from './zip.js';
