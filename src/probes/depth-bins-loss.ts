/** Added to depths before their logarithm is taken, in metres: an exploding gradient at 0 is kept away. */
const epsilon = 0.001;

/** Rows of one batch of frames that know their depth. */
export interface DepthRows {
  /** True depth in metres, [rows]. */
  truth: Float64Array;
  /** Pairs of rows that lie two cells apart in one row or column of a frame, flat: [pairs · 2]. */
  pairs: Int32Array;
}

/**
 * probe3d's loss of depths in metres, `10 √(mean g² − .85 (mean g)²) + ½ Σ|g_a − g_b|/n` with
 * `g = log(d + .001) − log(d* + .001)` and a, b two cells apart, and its gradient with respect to d, [rows].
 *
 * Of the gradient term only the finest scale is taken, and only pairs both of which were drawn: probes see drawn cells, not
 * whole maps.
 * Reference: El Banani et al., Probing the 3D awareness of visual foundation models, CVPR 2024, after AdaBins and DINOv2.
 */
export function depthBinsLoss(
  depth: ArrayLike<number>,
  { truth, pairs }: DepthRows,
): { loss: number; gradient: Float32Array } {
  const n = truth.length;
  const g = truth.map((metres, i) => Math.log(depth[i] + epsilon) - Math.log(metres + epsilon));
  const mean = g.reduce((sum, value) => sum + value, 0) / n;
  const square = g.reduce((sum, value) => sum + value * value, 0) / n;
  const root = Math.sqrt(Math.max(square - 0.85 * mean * mean, 1e-12));
  const toLog = g.map((value) => (10 * (value - 0.85 * mean)) / (n * root));
  let steps = 0;
  for (let p = 0; p < pairs.length; p += 2) {
    const [a, b] = [pairs[p], pairs[p + 1]];
    const difference = g[a] - g[b];
    steps += Math.abs(difference);
    toLog[a] += (0.5 * Math.sign(difference)) / n;
    toLog[b] -= (0.5 * Math.sign(difference)) / n;
  }
  return {
    loss: 10 * root + (0.5 * steps) / n,
    gradient: Float32Array.from(toLog, (slope, i) => slope / (depth[i] + epsilon)),
  };
}

/** Pairs of rows that lie two cells apart in one row or column of the same frame. */
export function pairsApart(
  rows: readonly number[],
  { frames, cells }: { frames: Int32Array; cells: Int32Array },
  gridWidth: number,
): Int32Array {
  const rowOf = new Map(rows.map((row, i) => [`${frames[row]}/${cells[row]}`, i]));
  const pairs: number[] = [];
  rows.forEach((row, i) => {
    const below = rowOf.get(`${frames[row]}/${cells[row] + 2 * gridWidth}`);
    if (below !== undefined) pairs.push(i, below);
    const isInRow = (cells[row] % gridWidth) + 2 < gridWidth;
    const right = isInRow ? rowOf.get(`${frames[row]}/${cells[row] + 2}`) : undefined;
    if (right !== undefined) pairs.push(i, right);
  });
  return Int32Array.from(pairs);
}
