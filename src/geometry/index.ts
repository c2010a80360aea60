export { project, scaleCamera, unproject, type Camera } from './camera.js';
export { cropCloud, rotateAboutVertical, worldBounds, type Bounds } from './clouds.js';
export { cellOfPixel, correspondences, type CorrespondenceOptions, type Correspondences } from './correspondences.js';
export { normalsFromDepth } from './normals.js';
export { overlap, overlapCloud, overlapOfClouds, type OverlapCloud, type OverlapLengths } from './overlap.js';
export type { PointCloud } from './point-cloud.js';
export { isMeasured, measuredUpTo, worldPoints, worldPointsByPixel, type PosedDepth } from './posed-depth.js';
export {
  identityPose,
  invertPose,
  isRigid,
  multiplyPoses,
  rotateDirection,
  rotateDirections,
  rotationBetween,
  transformPoint,
  type Pose,
  type Vector3,
} from './pose.js';
export { viewLengths, type ViewLengths } from './view-lengths.js';
export { VoxelGrid } from './voxel-grid.js';
export { fuseCloud, fuseLoadedCloud, voxelResample, type PosedRgbd } from './voxels.js';
