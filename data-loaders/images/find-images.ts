import type { FileTree } from '../../src/formats/file-tree.js';
import { InputError } from '../../src/support/errors.js';
import { showListing } from '../show-listing.js';

const image = /\.(?:jpe?g|png|webp)$/i;

/** What file managers leave behind: `._IMG_1.jpg`, `.thumbnails/`, `__MACOSX/`. */
const hidden = /(?:^|\/)(?:\.|__MACOSX\/)/;

const natural = new Intl.Collator('en', { numeric: true });

/** Paths of all images of a tree, numbers in them by their value: `9.jpg` before `10.jpg`. Throws InputError if there are none. */
export async function findImages(tree: FileTree): Promise<string[]> {
  const paths: string[] = [];
  for await (const path of tree.files()) if (image.test(path) && !hidden.test(path)) paths.push(path);
  if (paths.length > 0) return paths.sort((a, b) => natural.compare(a, b) || (a < b ? -1 : 1));
  throw new InputError(
    `${tree.name} has no images (.jpg, .jpeg, .png, .webp), nor have the folders in it. Point --root at a folder or .zip archive of images. Found there: ${showListing(await tree.list())}.`,
  );
}
