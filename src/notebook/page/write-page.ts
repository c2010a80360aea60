import * as fs from 'node:fs';
import * as path from 'node:path';
import { writeFileAtomic } from '../../support/files.js';
import { readNotebook } from '../nbformat.js';
import { notebookPage } from './notebook-page.js';
import { pictureUrl } from '../picture-url.js';

const pictureTypes: Record<string, string> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.svg': 'image/svg+xml',
};

/**
 * Writes a notebook as one self-contained page of HTML.
 *
 * Pictures that its text names are taken in if they lie in the notebook's folder or below; relative links are changed so
 * that they lead from the page to where they led from the notebook. Throws InputError for an unreadable notebook.
 */
export function writeNotebookPage(file: string, out: string): void {
  const folder = path.dirname(path.resolve(file));
  const away = path
    .relative(path.dirname(path.resolve(out)), folder)
    .split(path.sep)
    .join('/');
  const page = notebookPage(readNotebook(file), {
    name: path.basename(file, '.ipynb'),
    relative: (address) => (away === '' || /^(?:[\w+.-]+:|[#/])/.test(address) ? address : `${away}/${address}`),
    localPicture: (address) => pictureBelow(folder, address),
  });
  writeFileAtomic(out, page);
}

/** A picture in the folder or below it, also when links are followed. */
function pictureBelow(folder: string, address: string): string | undefined {
  const [name] = address.split(/[?#]/);
  const type = pictureTypes[path.extname(name).toLowerCase()] as string | undefined;
  if (type === undefined || /^[\w+.-]+:/.test(name)) return undefined;
  try {
    const real = fs.realpathSync(path.resolve(folder, decodeURIComponent(name)));
    const below = path.relative(fs.realpathSync(folder), real);
    if (below.startsWith('..') || path.isAbsolute(below)) return undefined;
    const bytes = fs.readFileSync(real);
    return pictureUrl(type, type === 'image/svg+xml' ? bytes.toString('utf8') : bytes.toString('base64'));
  } catch (error) {
    const isMissing = error instanceof URIError || (error as NodeJS.ErrnoException).code !== undefined;
    if (isMissing) return undefined;
    throw error;
  }
}
