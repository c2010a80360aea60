export { fit, type FitOptions, type FitResult, type NamedVariable, type StepLoss, type StepReport } from './fit.js';
export { adam, sgd, type Optimiser, type OptimiserState } from './optimisers.js';
export {
  constantSchedule,
  cosineSchedule,
  polynomialSchedule,
  type Schedule,
  type ScheduleOptions,
} from './schedules.js';
export { readCheckpoint, writeCheckpoint, type Checkpoint } from './checkpoint.js';
