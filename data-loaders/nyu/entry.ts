import type { DatasetEntry } from '../dataset-entry.js';
import { nyuv2 } from './nyuv2.js';
import { nyuOptions } from './options.js';

/** NYU Depth v2 in the registry of datasets. */
export const nyuEntry = {
  name: 'nyuv2',
  description: 'NYU Depth v2: rooms with depth; 1,449 images with labels and instances, and raw recordings.',
  reference: 'Silberman et al., Indoor segmentation and support inference from RGBD images, ECCV 2012',
  origin: 'recorded',
  offer: {
    modalities: ['depth', 'normals', 'semantics', 'instances', 'boxes'],
    tasks: [
      'semantic segmentation',
      'instance segmentation',
      'object detection',
      'depth prediction',
      'image reconstruction',
    ],
    request: "nobody: the authors' page, without registration",
    size: 'labelled images about 2.8 GB, raw recordings about 428 GB',
    licence: 'none stated; used for research by custom',
  },
  options: nyuOptions,
  open: nyuv2,
} satisfies DatasetEntry<typeof nyuOptions>;
