/** The paper and code that the depth-aware corruptions come from. */
export const commonCorruptions3d = '3DCC: Kar et al., 3D Common Corruptions and Data Augmentation, CVPR 2022';

/** Metres in 3DCC's unit of depth: 8000 steps of 1/512 m, in which its numbers are chosen. */
export const depthUnit = 8000 / 512;
