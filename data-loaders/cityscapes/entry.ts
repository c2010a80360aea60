import type { DatasetEntry } from '../dataset-entry.js';
import { cityscapes } from './cityscapes.js';
import { cityscapesOptions } from './options.js';

/** Cityscapes in the registry of datasets. */
export const cityscapesEntry = {
  name: 'cityscapes',
  description: 'Street scenes of 50 cities: labels, instances, boxes, depth from stereo, right images.',
  reference: 'Cordts et al., The Cityscapes dataset for semantic urban scene understanding, CVPR 2016',
  origin: 'recorded',
  offer: {
    modalities: ['depth', 'semantics', 'instances', 'boxes'],
    tasks: [
      'semantic segmentation',
      'instance segmentation',
      'object detection',
      'depth prediction',
      'image reconstruction',
    ],
    request: 'cityscapes-dataset.com: an account with the address of an institution',
    size: 'leftImg8bit about 11 GB, gtFine about 241 MB, gtCoarse about 1.3 GB, disparity about 3.5 GB, camera about 2 MB, rightImg8bit about 11 GB, train_extra about 44 GB',
    licence: 'Cityscapes licence: non-commercial, no redistribution',
  },
  options: cityscapesOptions,
  open: cityscapes,
} satisfies DatasetEntry<typeof cityscapesOptions>;
