export { controls, variationNamed, variations, type LossName, type Variation } from './variations.js';
export { presets, resolveOptions, type PretrainOptions, type PretrainOptionsGiven } from './options.js';
export { defaultEncoder, framePairs, pretrain, type Pretrained, type PretrainRequest } from './pretrain.js';
export { prepareFramePairs, type Frame, type FramePair, type FramePairs } from './frame-pairs.js';
export { augment, pri3dAugmentation, type Augmentation } from './augmentation.js';
export { infoNce } from './info-nce.js';
export { losses } from './losses.js';
export { audit, lossTrend, type Audit, type AuditOptions, type LossTrend, type RetrievalAudit } from './audit.js';
export { effectiveRank } from './effective-rank.js';
