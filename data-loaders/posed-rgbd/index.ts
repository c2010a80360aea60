export { posedRgbdEntry } from './entry.js';
export { posedRgbdOptions, type PosedRgbdOptions } from './options.js';
export { posedRgbd, type PosedRgbdDataset, type PosedRgbdSample } from './posed-rgbd.js';
export { writePosedRgbd, type WritePosedRgbdOptions } from './write.js';
