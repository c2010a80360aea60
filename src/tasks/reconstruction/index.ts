export { reconstruction } from './reconstruction.js';
export { scoreReconstruction } from './score-reconstruction.js';
export { similarityLoss } from './similarity-loss.js';
