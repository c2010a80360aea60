/**
 * Gaussian kernel of standard deviation `sigma` pixels, normalised to sum 1, cut off at `truncate`·sigma; its middle is
 * its centre. `[1]` for sigma 0.
 */
export function gaussianKernel(sigma: number, truncate = 4): Float32Array {
  const radius = Math.floor(truncate * sigma + 0.5);
  const kernel = Float32Array.from({ length: 2 * radius + 1 }, (_, i) =>
    sigma > 0 ? Math.exp(-0.5 * ((i - radius) / sigma) ** 2) : 1,
  );
  const sum = kernel.reduce((total, weight) => total + weight, 0);
  return kernel.map((weight) => weight / sum);
}

/**
 * Gaussian blur of values [height, width, channels], rows then columns, the border repeated. Cut off at 4σ and repeating
 * the border, as skimage's `gaussian` does with `mode='nearest'`.
 */
export function gaussianBlur(
  values: Float32Array,
  width: number,
  height: number,
  channels: number,
  sigma: number,
): Float32Array {
  const kernel = gaussianKernel(sigma);
  if (kernel.length === 1) return values.slice();
  const alongRows = convolveAxis(values, { outer: height, length: width, inner: channels }, kernel);
  return convolveAxis(alongRows, { outer: 1, length: height, inner: width * channels }, kernel);
}

/** Convolves the middle axis of values [outer, length, inner]. */
function convolveAxis(
  values: Float32Array,
  { outer, length, inner }: { outer: number; length: number; inner: number },
  kernel: Float32Array,
): Float32Array {
  const radius = kernel.length >> 1;
  const result = new Float32Array(values.length);
  for (let block = 0; block < outer; block++)
    for (let i = 0; i < length; i++) {
      const target = (block * length + i) * inner;
      for (let k = 0; k < kernel.length; k++) {
        const weight = kernel[k];
        const source = (block * length + Math.max(0, Math.min(length - 1, i + k - radius))) * inner;
        for (let j = 0; j < inner; j++) result[target + j] += weight * values[source + j];
      }
    }
  return result;
}
