import { InputError } from '../../src/support/errors.js';
import type { CompleteOptions } from './options.js';
import type { ListedImage, OpenSubset } from './subset.js';

/** An image of a dataset, with the subset that lists it. */
export interface Frame {
  open: OpenSubset;
  image: ListedImage;
}

/** The images that are kept, by their ids. Throws InputError if an id is in two subsets. */
export function listFrames(
  subsets: readonly OpenSubset[],
  { every, images }: Pick<CompleteOptions, 'every' | 'images'>,
): Map<string, Frame> {
  const frames = new Map<string, Frame>();
  for (const open of subsets) {
    const isWanted = {
      all: () => true,
      annotated: ({ isAnnotated }: ListedImage) => isAnnotated,
      present: (image: ListedImage) => open.has(image),
    };
    const candidates = [...open.images()].filter(isWanted[images]);
    candidates.forEach((image, i) => {
      if (i % every !== 0) return;
      const id = String(image.id);
      const other = frames.get(id);
      if (other)
        throw new InputError(
          `Image ${id} is both in ${other.open.subset.name} and in ${open.subset.name}, so its id does not tell which. Open one of them with --only ${open.subset.split}.`,
        );
      frames.set(id, { open, image });
    });
  }
  return frames;
}
