export { alignmentPictures, type AlignmentPicturesOptions } from './alignment-pictures.js';
export { classFigure, type ClassFigureOptions, type ClassTable } from './class-figure.js';
export { CloudView, cloudView } from './cloud-view.js';
export { correspondencePictures, featureMatchPictures, type FeatureMatchOptions } from './correspondence-pictures.js';
export { datasetPictures, samplePictures } from './dataset-pictures.js';
export { display } from './display.js';
export { jupyterDisplay, type Displayable } from './displayable.js';
export { featurePictures, type FeaturePicturesOptions } from './feature-pictures.js';
export { interruptSignal } from './interrupt.js';
export { runJupyterLab, type JupyterLabOptions } from './jupyter-lab.js';
export { Kernel, type ExecuteReply, type KernelOptions } from './kernel-client.js';
export { inNotebook } from './kernel-output.js';
export { installKernel, kernelCommand, KERNEL_DISPLAY_NAME, KERNEL_NAME, userJupyterData } from './kernelspec.js';
export { findingText, lintNotebook, lintRules, type LintFinding, type LintRule } from './lint.js';
export { look, PhotographLook, type LookOptions } from './look.js';
export { LiveProgress, showProgressInNotebook } from './live-progress.js';
export {
  parseNotebook,
  readNotebook,
  writeNotebook,
  type Cell,
  type CodeCell,
  type MimeBundle,
  type Notebook,
  type Output,
} from './nbformat.js';
export type { Seeing, SeeingByName } from './named-sources.js';
export { nearestCellPictures, type NearestCellOptions } from './nearest-cell-pictures.js';
export { pairOfViews, type ViewPairChoice } from './pair-of-views.js';
export { injectParameters, parseParameter, type ParameterValue, type Parameters } from './parameters.js';
export { formatPercent, parsePercent, type PercentCell, type PercentNotebook } from './percent-format.js';
export type { Links } from './picture-overlay.js';
export { Pictures, pictures, type PicturesOptions } from './pictures.js';
export {
  depthPicture,
  mapPictures,
  normalsPicture,
  readOutPictures,
  type DepthPictureOptions,
  type Mark,
  type Raster,
  type ReadOutPictureOptions,
} from './rasters.js';
export {
  reconstructionPictures,
  storedReconstructionPictures,
  type ReconstructionModel,
  type StoredReconstructionOptions,
} from './reconstruction-pictures.js';
export { NotebookError, runNotebook, type RunNotebookOptions } from './runner.js';
export { syncNotebook, type NotebookSide, type Synced } from './sync.js';
export { Table, table, tableOf, type TableOptions } from './table.js';
export { truthPictures } from './truth-pictures.js';
export {
  defaultTolerance,
  testNotebook,
  type CellDifference,
  type NotebookTest,
  type TestNotebookOptions,
} from './test-notebook.js';
