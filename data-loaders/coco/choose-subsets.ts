import type { FileTree } from '../../src/formats/file-tree.js';
import { findSubsets, wrongRoot, type AnnotationKind, type Subset } from './layout.js';
import type { CocoLayout, CompleteOptions } from './options.js';

/** Annotation files that each layout reads; the first that is there lists the images. */
export const kindsOf: Record<CocoLayout, readonly AnnotationKind[]> = {
  instances: ['instances', 'person_keypoints', 'captions', 'image_info'],
  panoptic: ['panoptic', 'captions'],
};

/** What of a root is read. */
export interface Choice {
  layout: CocoLayout;
  subsets: (Subset & { images: string })[];
  /** What else is there and why it is not read. */
  notes: string[];
}

/**
 * Chooses layout, release and splits: as the options say, else objects before segments, the latest release, and the splits whose
 * images are there. Throws InputError if nothing is left.
 */
export async function chooseSubsets(tree: FileTree, { layout, year, only }: CompleteOptions): Promise<Choice> {
  const found = await findSubsets(tree);
  const chosen = layout ?? defaultLayout(found);
  const ofLayout = found.filter((subset) => isOf(subset, chosen));
  if (ofLayout.length === 0) throw await wrongRoot(tree, `no annotation file for the layout ${chosen}`);
  const ofSplit = ofLayout.filter(({ split }) => only === undefined || split === only);
  if (ofSplit.length === 0) throw await wrongRoot(tree, `no annotations of the split ${only} for the layout ${chosen}`);
  const withImages = ofSplit.filter(hasImages);
  if (withImages.length === 0)
    throw await wrongRoot(tree, `no folder of images for ${ofSplit.map(({ name }) => name).join(', ')}`);
  const latest = year ?? Math.max(...withImages.map((subset) => subset.year));
  const subsets = withImages.filter((subset) => subset.year === latest);
  if (subsets.length === 0)
    throw await wrongRoot(
      tree,
      `no release ${latest} with images, but ${[...new Set(withImages.map((subset) => subset.year))].join(', ')}`,
    );
  const notes = ofSplit
    .filter((subset) => !hasImages(subset) && subset.year === latest)
    .map(({ name }) => `${name} is left out: its annotations are there, but no folder ${name}/ of images.`);
  const others = new Set(withImages.filter((subset) => subset.year !== latest).map((subset) => subset.year));
  if (others.size > 0) notes.push(`Release ${latest}; ${[...others].join(', ')} is there too.`);
  return { layout: chosen, subsets, notes };
}

/** Captions and lists of images belong to both layouts. */
function defaultLayout(found: readonly Subset[]): CocoLayout {
  const has = (kind: AnnotationKind): boolean => found.some(({ annotations }) => annotations[kind] !== undefined);
  return has('panoptic') && !has('instances') && !has('person_keypoints') ? 'panoptic' : 'instances';
}

function isOf({ annotations }: Subset, layout: CocoLayout): boolean {
  // Captions alone have no segments.
  const kinds = layout === 'panoptic' ? (['panoptic'] as const) : kindsOf.instances;
  return kinds.some((kind) => annotations[kind] !== undefined);
}

function hasImages(subset: Subset): subset is Subset & { images: string } {
  return subset.images !== undefined;
}
