export { imageNetC } from '../corruption.js';

/** The Python package whose definitions differ from ImageNet-C's where images are not 224×224. */
export const imagecorruptionsPackage =
  'imagecorruptions 1.1.2: Michaelis et al., Benchmarking robustness in object detection, 2019';
