export * from './coco/index.js';
export {
  depthSums,
  mergeDepthSums,
  noDepthSums,
  perImageDepthMetrics,
  pooledDepthMetrics,
  type DepthMetrics,
  type DepthSums,
} from './depth.js';
