/** Activations of one stage for n images, as a plain array: [count, height, width, channels], row-major. */
export interface FeatureMap {
  stage: string;
  count: number;
  height: number;
  width: number;
  channels: number;
  /** Image pixels per cell along each axis: cell (r, c) covers rows r·stride … (r+1)·stride − 1. */
  stride: number;
  values: Float32Array;
}
