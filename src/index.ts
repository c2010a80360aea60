/** alignscope: what contrastive alignment does to a visual encoder. What a notebook or a program needs most; the rest by room. */
export { startBackend, type StartedBackend } from './backend/index.js';
export {
  datasets,
  posedRgbd,
  rooms,
  type RoomsDataset,
  type RoomsSample,
  type Sample,
  type SceneDataset,
} from '../data-loaders/index.js';
export { pretrain, variations, type Pretrained, type Variation } from './pretrain/index.js';
export { loadEncoder, saveEncoder, type Encoder } from './nn/index.js';
export {
  encoderSource,
  extract,
  openFeatures,
  type FeatureMap,
  type FeatureRows,
  type FeatureSource,
} from './features/index.js';
export { probe, probeTargets, type Probed, type ProbeResult, type ProbeTarget } from './probes/index.js';
export { audit, auditStatements, type EncoderAudit } from './analysis/index.js';
export { study, type StudyRequest } from './study/ask-for-study.js';
export { decide } from './study/verdicts.js';
export { loadStudy } from './study/load.js';
export { probeRows } from './study/probe-rows.js';
export { seedDifferences, seedEstimates } from './study/seed-estimates.js';
export type { Finding, Row, Study, Verdict } from './study/types.js';
export { figures, type Figure } from '../figures/index.js';
export {
  alignmentPictures,
  classFigure,
  cloudView,
  correspondencePictures,
  datasetPictures,
  depthPicture,
  display,
  featureMatchPictures,
  featurePictures,
  interruptSignal,
  look,
  mapPictures,
  nearestCellPictures,
  normalsPicture,
  pairOfViews,
  pictures,
  readOutPictures,
  reconstructionPictures,
  samplePictures,
  storedReconstructionPictures,
  table,
  truthPictures,
} from './notebook/index.js';

import { showProgressInNotebook } from './notebook/index.js';

// In a notebook all long work shows its progress below the cell, without being asked.
showProgressInNotebook();
