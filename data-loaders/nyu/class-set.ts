import { nyu40Colours, nyu40Names } from '../scannet/nyu40.js';

/** Names of the class sets that labels are mapped to. */
export const classSetNames = ['nyu40', 'nyu13', 'nyu894'] as const;
export type ClassSetName = (typeof classSetNames)[number];

/** Classes as a dataset numbers them: 0 = unlabelled. */
export interface ClassSet {
  names: readonly string[];
  /** sRGB of each class, where the set has colours. */
  legend?: readonly (readonly [number, number, number])[];
  /** Class of each label as stored. */
  ofLabel: Uint16Array;
}

/** The 13 classes of the NYU40 ids 0 to 40. Reference: class13Mapping.mat of nyuv2-meta-data (Couprie et al., ICLR 2013). */
export const nyu13OfNyu40: readonly number[] = [
  0, 12, 5, 6, 1, 4, 9, 10, 12, 13, 6, 8, 6, 13, 10, 6, 13, 6, 7, 7, 5, 7, 3, 2, 6, 11, 7, 7, 7, 7, 7, 7, 6, 7, 7, 7, 7,
  7, 7, 6, 7,
];

export const nyu13Names: readonly string[] = [
  'unlabelled',
  'bed',
  'books',
  'ceiling',
  'chair',
  'floor',
  'furniture',
  'objects',
  'picture',
  'sofa',
  'table',
  'tv',
  'wall',
  'window',
];

/** NYU40 ids whose colours the 13 classes have. */
const exemplars = [0, 4, 23, 22, 5, 2, 3, 40, 11, 6, 7, 25, 1, 9];
const nyu13Colours = exemplars.map((id) => nyu40Colours[id]);

/** The 13 classes of labels that are stored as such. */
export const storedNyu13: ClassSet = {
  names: nyu13Names,
  legend: nyu13Colours,
  ofLabel: Uint16Array.from(nyu13Names.keys()),
};

/** The names of a file as classes. */
export function namedClasses(names: readonly string[]): ClassSet {
  return {
    names: ['unlabelled', ...names],
    ofLabel: Uint16Array.from({ length: names.length + 1 }, (_, label) => label),
  };
}

/** 40 or 13 classes of labels whose NYU40 ids are those of `nyu40OfLabel`, from label 1 on. */
export function mappedClasses(set: 'nyu40' | 'nyu13', nyu40OfLabel: readonly number[]): ClassSet {
  const ids = [0, ...nyu40OfLabel];
  return set === 'nyu40'
    ? { names: nyu40Names, legend: nyu40Colours, ofLabel: Uint16Array.from(ids) }
    : { names: nyu13Names, legend: nyu13Colours, ofLabel: Uint16Array.from(ids, (id) => nyu13OfNyu40[id]) };
}
