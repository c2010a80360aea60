import { cka, type CkaOptions } from './cka.js';
import type { FeatureMatrix } from './feature-matrix.js';

/** What may be done to either side without changing the value. */
export type Invariance = 'translation' | 'isotropic scaling' | 'orthogonal transformation' | 'order of columns';

/** A way to compare two sets of features of the same samples. */
export interface SimilarityMeasure {
  name: string;
  description: string;
  reference: string;
  /** Whether exchanging the two sides gives the same value. */
  symmetric: boolean;
  invariances: readonly Invariance[];
  /** Least and greatest value; identical features have the greatest. */
  range: readonly [number, number];
  /** Throws InputError when the features cannot be compared. */
  compute(x: FeatureMatrix, y: FeatureMatrix, options?: CkaOptions): number;
}

/** Measures by name; adding one is adding a line. */
export const measures: Record<string, SimilarityMeasure> = {
  cka: {
    name: 'cka',
    description:
      'Centred kernel alignment: how far samples that are alike on one side are alike on the other. The debiased estimate of unrelated features is 0 on average and may be negative.',
    reference: 'Kornblith et al., Similarity of neural network representations revisited, ICML 2019',
    symmetric: true,
    invariances: ['translation', 'isotropic scaling', 'orthogonal transformation', 'order of columns'],
    range: [-1, 1],
    compute: cka,
  },
};
