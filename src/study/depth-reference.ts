import type { Sample } from '../../data-loaders/sample.js';
import { extractSplits, probeEncoder, probeTargets, type CellGrid, type Splits } from '../probes/index.js';
import { baselineSource } from './baselines.js';

/** Log-depth of every cell, [samples, cells]; NaN where it is not known. A grid of stride 1 has a cell for every pixel. */
export function depthTruth(samples: readonly Sample[], grid: CellGrid): Float32Array {
  const cells = grid.height * grid.width;
  const truth = new Float32Array(samples.length * cells);
  samples.forEach((sample, i) => {
    const { values, mask } = probeTargets.depth.values(sample, grid);
    truth.set(
      values.map((value, cell) => (mask[cell] ? value : NaN)),
      i * cells,
    );
  });
  return truth;
}

/** Least and greatest log-depth of the cells of samples: what predictions are clamped to. */
export function depthRange(samples: readonly Sample[], grid: CellGrid): [number, number] {
  const known = depthTruth(samples, grid).filter(Number.isFinite);
  return [known.reduce((a, b) => Math.min(a, b), Infinity), known.reduce((a, b) => Math.max(a, b), -Infinity)];
}

/** Cells along each axis of the grid on which position alone is fitted; it is smooth. */
const fittedStride = 4;

/** Log-depth as position alone tells it, for every cell of a grid of any stride, [samples, cells]. */
export type DepthFromPosition = (of: readonly Sample[], stride: number) => Promise<Float32Array>;

/**
 * Fits log-depth to position alone, as the probes are fitted: what robustness counts as no skill.
 *
 * The polynomial is the one that `depth-beyond-position` takes out, but fitted once more: there it is fitted for each grid on that
 * grid's cells, and only its residuals remain; here one fit serves the cells of the output and the pixels of the task,
 * so that both are measured against the same reference.
 */
export async function depthFromPosition(samples: Splits<readonly Sample[]>, seed: number): Promise<DepthFromPosition> {
  const features = await extractSplits(baselineSource('position', fittedStride), samples);
  const { results } = await probeEncoder(samples, features, { targets: ['depth'], heads: ['ridge'], seed });
  const readOut = results.find(({ head }) => head === 'ridge')!.readOut!;
  return async (of, stride) => {
    const { out } = await baselineSource('position', stride).extract(of);
    return (await readOut.predict(out)).values;
  };
}
