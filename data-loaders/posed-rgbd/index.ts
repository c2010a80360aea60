export { posedRgbd, posedRgbdOptions, type PosedRgbdOptions } from './posed-rgbd.js';
