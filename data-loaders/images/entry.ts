import type { DatasetEntry } from '../dataset-entry.js';
import { images } from './images.js';
import { imagesOptions } from './options.js';

/** Folders of images in the registry of datasets. */
export const imagesEntry = {
  name: 'images',
  description: 'Any folder or archive of images: colour only.',
  reference: 'files ending in .jpg, .jpeg, .png or .webp',
  origin: 'recorded',
  offer: {
    modalities: [],
    tasks: ['image reconstruction'],
    request: 'nobody: take your own',
    size: 'as large as the folder',
    licence: 'that of the images',
  },
  options: imagesOptions,
  open: images,
} satisfies DatasetEntry<typeof imagesOptions>;
