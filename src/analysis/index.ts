export { audit, type EncoderAuditOptions } from './audit/audit.js';
export { nullDescriptions } from './audit/null-descriptions.js';
export { bestNull, mainProbes } from './audit/reading.js';
export { estimateOverScenes } from './audit/scene-interval.js';
export { auditStatements, estimateText } from './audit/statements.js';
export type {
  AuditedLayer,
  AuditedProbe,
  AuditedRetrieval,
  AuditedShift,
  AuditedSkill,
  BesideNull,
  CorruptionGroup,
  EncoderAudit,
  Estimate,
  MatchedSkill,
  NotMeasurable,
  NullName,
} from './audit/types.js';
export { cueConflict, type CueConflict, type CueConflictOptions } from './cue-conflict.js';
export { depthUnderCorruption } from './depth-under-corruption.js';
export { erasedMap, erasedSource } from './erased-source.js';
export {
  conceptEraser,
  featureMoments,
  randomEraser,
  type Eraser,
  type FeatureMoments,
  type FeatureRowsOf,
} from './erasure.js';
export { lookAt, type LookAtOptions } from './look/look-at.js';
export type { Place } from './look/marks.js';
export type { EncoderLook, Look, SeenColour, SeenDepth } from './look/types.js';
export { mediation, type Mediated, type Mediation, type MediationOptions } from './mediation.js';
export { principalColours, type PrincipalColours } from './principal-colours.js';
export { redundancyDial, redundancyOf, type DialOptions, type DialPoint, type Redundancy } from './redundancy-dial.js';
export {
  variancePartition,
  type PartitionOptions,
  type VariancePartition,
  type VarianceShare,
} from './variance-partition.js';
