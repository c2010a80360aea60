import type { DatasetEntry } from '../dataset-entry.js';
import { posedRgbdOptions } from './options.js';
import { posedRgbd } from './posed-rgbd.js';

/** Posed RGB-D folders in the registry of datasets. */
export const posedRgbdEntry = {
  name: 'posed-rgbd',
  description: 'Any folder of RGB-D frames with poses and intrinsics: colour, depth, normals from depth, clouds.',
  reference: 'file names of the C++ SensReader of ScanNet (Dai et al., CVPR 2017) and of 7-Scenes exports',
  origin: 'recorded',
  offer: {
    modalities: ['depth', 'normals', 'pose', 'cloud'],
    tasks: ['depth prediction', 'image reconstruction'],
    request: 'nobody: record or export it yourself',
    size: 'as large as the recording',
    licence: 'that of the recording',
  },
  options: posedRgbdOptions,
  open: posedRgbd,
} satisfies DatasetEntry<typeof posedRgbdOptions>;
