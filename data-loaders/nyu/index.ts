export type { NyuAnnotation } from './annotation.js';
export { nyuEigenCrop, nyuInsideFrame } from './crops.js';
export { nyuEntry } from './entry.js';
export type { NyuSample } from './nyu-sample.js';
export { nyuv2, type NyuDataset } from './nyuv2.js';
export { nyuOptions, type NyuOptions } from './options.js';
