import type { Sample } from '../../data-loaders/sample.js';
import type { FeatureMap } from '../features/feature-map.js';
import { InputError } from '../support/errors.js';
import { seeded, type SeedPart } from '../support/random.js';
import { windowInstances, type CellGrid } from './cells.js';
import type { ProbeTarget } from './target.js';

/** Cells of a set of frames: row i is cell `cells[i]` of frame `frames[i]`. */
export interface CellDraw {
  rows: number;
  /** Index of the frame among the samples, [rows]. */
  frames: Int32Array;
  /** Index of the cell in the grid, [rows]. */
  cells: Int32Array;
}

/**
 * Draws up to `perFrame` cells of each sample without replacement, among all or only those whose window lies on a single instance.
 *
 * The draw follows from the seed, the sample's id and the grid alone, so that all encoders are asked about the same cells.
 */
export function drawCells(
  samples: readonly Sample[],
  grid: CellGrid,
  among: ProbeTarget['cells'],
  perFrame: number,
  ...seed: SeedPart[]
): CellDraw {
  const frames: number[] = [];
  const cells: number[] = [];
  samples.forEach((sample, frame) => {
    const instances = among === 'single-instance' ? windowInstances(sample, grid) : undefined;
    const candidates: number[] = [];
    for (let cell = 0; cell < grid.height * grid.width; cell++)
      if (!instances || instances[cell] > 0) candidates.push(cell);
    const order = seeded('cells', ...seed, sample.id, grid.height, grid.width, among).permutation(candidates.length);
    const drawn = Array.from(order.subarray(0, perFrame), (i) => candidates[i]).sort((a, b) => a - b);
    for (const cell of drawn) {
      frames.push(frame);
      cells.push(cell);
    }
  });
  return { rows: frames.length, frames: Int32Array.from(frames), cells: Int32Array.from(cells) };
}

/** Features of drawn cells, [rows, channels]. Throws InputError when one is not finite. */
export function featuresOfCells(map: FeatureMap, { rows, frames, cells }: CellDraw): Float32Array {
  const { channels, values } = map;
  const perFrame = map.height * map.width;
  const features = new Float32Array(rows * channels);
  for (let row = 0; row < rows; row++) {
    const from = (frames[row] * perFrame + cells[row]) * channels;
    for (let channel = 0; channel < channels; channel++) {
      const value = values[from + channel];
      if (!Number.isFinite(value))
        throw new InputError(
          `Features of stage ${map.stage} hold ${value} (frame ${frames[row]}, cell ${cells[row]}, channel ${channel}): the encoder or its weights are broken; probes need finite numbers.`,
        );
      features[row * channels + channel] = value;
    }
  }
  return features;
}
