import type { DatasetEntry } from '../dataset-entry.js';
import { kitti } from './kitti.js';
import { kittiOptions } from './options.js';

/** KITTI in the registry of datasets. */
export const kittiEntry = {
  name: 'kitti',
  description: 'KITTI: drives with images, laser scans and poses; boxes, depth maps, stereo, semantic labels.',
  reference: 'Geiger et al., Vision meets robotics: the KITTI dataset, IJRR 2013',
  origin: 'recorded',
  // 1242 × 375, and a multiple of 16 for the usual heights.
  aspect: 10 / 3,
  offer: {
    modalities: ['depth', 'semantics', 'instances', 'boxes', 'boxes3d', 'pose', 'points', 'cloud'],
    tasks: [
      'semantic segmentation',
      'instance segmentation',
      'object detection',
      'depth prediction',
      'image reconstruction',
    ],
    request: 'cvlibs.net/datasets/kitti: a free account, links come by mail',
    size: 'object about 46 GB, raw about 180 GB by drive, odometry about 145 GB, annotated depth about 14 GB, stereo 2015 about 1.7 GB, semantics about 0.3 GB',
    licence: 'CC BY-NC-SA 3.0',
  },
  options: kittiOptions,
  open: kitti,
} satisfies DatasetEntry<typeof kittiOptions>;
