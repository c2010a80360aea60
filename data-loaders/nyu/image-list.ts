import { InputError } from '../../src/support/errors.js';
import { readText } from '../../src/support/files.js';

/** A colour image as a list names it: `bathroom/rgb_00045.jpg`. */
export interface ListedImage {
  folder: string;
  /** Five digits. */
  number: string;
}

const image = /(?:^|\/)([^/]+)\/rgb_(\d{5})\.(?:jpg|png)$/;

/**
 * The images of a list as published with BTS, in its order: a line is the path of a colour image, that of its depth and the focal
 * length, of which only the first matters here. Throws InputError naming `file` and line.
 */
export function readImageList(file: string): ListedImage[] {
  const images: ListedImage[] = [];
  readText(file)
    .split('\n')
    .forEach((line, i) => {
      if (line.trim() === '') return;
      const [, folder, number] = image.exec(line.trim().split(/\s+/)[0]) ?? [];
      if (folder === undefined)
        throw new InputError(
          `${file}, line ${i + 1}, names no image like bathroom/rgb_00045.jpg: ${JSON.stringify(line.trim().slice(0, 80))}. Give the list published with BTS.`,
        );
      images.push({ folder, number });
    });
  if (images.length === 0) throw new InputError(`${file} lists no image. Give the list published with BTS.`);
  return images;
}
