export { posedRgbd, posedRgbdOptions, type PosedRgbdDataset, type PosedRgbdOptions } from './posed-rgbd.js';
