export type { Encoder, EncoderConfig, Parameter, Stage } from './encoder.js';
export { architectures, buildEncoder, type Architecture } from './architectures.js';
export { copyEncoder } from './copy-encoder.js';
export { assignParameters, loadEncoder, saveEncoder, storedParameters } from './encoder-file.js';
export { Parameters } from './parameters.js';
export { BatchMoments } from './batch-moments.js';
export { batchNorm } from './batch-norm.js';
export { convolution } from './convolution.js';
export { decoderBlock } from './decoder-block.js';
export { linear } from './linear.js';
export { residualBlock } from './residual-block.js';
export { buildUNet, type UNetPlan } from './unet.js';
export { buildPointEncoder, type PointEncoder, type PointEncoderConfig } from './point-encoder.js';
export { PointGrid } from './point-grid.js';
export {
  groupPoints,
  type GroupingLevel,
  type GroupingPlan,
  type PointGroups,
  type PointInput,
  type PointQuery,
} from './point-groups.js';
export { loadZoo, zooFiles } from './zoo.js';
