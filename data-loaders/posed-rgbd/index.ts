export {
  posedRgbd,
  posedRgbdOptions,
  type PosedRgbdDataset,
  type PosedRgbdOptions,
  type PosedRgbdSample,
} from './posed-rgbd.js';
