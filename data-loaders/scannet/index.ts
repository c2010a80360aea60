export { scannetEntry } from './entry.js';
export { benchmarkIds, nyu40Colours, nyu40Names } from './nyu40.js';
export { parseLabelTable, type LabelTable } from './label-table.js';
export type { AnnotatedObject } from './mesh-annotation.js';
export type { LabelledMesh } from './mesh.js';
export { scannetOptions, type ScannetOptions } from './options.js';
export { scannet, type ScannetDataset } from './scannet.js';
export {
  decodeSensColour,
  decodeSensDepth,
  SensFile,
  type ImuFrame,
  type SensFrame,
  type SensHeader,
} from './sens/index.js';
