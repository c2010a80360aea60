import type { DatasetEntry } from '../dataset-entry.js';
import { cityscapes } from './cityscapes.js';
import { cityscapesOptions } from './options.js';

/** Cityscapes in the registry of datasets. */
export const cityscapesEntry = {
  name: 'cityscapes',
  description: 'Street scenes of 50 cities: labels, instances, boxes, depth from stereo, right images.',
  reference: 'Cordts et al., The Cityscapes dataset for semantic urban scene understanding, CVPR 2016',
  origin: 'recorded',
  options: cityscapesOptions,
  open: cityscapes,
} satisfies DatasetEntry<typeof cityscapesOptions>;
