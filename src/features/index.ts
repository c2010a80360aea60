export { encoderSource, type EncoderSourceOptions } from './encoder-source.js';
export type { FeatureMap } from './feature-map.js';
export { matrixRows, storedRows, type FeatureRows } from './feature-rows.js';
export { imagesAtOnce } from './images-at-once.js';
export type { FeatureSource } from './source.js';
export { featureStandard, weightedMean, type FeatureStandard } from './standardise.js';
