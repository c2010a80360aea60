import type { ClassSet } from './class-set.js';
import type { ListedImage, OpenSubset } from './subset.js';

/** What a reader of results on these subsets must know. */
export function notesOn(subsets: readonly OpenSubset[], classes: ClassSet): string[] {
  return [
    ...subsets.flatMap(notesOnSubset),
    ...(classes.categories.length > 0 && subsets.some(({ files }) => !files.has('panoptic'))
      ? [
          'Semantics and instances show the smaller of two overlapping objects, crowds lie below all: COCO does not tell which is in front.',
        ]
      : []),
    'Cameras are nominal, with the longer side as focal length: COCO has no calibration, depth or poses.',
  ];
}

function notesOnSubset(open: OpenSubset): string[] {
  const { main, files, subset } = open;
  const { name } = subset;
  const images = [...open.images()];
  const missing = images.filter((image) => !open.has(image));
  const notes = [`${name}: ${images.length} images by ${[...files.keys()].join(', ')}.`];
  if (missing.length > 0)
    notes.push(
      `${name}: ${missing.length} of ${images.length} images are not on disk (${listed(missing)}); loading them fails. Leave them out with --images present.`,
    );
  const unlisted = open.countUnlisted();
  if (unlisted > 0) notes.push(`${name}: ${unlisted} files beside the images are not listed and not used.`);
  for (const file of files.values())
    if (file.index.strays > 0)
      notes.push(`${file.name}: ${file.index.strays} annotations of images that it does not list are left out.`);
  if (main.kind === 'panoptic' && main.index.categories.length === 0)
    notes.push(`${main.name} lists no categories; COCO's 133 are taken.`);
  if (main.kind === 'image_info') notes.push(`${name} has no annotations.`);
  return notes;
}

function listed(images: readonly ListedImage[]): string {
  const names = images.slice(0, 3).map(({ file }) => file);
  return names.join(', ') + (images.length > names.length ? ', …' : '');
}
