export {
  canonicalCorrelations,
  meanCca,
  pwcca,
  squaredCca,
  svcca,
  type CanonicalCorrelations,
  type SvccaOptions,
} from './canonical-correlation.js';
export { cka, linearCka, minibatchCka, rbfCka, type CkaEstimator, type CkaOptions } from './cka.js';
export { compareFeatures, type Compared, type CompareOptions } from './compare-features.js';
export { type Correlation } from './correlation.js';
export { centreColumns, sampleTogether, type FeatureMatrix } from './feature-matrix.js';
export { biasedHsic, debiasedHsic } from './hsic.js';
export { linearKernel, rbfKernel } from './kernels.js';
export { heldOutVariance, linearPredictivity, penaltyShares, type PredictivityOptions } from './linear-predictivity.js';
export { measures, type Invariance, type MeasureOptions, type SimilarityMeasure } from './measures.js';
export { cknna, mutualNeighbours, type NeighbourOptions } from './neighbours.js';
export { angularShapeDistance, procrustesDistance } from './procrustes.js';
export { residuals } from './residuals.js';
export { rowsOf } from './rows.js';
export { dissimilarities, rsa, type Dissimilarity, type RsaOptions } from './rsa.js';
export { streamingCka, type StreamingCkaOptions } from './streaming-cka.js';
export { unitRows } from './unit-rows.js';
export { transformations } from './transformations.js';
export {
  bootstrapInterval,
  independentGaussians,
  permutationNull,
  type Clusters,
  type ResamplingOptions,
} from './uncertainty.js';
