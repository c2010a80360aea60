/** Points in world coordinates, fused from all views of a scene. */
export interface PointCloud {
  count: number;
  /** [count, 3] metres; z is up. */
  positions: Float32Array;
  /** [count, 3] sRGB 0..255. */
  colours: Uint8Array;
}
