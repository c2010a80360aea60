export type { CellGrid, CellValues } from './cells.js';
export { cellMeans, windowInstances, windowOfCell } from './cells.js';
export { confounds, monomials, type Confound } from './confounds.js';
export { drawCells, featuresOfCells, type CellDraw } from './draw-cells.js';
export { fitMlps, type MlpFit, type MlpOptions } from './mlp.js';
export { probe, type Probed, type ProbeDatasetOptions, type ResultKey } from './probe-dataset.js';
export {
  chosenTargets,
  probeEncoder,
  probeStage,
  type ProbeEncoderOptions,
  type ProbeOptions,
  type ProbeResult,
} from './probe.js';
export { allProbeTargets, probeTargets } from './probe-targets.js';
export type { ProbeHead, ReadOut, RidgeReadOut } from './read-out.js';
export { defaultLambdas, fitRidge, type RidgeData, type RidgeFit } from './ridge.js';
export { scores, type Answers, type Score } from './scores.js';
export { extractSplits, loadSplits, mapSplits, type Splits } from './splits.js';
export type { ProbeMetric, ProbeTarget } from './target.js';
export { probeTruth, type ProbeTruth, type TruthOptions } from './truth.js';
