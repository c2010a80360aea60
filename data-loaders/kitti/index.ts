export { benchmarkCrop, eigenCrop, gargCrop, type Crop } from './crops.js';
export { kittiEntry } from './entry.js';
export type { KittiSample } from './kitti-sample.js';
export { kitti, type KittiDataset } from './kitti.js';
export type { KittiBox } from './object-labels.js';
export { kittiOptions, type KittiOptions } from './options.js';
export type { LaserScan } from './velodyne.js';
