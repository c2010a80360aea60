export { cueConflict, type CueConflict, type CueConflictOptions } from './cue-conflict.js';
export { erasedMap, erasedSource } from './erased-source.js';
export {
  conceptEraser,
  featureMoments,
  randomEraser,
  type Eraser,
  type FeatureMoments,
  type FeatureRowsOf,
} from './erasure.js';
export { mediation, type Mediated, type Mediation, type MediationOptions } from './mediation.js';
export { redundancyDial, redundancyOf, type DialOptions, type DialPoint, type Redundancy } from './redundancy-dial.js';
export {
  variancePartition,
  type PartitionOptions,
  type VariancePartition,
  type VarianceShare,
} from './variance-partition.js';
