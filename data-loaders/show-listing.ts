import type { Listing } from '../src/formats/file-tree.js';

/** Names that a message shows of a folder. */
const mostShown = 8;

/** What lies in a folder, for messages: its folders and files, the first of many. */
export function showListing({ files, folders }: Listing): string {
  const names = [...folders.map((folder) => `${folder}/`), ...files];
  if (names.length === 0) return 'nothing';
  return names.slice(0, mostShown).join(' ') + (names.length > mostShown ? ' …' : '');
}
