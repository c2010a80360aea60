import type { DatasetEntry } from '../dataset-entry.js';
import { scannetOptions } from './options.js';
import { scannet } from './scannet.js';

/** ScanNet in the registry of datasets. */
export const scannetEntry = {
  name: 'scannet',
  description: 'ScanNet: scans of rooms with depth, poses and meshes; semantic and instance labels in 2D and 3D.',
  reference: 'Dai et al., ScanNet: richly-annotated 3D reconstructions of indoor scenes, CVPR 2017',
  origin: 'recorded',
  offer: {
    modalities: ['depth', 'normals', 'semantics', 'instances', 'boxes', 'pose', 'cloud'],
    tasks: [
      'semantic segmentation',
      'instance segmentation',
      'object detection',
      'depth prediction',
      'image reconstruction',
    ],
    request:
      'the ScanNet group at scan-net.org: sign the terms of use with the address of an institution, a download script comes back',
    size: 'about 1.3 TB; scannet_frames_25k.zip about 5.6 GB, scannet_frames_test.zip about 0.6 GB',
    licence: 'ScanNet terms of use: non-commercial, no redistribution',
  },
  options: scannetOptions,
  open: scannet,
} satisfies DatasetEntry<typeof scannetOptions>;
