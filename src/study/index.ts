export { study, type StudyRequest } from './ask-for-study.js';
export { baselineSource } from './baselines.js';
export { runStudy, type StudyOptions } from './study.js';
export { loadStudy, LoadedStudy } from './load.js';
export { runRecords, type RunRecord } from './run-records.js';
export {
  checkStudyConfig,
  type DatasetConfig,
  type PretrainConfig,
  type ProbeConfig,
  type StudyConfig,
  type TaskConfig,
} from './config.js';
export { profiles } from './profiles.js';
export { seedDifferences, seedEstimates, type RowField, type SeedEstimate } from './seed-estimates.js';
export { gridCoverage, paperGrid, type GridCell, type GridCoverage } from './paper-grid.js';
export { planStudy, type PlanContext } from './plan.js';
export type { Run } from './store.js';
export { decide, type VerdictContext } from './verdicts.js';
export type * from './types.js';
