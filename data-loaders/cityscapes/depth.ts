/** Disparity in pixels is stored as 1 + this many steps a pixel. */
const steps = 256;

/**
 * Depth in metres from stored disparity: `d = (p − 1)/256` pixels, `depth = fx·baseline/d`. Where nothing was matched (p = 0)
 * it is 0; where the disparity is 0 (p = 1) what is seen is valid and too far to measure, and depth is Infinity.
 *
 * @param fx focal length in pixels of the images that were matched, whatever the size of this raster
 * @param baseline metres
 */
export function depthFromDisparity(stored: Uint16Array, fx: number, baseline: number): Float32Array {
  const depths = new Float32Array(65536);
  depths[1] = Infinity;
  for (let p = 2; p < depths.length; p++) depths[p] = (fx * baseline * steps) / (p - 1);
  const depth = new Float32Array(stored.length);
  for (let pixel = 0; pixel < depth.length; pixel++) depth[pixel] = depths[stored[pixel]];
  return depth;
}
