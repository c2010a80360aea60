import type { DatasetEntry } from '../dataset-entry.js';
import { coco } from './coco.js';
import { cocoOptions } from './options.js';

/** COCO in the registry of datasets. */
export const cocoEntry = {
  name: 'coco',
  description: 'COCO: photographs with objects, crowds, keypoints and captions, or with panoptic segments.',
  reference: 'Lin et al., Microsoft COCO: common objects in context, ECCV 2014',
  origin: 'recorded',
  options: cocoOptions,
  open: coco,
} satisfies DatasetEntry<typeof cocoOptions>;
