import { drawnLabels, ignoredTrainId } from './labels.js';

/** Names of the class sets that labels are mapped to. */
export const classSetNames = ['cityscapes34', 'cityscapes19'] as const;
export type ClassSetName = (typeof classSetNames)[number];

/** Classes as a dataset numbers them: 0 = unlabelled. */
export interface ClassSet {
  names: readonly string[];
  /** sRGB of each class. */
  legend: readonly (readonly [number, number, number])[];
  /** Train id of each class; 255 = left out. */
  trainIds: readonly number[];
  /** Class of each label id, [34]. */
  ofLabelId: Uint8Array;
}

const unlabelled = { name: 'unlabelled', colour: [0, 0, 0] as const, trainId: ignoredTrainId };
const trained = drawnLabels.filter(({ trainId }) => trainId !== ignoredTrainId);

function classSet(
  classes: readonly { name: string; colour: readonly [number, number, number]; trainId: number }[],
  ofLabelId: Uint8Array,
): ClassSet {
  return {
    names: classes.map(({ name }) => name),
    legend: classes.map(({ colour }) => colour),
    trainIds: classes.map(({ trainId }) => trainId),
    ofLabelId,
  };
}

/** All labels under their ids; or the 19 that are trained, under train id + 1, all others being unlabelled. */
export const classSets: Readonly<Record<ClassSetName, ClassSet>> = {
  cityscapes34: classSet(
    [unlabelled, ...drawnLabels.slice(1)],
    Uint8Array.from(drawnLabels, ({ id }) => id),
  ),
  cityscapes19: classSet(
    [unlabelled, ...trained],
    Uint8Array.from(drawnLabels, ({ trainId }) => (trainId === ignoredTrainId ? 0 : trainId + 1)),
  ),
};
