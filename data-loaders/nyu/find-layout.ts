import type { FileTree } from '../../src/formats/file-tree.js';
import { joinTrees } from '../../src/formats/joined-tree.js';
import { openTree } from '../../src/formats/open-tree.js';
import { InputError } from '../../src/support/errors.js';
import { showListing } from '../show-listing.js';
import { h5Layout } from './h5-layout.js';
import type { LayoutKind, Place } from './layout.js';
import { matLayout } from './mat-layout.js';
import type { LayoutName } from './options.js';
import { pri3dLayout } from './pri3d-layout.js';
import { rawLayout } from './raw-layout.js';
import { syncLayout } from './sync-layout.js';

/** The layouts by name: adding one is adding a file and an entry here. */
const layouts: Record<LayoutName, LayoutKind> = {
  mat: matLayout,
  sync: syncLayout,
  raw: rawLayout,
  pri3d: pri3dLayout,
  h5: h5Layout,
};

/** A root with what is unpacked in it and the archives that lie in it, as if all were unpacked there. */
export async function openRoot(root: string): Promise<FileTree> {
  const tree = await openTree(root);
  const archives = (await tree.list()).files.filter((file) => /\.zip$/i.test(file));
  if (archives.length === 0) return tree;
  const trees = [tree];
  for (const file of archives) trees.push(await openTree(await tree.locate(file)));
  return joinTrees(root, trees);
}

/**
 * The layout to read and where it begins, in the root or a folder in it: the one given, else the only one there. Throws
 * InputError saying what was expected and what is there if it is not there, or naming the layouts if none is given and
 * there are several.
 */
export async function findLayout(
  root: string,
  tree: FileTree,
  given?: LayoutName,
): Promise<{ kind: LayoutKind; place: Place }> {
  const wanted = given === undefined ? Object.values(layouts) : [layouts[given]];
  const listing = await tree.list();
  const found: { kind: LayoutKind; place: Place }[] = [];
  for (const kind of wanted)
    for (const base of ['', ...listing.folders])
      if (await kind.isAt(tree, base)) {
        found.push({ kind, place: { root, tree, base } });
        break;
      }
  if (found.length === 1) return found[0];
  if (found.length > 1)
    throw new InputError(
      `${root} has several layouts of NYU Depth v2: ${found.map(({ kind }) => kind.name).join(', ')}. Say which with --layout.`,
    );
  const what = given === undefined ? 'NYU Depth v2 in any layout' : `the layout ${given} of NYU Depth v2`;
  const expected = wanted.map((kind) => `  ${kind.expected}`).join('\n');
  throw new InputError(
    `${root} does not hold ${what}. Expected${given === undefined ? ' one of' : ''}\n${expected}\nFound: ${showListing(listing)}. Point --root at the folder that holds these.`,
  );
}
