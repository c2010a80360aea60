import type { FeatureMap } from '../features/feature-map.js';
import { InputError } from '../support/errors.js';
import type { ProbeTarget } from './target.js';

/**
 * Kinds of read-out: a linear one in closed form, a small perceptron upon it, a linear one by descent (classes by logistic
 * regression), k nearest neighbours, and probe3d's bins, which read nothing but depth.
 */
export const probeHeads = ['ridge', 'mlp', 'linear', 'knn', 'bins'] as const;
/** The kind of a read-out, one of {@link probeHeads}. */
export type ProbeHead = (typeof probeHeads)[number];

/** A fitted probe: says what it sees in any features of its stage. */
export interface ReadOut {
  readonly target: ProbeTarget;
  readonly stage: string;
  readonly head: ProbeHead;
  /** Numbers a cell: the target's, or one score for each class. */
  readonly width: number;
  /** What was chosen is the first or last of what was tried, so that the best may lie beyond: how to tell. */
  readonly warning?: string;
  /** What is seen in each row of features [rows, channels]: [rows, width]. */
  predictRows(features: Float32Array, rows: number): Promise<Float32Array>;
  /** The same for every cell of feature maps: a map with `width` channels. Throws InputError when it is of another stage. */
  predict(features: FeatureMap): Promise<FeatureMap>;
}

/** A linear read-out, which can be weakened. */
export interface RidgeReadOut extends ReadOut {
  readonly head: 'ridge';
  readonly lambda: number;
  /** The same read-out under another penalty, of any strength. */
  at(lambda: number): RidgeReadOut;
}

/** Reads out every cell of feature maps with a function of rows. */
export async function predictMap(
  features: FeatureMap,
  readOut: Pick<ReadOut, 'target' | 'stage' | 'width' | 'predictRows'>,
  channels: number,
): Promise<FeatureMap> {
  if (features.stage !== readOut.stage || features.channels !== channels)
    throw new InputError(
      `The read-out of ${readOut.target.name} was fitted on ${channels} channels of stage ${readOut.stage}; it was given ${features.channels} channels of stage ${features.stage}. Extract the stage it belongs to.`,
    );
  const values = await readOut.predictRows(features.values, features.count * features.height * features.width);
  return { ...features, channels: readOut.width, values };
}
