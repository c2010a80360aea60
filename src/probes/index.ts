export type { CellGrid, CellValues } from './cells.js';
export { cellMeans, windowInstances, windowOfCell } from './cells.js';
export { confounds, monomials, type Confound } from './confounds.js';
export {
  crossValidate,
  type CrossValidated,
  type CrossValidatedResult,
  type CrossValidateOptions,
} from './cross-validate.js';
export {
  correspondence,
  correspondenceDefaults,
  correspondenceProbe,
  type CorrespondenceOptions,
  type CorrespondenceProbe,
  type ViewMatcher,
} from './correspondence.js';
export { crossValidateDataset, type DatasetCrossValidated } from './cross-validate-dataset.js';
export { controlFrames, type ControlScore } from './control-task.js';
export { fitDepthBins, type DepthBinsFit, type DepthBinsOptions } from './depth-bins.js';
export { descriptionLengths, type DescriptionLength, type DescriptionLengthOptions } from './description-length.js';
export { drawCells, featuresOfCells, type CellDraw } from './draw-cells.js';
export { fitKnn, type KnnFit, type KnnOptions } from './knn.js';
export { fitLinear, type LinearFit, type LinearOptions } from './linear.js';
export { fitMlps, type MlpFit, type MlpOptions } from './mlp.js';
export {
  probe,
  probeInputs,
  probeSamples,
  type Probed,
  type ProbeDatasetOptions,
  type ProbeInputs,
  type ResultKey,
} from './probe-dataset.js';
export {
  chosenTargets,
  probeEncoder,
  probeStage,
  type EncoderProbed,
  type ProbeEncoderOptions,
  type ProbeOptions,
  type ProbeResult,
} from './probe.js';
export { allProbeTargets, probeTargets } from './probe-targets.js';
export { probeHeads, type ProbeHead, type ReadOut, type RidgeReadOut } from './read-out.js';
export { defaultLambdas, fitLargeRidge, fitRidge, type RidgeData, type RidgeFit } from './ridge.js';
export { advantage, mostLikely, scores, type Answers, type Score } from './scores.js';
export { extractSplits, loadSplits, mapSplits, type Splits } from './splits.js';
export type { CellMetric, ProbeMetric, ProbeTarget, RecallMetric } from './target.js';
export {
  probeTruth,
  truthOfCells,
  type ProbeTruth,
  type Question,
  type TruthGroup,
  type TruthOptions,
} from './truth.js';
