import type { DatasetEntry } from '../dataset-entry.js';
import { kitti } from './kitti.js';
import { kittiOptions } from './options.js';

/** KITTI in the registry of datasets. */
export const kittiEntry = {
  name: 'kitti',
  description: 'KITTI: drives with images, laser scans and poses; boxes, depth maps, stereo, semantic labels.',
  reference: 'Geiger et al., Vision meets robotics: the KITTI dataset, IJRR 2013',
  origin: 'recorded',
  options: kittiOptions,
  open: kitti,
} satisfies DatasetEntry<typeof kittiOptions>;
