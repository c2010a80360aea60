export { benchmarkCrop, eigenCrop, gargCrop, type Crop } from './crops.js';
export { kittiEntry } from './entry.js';
export type { KittiSample } from './kitti-sample.js';
export { kitti, type KittiDataset } from './kitti.js';
export type { KittiBox } from './object-labels.js';
export { projectScan, type ProjectedScan } from './project-scan.js';
export { kittiOptions, type KittiOptions } from './options.js';
export type { CameraIndex, CarCamera } from './rig.js';
export type { LaserScan } from './velodyne.js';
