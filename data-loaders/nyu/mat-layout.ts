import { InputError } from '../../src/support/errors.js';
import type { Modality, Scene, Split } from '../sample.js';
import { labelRasters } from './annotation.js';
import { findBeside } from './beside.js';
import { colourCamera } from './cameras.js';
import { checkMapping, readClassMapping } from './class-mapping.js';
import { mappedClasses, namedClasses, type ClassSet, type ClassSetName } from './class-set.js';
import { inFolder, type LayoutKind, type Place } from './layout.js';
import { MatFile } from './mat-file.js';
import { placeOf } from './scenes.js';
import { findSplit } from './splits.js';

export const matName = 'nyu_depth_v2_labeled.mat';
const mappingName = 'classMapping40.mat';

const depthNotes = {
  raw: 'Depth as measured, 0 in its holes.',
  filled: 'Depth with its holes painted in, which is no measurement there.',
} as const;

/** The 1,449 labelled images in one file. */
export const matLayout: LayoutKind = {
  name: 'mat',
  expected: `mat: ${matName} (and splits.mat, ${mappingName}, there, beside it or in meta/)`,
  isAt: (tree, base) => tree.has(inFolder(base, matName)),
  open: async ({ root, tree, base }, { labels, depthMap, splitFile }) => {
    const stored = inFolder(base, matName);
    const file = await MatFile.open(await tree.locate(stored));
    const split = findSplit(root, base, splitFile);
    const { classes, mapping, note } = classesOf({ root, tree, base }, file, labels);
    const { scenes, indexOf, notes } = scenesOf(file, (number) => (split ? split.splitOf(number) : 'train'));
    const hasDepth = file.has(depthMap === 'raw' ? 'rawDepths' : 'depths');
    notes.push(
      split
        ? `Split of ${split.file}.`
        : 'No splits.mat and no list of the test images was found: all images are train.',
      hasDepth ? depthNotes[depthMap] : `${file.file} has no depth of this kind (${depthMap}).`,
      'Images have a white frame some pixels wide; crop: frame cuts it off.',
    );
    if (note !== undefined) notes.push(note);
    const modalities: Modality[] = hasDepth ? ['depth', 'normals'] : [];
    if (classes) modalities.push('semantics');
    if (classes && file.has('instances')) modalities.push('instances', 'boxes');
    return {
      scenes,
      modalities,
      classes,
      notes,
      filesOf: () => [stored],
      tables: [split?.file, mapping].filter((table) => table !== undefined),
      withoutImage: [],
      read: async (id) => {
        const index = indexOf.get(id)!;
        return {
          ...file.size,
          rgb: file.rgb(index),
          camera: colourCamera(file.size),
          ...(hasDepth && { depth: file.depth(index, depthMap) }),
          ...(classes && labelRasters(file.annotation(index), classes, `${file.file}, image ${index + 1}`)),
          ...file.record(index),
        };
      },
      ...(classes && { annotation: async (id: string) => file.annotation(indexOf.get(id)!) }),
    };
  },
};

/** The classes asked for; when left out, 40 if the table that leads to them is there, else the names of the file. */
function classesOf(
  { root, tree, base }: Place,
  file: MatFile,
  given: ClassSetName | undefined,
): { classes?: ClassSet; mapping?: string; note?: string } {
  if (!file.has('labels')) return {};
  const found = findBeside(root, base, mappingName);
  const set = given ?? (found === undefined ? 'nyu894' : 'nyu40');
  if (set === 'nyu894') {
    const note = `No ${mappingName} was found, which leads to 40 classes: classes are the ${file.names.length} names of the file.`;
    return { classes: namedClasses(file.names), ...(given === undefined && { note }) };
  }
  if (found === undefined)
    throw new InputError(
      `${tree.describe(base)} has no ${mappingName}, nor has a folder beside it, and labels ${set} take it. Get it from nyuv2-meta-data on GitHub, or give --labels nyu894.`,
    );
  const mapping = readClassMapping(found);
  checkMapping(mapping, file.names, file.file);
  return { classes: mappedClasses(set, mapping.nyu40OfLabel), mapping: found };
}

/**
 * A scene for each place and split, in the order of the file; images whose split is not known are left out. A place with
 * images in several splits makes a scene in each.
 */
function scenesOf(
  { count, places }: MatFile,
  splitOf: (number: number) => Split | undefined,
): { scenes: Scene[]; indexOf: Map<string, number>; notes: string[] } {
  const splitsOfPlace = new Map<string, Set<Split>>();
  const known: { place: string; number: string; split: Split; index: number }[] = [];
  for (let index = 0; index < count; index++) {
    const split = splitOf(index + 1);
    if (split === undefined) continue;
    const number = String(index + 1).padStart(4, '0');
    const place = places[index] ?? number;
    splitsOfPlace.set(place, (splitsOfPlace.get(place) ?? new Set()).add(split));
    known.push({ place, number, split, index });
  }
  const scenes = new Map<string, Scene>();
  const indexOf = new Map<string, number>();
  for (const { place, number, split, index } of known) {
    const id = splitsOfPlace.get(place)!.size > 1 ? `${place}-${split}` : place;
    let scene = scenes.get(id);
    if (!scene) scenes.set(id, (scene = { id, split, frames: [] }));
    scene.frames.push(`${id}/${number}`);
    indexOf.set(`${id}/${number}`, index);
  }
  const torn = [...splitsOfPlace].filter(([, splits]) => splits.size > 1).map(([place]) => place);
  const notes = torn.length > 0 ? [`Places with images in several splits: ${torn.join(', ')}.`] : [];
  if (known.length < count) notes.push(`${count - known.length} images are in no split and left out.`);
  return { scenes: [...scenes.values()], indexOf, notes };
}

/** Which places the official split has for training and for test. */
export interface PlaceSplit {
  /** A place that is not named is as its other stretches are; for test if any of them is. */
  splitOf(place: string): Split;
  /** The files that tell. */
  tables: string[];
}

/** The split of places by the labelled images and their split, if both lie in or beside a root. */
export async function findPlaceSplit(root: string, base: string): Promise<PlaceSplit | undefined> {
  const labelled = findBeside(root, base, matName);
  const split = findSplit(root, base);
  if (labelled === undefined || !split) return undefined;
  const file = await MatFile.open(labelled);
  file.close();
  const splits = new Map<string, Split>();
  file.places.forEach((place, index) => {
    const found = split.splitOf(index + 1);
    if (found === undefined) return;
    for (const name of [place, placeOf(place)]) if (splits.get(name) !== 'test') splits.set(name, found);
  });
  return {
    splitOf: (place) => splits.get(place) ?? splits.get(placeOf(place)) ?? 'train',
    tables: [labelled, split.file],
  };
}
