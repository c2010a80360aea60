import { meanCca, pwcca, squaredCca, svcca, type SvccaOptions } from './canonical-correlation.js';
import { cka, type CkaOptions } from './cka.js';
import type { FeatureMatrix } from './feature-matrix.js';
import { linearPredictivity, type PredictivityOptions } from './linear-predictivity.js';
import { cknna, mutualNeighbours, type NeighbourOptions } from './neighbours.js';
import { angularShapeDistance, procrustesDistance } from './procrustes.js';
import { rsa, type RsaOptions } from './rsa.js';

/** What may be done to either side without changing the value; the order of samples, the same on both sides, never matters. */
export type Invariance =
  | 'translation'
  | 'isotropic scaling'
  | 'orthogonal transformation'
  | 'invertible linear transformation'
  | 'order of columns';

/** Options of all measures; each takes those that its `defaults` and `optional` name. */
export interface MeasureOptions
  extends CkaOptions, SvccaOptions, Omit<RsaOptions, 'dissimilarity'>, NeighbourOptions, PredictivityOptions {}

/** A way to compare two sets of features of the same samples. */
export interface SimilarityMeasure {
  name: string;
  description: string;
  reference: string;
  /** Whether more means more alike or further apart. */
  kind: 'similarity' | 'distance';
  /** Whether exchanging the two sides gives the same value. */
  symmetric: boolean;
  invariances: readonly Invariance[];
  /** Least and greatest value. */
  range: readonly [number, number];
  /** Value of features with themselves; null where it only comes near the end of the range. */
  identical: number | null;
  /** The options it takes and what they are when left out. */
  defaults: Readonly<MeasureOptions>;
  /** Options it takes that have no default. */
  optional?: readonly (keyof MeasureOptions)[];
  /** Throws InputError when the features cannot be compared. */
  compute(x: FeatureMatrix, y: FeatureMatrix, options?: MeasureOptions): number;
}

const rigid: readonly Invariance[] = [
  'translation',
  'isotropic scaling',
  'orthogonal transformation',
  'order of columns',
];
const aboutOrigin: readonly Invariance[] = ['isotropic scaling', 'orthogonal transformation', 'order of columns'];
const linear: readonly Invariance[] = [...rigid, 'invertible linear transformation'];

const canonical = { kind: 'similarity', range: [0, 1], identical: 1 } as const;
const kriegeskorte =
  'Kriegeskorte, Mur & Bandettini, Representational similarity analysis, Frontiers in Systems Neuroscience 2008';
const huh = 'Huh et al., The platonic representation hypothesis, ICML 2024';

/** Measures by name; adding one is adding a line. */
export const measures: Record<string, SimilarityMeasure> = {
  cka: {
    name: 'cka',
    description:
      'Centred kernel alignment: how far samples that are alike on one side are alike on the other. The debiased estimate of unrelated features is 0 on average and may be negative.',
    reference: 'Kornblith et al., Similarity of neural network representations revisited, ICML 2019',
    kind: 'similarity',
    symmetric: true,
    invariances: rigid,
    range: [-1, 1],
    identical: 1,
    defaults: { kernel: 'linear', estimator: 'debiased', sigma: 0.5 },
    optional: ['batch'],
    compute: cka,
  },
  cca: {
    ...canonical,
    name: 'cca',
    description: 'Mean canonical correlation over the smaller rank.',
    reference: 'Hotelling, Relations between two sets of variates, Biometrika 1936',
    symmetric: true,
    invariances: linear,
    defaults: {},
    compute: meanCca,
  },
  'cca-r2': {
    ...canonical,
    name: 'cca-r2',
    description: 'Mean squared canonical correlation over the smaller rank.',
    reference: 'Kornblith et al., Similarity of neural network representations revisited, ICML 2019',
    symmetric: true,
    invariances: linear,
    defaults: {},
    compute: squaredCca,
  },
  svcca: {
    ...canonical,
    name: 'svcca',
    description: 'Mean canonical correlation of the leading principal directions of either side.',
    reference: 'Raghu et al., SVCCA, NeurIPS 2017',
    symmetric: true,
    invariances: rigid,
    defaults: { variance: 0.99 },
    compute: svcca,
  },
  pwcca: {
    ...canonical,
    name: 'pwcca',
    description:
      'Mean canonical correlation, weighted by how much the variates lie along the columns of the first side.',
    reference: 'Morcos, Raghu & Bengio, Insights on representational similarity in neural networks, NeurIPS 2018',
    symmetric: false,
    invariances: ['translation', 'isotropic scaling', 'order of columns'],
    defaults: {},
    compute: pwcca,
  },
  procrustes: {
    name: 'procrustes',
    description: 'Squared distance that remains under the best rotation, centred and at unit norm.',
    reference: 'Ding, Denain & Steinhardt, Grounding representation similarity with statistical testing, NeurIPS 2021',
    kind: 'distance',
    symmetric: true,
    invariances: rigid,
    range: [0, 2],
    identical: 0,
    defaults: {},
    compute: procrustesDistance,
  },
  'angular-shape': {
    name: 'angular-shape',
    description: 'Angle in radians that remains under the best rotation, centred; a metric.',
    reference: 'Williams et al., Generalized shape metrics on neural representations, NeurIPS 2021',
    kind: 'distance',
    symmetric: true,
    invariances: rigid,
    range: [0, Math.PI / 2],
    identical: 0,
    defaults: {},
    compute: angularShapeDistance,
  },
  rsa: representational('rsa', 'correlation', ['isotropic scaling', 'order of columns']),
  'rsa-euclidean': representational('rsa-euclidean', 'euclidean', rigid),
  'rsa-cosine': representational('rsa-cosine', 'cosine', aboutOrigin),
  'mutual-knn': {
    name: 'mutual-knn',
    description: 'Mean share of the nearest neighbours, by cosine, that both sides have in common.',
    reference: huh,
    kind: 'similarity',
    symmetric: true,
    invariances: aboutOrigin,
    range: [0, 1],
    identical: 1,
    defaults: { neighbours: 10 },
    compute: mutualNeighbours,
  },
  cknna: {
    name: 'cknna',
    description:
      'Debiased kernel alignment over pairs that are nearest neighbours on both sides, by cosine; usually between 0 and 1, but not bounded.',
    reference: huh,
    kind: 'similarity',
    symmetric: false,
    invariances: aboutOrigin,
    range: [-Infinity, Infinity],
    identical: 1,
    defaults: { neighbours: 10 },
    compute: cknna,
  },
  'linear-predictivity': {
    name: 'linear-predictivity',
    description:
      'Share of the variance of the second side that cross-validated ridge regression on the first predicts; below 0 when the mean predicts better.',
    reference: 'Yamins et al., Performance-optimized hierarchical models predict neural responses, PNAS 2014',
    kind: 'similarity',
    symmetric: false,
    invariances: rigid,
    range: [-Infinity, 1],
    identical: null,
    defaults: { folds: 5, seed: 0 },
    compute: linearPredictivity,
  },
};

function representational(
  name: string,
  dissimilarity: 'correlation' | 'euclidean' | 'cosine',
  invariances: readonly Invariance[],
): SimilarityMeasure {
  const by = { correlation: '1 − correlation of rows', euclidean: 'Euclidean distance', cosine: '1 − cosine of rows' };
  return {
    name,
    description: `Representational similarity: correlation of the dissimilarities of all pairs of samples (${by[dissimilarity]}).`,
    reference: kriegeskorte,
    kind: 'similarity',
    symmetric: true,
    invariances,
    range: [-1, 1],
    identical: 1,
    defaults: { comparison: 'spearman' },
    compute: (x, y, options) => rsa(x, y, { ...options, dissimilarity }),
  };
}
