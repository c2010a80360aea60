export type { CityscapesAnnotation } from './annotation.js';
export { cityscapes, type CityscapesDataset } from './cityscapes.js';
export { cityscapesEntry } from './entry.js';
export { cityscapesLabels, type CityscapesLabel } from './labels.js';
export { cityscapesOptions, type CityscapesOptions } from './options.js';
