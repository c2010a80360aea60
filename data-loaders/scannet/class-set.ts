import { benchmarkIds, nyu40Colours, nyu40Names } from './nyu40.js';

/** Names of the class sets that labels are mapped to. */
export const classSetNames = ['nyu40', 'scannet20'] as const;
export type ClassSetName = (typeof classSetNames)[number];

/** Classes as a dataset numbers them: 0 = unlabelled. */
export interface ClassSet {
  names: readonly string[];
  /** sRGB of each class. */
  legend: readonly [number, number, number][];
  /** Class of each NYU40 id, [41]. */
  ofNyu40: Uint8Array;
  /** Number of each class in the benchmark, 1 to 20; 255 = left out. */
  trainIds: readonly number[];
}

/** Number in the benchmark of each NYU40 id; 0 = left out. */
const numbers = nyu40Names.map((_, id) => benchmarkIds.indexOf(id) + 1);

/** The 40 classes of NYU under their own ids. */
const nyu40: ClassSet = {
  names: nyu40Names,
  legend: nyu40Colours,
  ofNyu40: Uint8Array.from(nyu40Names.keys()),
  trainIds: numbers.map((number) => number || 255),
};

/** The 20 classes of the benchmark numbered 1 to 20 in its order, as Pri3D does; the others are unlabelled. */
const scannet20: ClassSet = {
  names: [0, ...benchmarkIds].map((id) => nyu40Names[id]),
  legend: [0, ...benchmarkIds].map((id) => nyu40Colours[id]),
  ofNyu40: Uint8Array.from(numbers),
  trainIds: [255, ...benchmarkIds.map((_, index) => index + 1)],
};

export const classSets: Readonly<Record<ClassSetName, ClassSet>> = { nyu40, scannet20 };
