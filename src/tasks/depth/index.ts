export { depthLoss } from './depth-loss.js';
export {
  depthTaskDefaults,
  fineTuneDepth,
  type DepthBackbone,
  type DepthModel,
  type DepthTaskOptions,
} from './fine-tune-depth.js';
export { labelledFrames } from './labelled-frames.js';
export { scoreDepth, type DepthScore, type DepthScores } from './score-depth.js';
