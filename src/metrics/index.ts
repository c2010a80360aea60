export {
  addCalibration,
  calibration,
  mergeCalibration,
  noCalibration,
  type Calibration,
  type CalibrationBin,
  type CalibrationTally,
  type ReliabilityPoint,
} from './calibration.js';
export {
  addInstances,
  cityscapesInstanceScores,
  mergeInstances,
  noInstances,
  type CityscapesInstanceScores,
  type ClassMatches,
  type InstanceMatches,
  type InstanceTally,
  type PredictedInstance,
} from './cityscapes-instances.js';
export * from './coco/index.js';
export { colourDifference, deltaE2000, deltaE76, labOfSrgb, type Lab } from './colour-difference.js';
export type { ColourValues } from './colour-values.js';
export {
  addToConfusion,
  idsOf,
  mergeConfusions,
  noConfusion,
  semanticScores,
  type Confusion,
  type SemanticScores,
} from './confusion.js';
export { alignDepth, depthAlignments, type DepthAlignment } from './depth-alignment.js';
export {
  addDepth,
  depthCrops,
  depthProtocols,
  depthScoreName,
  depthScores,
  mergeDepth,
  noDepth,
  type DepthCropName,
  type DepthProtocol,
  type DepthProtocolName,
  type ScoredDepth,
  type DepthTally,
} from './depth-protocol.js';
export {
  depthSums,
  mergeDepthSums,
  noDepthSums,
  perImageDepthMetrics,
  pooledDepthMetrics,
  type DepthMetrics,
  type DepthSums,
} from './depth.js';
export { fillFromBackground } from './fill-from-background.js';
export {
  addImage,
  imageQuality,
  mergeImages,
  noImages,
  peakSignalToNoise,
  type ImageQuality,
  type ImageQualityTally,
} from './image-quality.js';
export {
  addInstanceWeights,
  instanceWeightedIou,
  mergeInstanceWeights,
  noInstanceWeights,
  type InstanceWeightedIou,
  type InstanceWeights,
  type WeightedPixels,
} from './instance-weighted-iou.js';
export { closeness, nullExpectations, nullMatches, type NullExpectations, type NullGroup } from './null-matchers.js';
export {
  addPanoptic,
  mergePanoptic,
  panopticScores,
  type PanopticCategory,
  type PanopticMatches,
  type PanopticMean,
  type PanopticQuality,
  type PanopticScores,
  type PanopticSegmentInfo,
  type PanopticSegments,
  type PanopticTally,
  type TrueSegmentInfo,
} from './panoptic.js';
export type { Raster } from './raster.js';
export { hitsAt, mostCandidates, recallAt, similarityOfRows, type RetrievalGroup } from './retrieval.js';
export {
  semanticProtocols,
  type SemanticClass,
  type SemanticProtocol,
  type SemanticProtocolName,
} from './semantic-protocols.js';
export {
  addStereo,
  mergeStereo,
  noStereo,
  stereoScores,
  type DisparityErrors,
  type StereoScores,
  type StereoTally,
} from './stereo.js';
export { structuralSimilarity, type SsimWindow } from './structural-similarity.js';
