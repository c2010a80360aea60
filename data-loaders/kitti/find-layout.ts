import type { FileTree } from '../../src/formats/file-tree.js';
import { InputError } from '../../src/support/errors.js';
import { showListing } from '../show-listing.js';
import { depthLayout } from './depth-layout.js';
import type { LayoutKind, Place } from './layout.js';
import { objectLayout } from './object-layout.js';
import { odometryLayout } from './odometry-layout.js';
import type { LayoutName } from './options.js';
import { rawLayout } from './raw-layout.js';
import { semanticsLayout } from './semantics-layout.js';
import { stereoLayout } from './stereo-layout.js';

/** The layouts by name: adding one is adding a file and an entry here. */
const layouts: Record<LayoutName, LayoutKind> = {
  object: objectLayout,
  raw: rawLayout,
  odometry: odometryLayout,
  depth: depthLayout,
  stereo: stereoLayout,
  semantics: semanticsLayout,
};

/**
 * The layout to read and where it begins: the one given, else the only one there. Throws InputError saying what was
 * expected and what is there if it is not there, or naming the layouts if none is given and there are several.
 */
export async function findLayout(
  root: string,
  tree: FileTree,
  given?: LayoutName,
): Promise<{ kind: LayoutKind; place: Place }> {
  const wanted = given === undefined ? Object.values(layouts) : [layouts[given]];
  const found: { kind: LayoutKind; place: Place }[] = [];
  for (const kind of wanted) {
    const base = await baseOf(kind, tree);
    if (base !== undefined) found.push({ kind, place: { root, tree, base } });
  }
  if (found.length === 0) throw new InputError(await nothingFound(root, tree, wanted));
  if (found.length > 1)
    throw new InputError(
      `${root} has several layouts of KITTI: ${found.map(({ kind }) => kind.name).join(', ')}. Say which with --layout.`,
    );
  return found[0];
}

async function baseOf(kind: LayoutKind, tree: FileTree): Promise<string | undefined> {
  for (const base of kind.bases) if (await kind.isAt(tree, base)) return base;
  return undefined;
}

async function nothingFound(root: string, tree: FileTree, wanted: readonly LayoutKind[]): Promise<string> {
  const shown = showListing(await tree.list());
  const what = wanted.length === 1 ? `the layout ${wanted[0].name} of KITTI` : 'KITTI in any layout';
  const expected = wanted.map((kind) => `  ${kind.expected}`).join('\n');
  return `${root} does not hold ${what}. Expected${wanted.length === 1 ? '' : ' one of'}\n${expected}\nFound: ${shown}. Point --root at the folder that holds these.`;
}
