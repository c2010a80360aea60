export { diceLoss } from './dice-loss.js';
export { instances } from './instances.js';
export { scoreInstances, type InstanceDetection } from './score-instances.js';
