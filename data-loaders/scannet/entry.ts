import type { DatasetEntry } from '../dataset-entry.js';
import { scannetOptions } from './options.js';
import { scannet } from './scannet.js';

/** ScanNet in the registry of datasets. */
export const scannetEntry = {
  name: 'scannet',
  description: 'ScanNet: scans of rooms with depth, poses and meshes; semantic and instance labels in 2D and 3D.',
  reference: 'Dai et al., ScanNet: richly-annotated 3D reconstructions of indoor scenes, CVPR 2017',
  origin: 'recorded',
  options: scannetOptions,
  open: scannet,
} satisfies DatasetEntry<typeof scannetOptions>;
