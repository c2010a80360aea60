export { classWeightRules, type ClassWeightRule } from './class-weights.js';
export { semanticProtocol } from './class-space.js';
export { labelLoss } from './label-loss.js';
export { scoreSemantic } from './score-semantic.js';
export { semanticTask, type SemanticOptions } from './semantic.js';
