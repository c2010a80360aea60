export { depth } from './depth.js';
export { depthLoss } from './depth-loss.js';
export { scoreDepth, type DepthScore, type DepthScores } from './score-depth.js';
