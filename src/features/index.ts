export { encoderSource, type EncoderSourceOptions } from './encoder-source.js';
export { extract, type ExtractOptions } from './extract.js';
export {
  idsBeside,
  openExtracted,
  readIds,
  type Extracted,
  type ExtractedLayer,
  type ExtractionDescription,
} from './extracted.js';
export type { FeatureMap } from './feature-map.js';
export { featureRowsSource } from './from-feature-rows.js';
export { matrixRows, storedRows, wholeMatrix, type FeatureRows } from './feature-rows.js';
export type { FeatureFormat, FeaturePrecision } from './feature-writer.js';
export type { Pooling } from './image-rows.js';
export { imagesAtOnce } from './images-at-once.js';
export type { AnyEncoder } from './layered-model.js';
export { layerSource, type LayerSource, type LayerSourceOptions } from './layer-source.js';
export { layers, type Layer } from './layers.js';
export { loadModel } from './load-model.js';
export {
  cellSimilarities,
  nearestCells,
  type CellPlace,
  type NearestCellsOptions,
  type SimilarCell,
} from './nearest-cells.js';
export { nearestNames } from './nearest-names.js';
export type { ColourNormalisation } from './normalised-images.js';
export { openFeatures } from './open-features.js';
export type { FeatureSource } from './source.js';
export { featureStandard, weightedMean, type FeatureStandard } from './standardise.js';
