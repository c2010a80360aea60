import type { DatasetEntry } from '../dataset-entry.js';
import { coco } from './coco.js';
import { cocoOptions } from './options.js';

/** COCO in the registry of datasets. */
export const cocoEntry = {
  name: 'coco',
  description: 'COCO: photographs with objects, crowds, keypoints and captions, or with panoptic segments.',
  reference: 'Lin et al., Microsoft COCO: common objects in context, ECCV 2014',
  origin: 'recorded',
  offer: {
    modalities: ['semantics', 'instances', 'boxes'],
    tasks: ['semantic segmentation', 'instance segmentation', 'object detection', 'image reconstruction'],
    request: 'nobody: cocodataset.org, without registration',
    size: 'train2017 about 18 GB, val2017 about 1 GB, test2017 about 6 GB, annotations about 241 MB, panoptic about 821 MB',
    licence: 'annotations CC BY 4.0; each image the Flickr licence that its annotation names',
  },
  options: cocoOptions,
  open: coco,
} satisfies DatasetEntry<typeof cocoOptions>;
