export { cka, linearCka, minibatchCka, rbfCka, type CkaEstimator, type CkaOptions } from './cka.js';
export { sampleTogether, type FeatureMatrix } from './feature-matrix.js';
export { biasedHsic, debiasedHsic } from './hsic.js';
export { linearKernel, rbfKernel } from './kernels.js';
export { measures, type Invariance, type SimilarityMeasure } from './measures.js';
