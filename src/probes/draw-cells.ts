import type { Sample } from '../../data-loaders/sample.js';
import type { FeatureMap } from '../features/feature-map.js';
import { InputError } from '../support/errors.js';
import { seeded, type SeedPart } from '../support/random.js';
import { carries } from './carries.js';
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

/** Cells to draw among: all, those whose window lies on a single instance, or those of which a target's value is known. */
export type CellChoice = Exclude<ProbeTarget['cells'], 'known'> | Pick<ProbeTarget, 'name' | 'requires' | 'values'>;

/**
 * Draws up to `perFrame` cells of each sample without replacement.
 *
 * The draw follows from the seed, the sample's id and the grid alone (and from what is known of the sample), so that all
 * encoders are asked about the same cells.
 */
export function drawCells(
  samples: readonly Sample[],
  grid: CellGrid,
  among: CellChoice,
  perFrame: number,
  ...seed: SeedPart[]
): CellDraw {
  const frames: number[] = [];
  const cells: number[] = [];
  const choice = typeof among === 'string' ? among : among.name;
  samples.forEach((sample, frame) => {
    const candidates = candidatesOf(sample, grid, among);
    const order = seeded('cells', ...seed, sample.id, grid.height, grid.width, choice).permutation(candidates.length);
    const drawn = Array.from(order.subarray(0, perFrame), (i) => candidates[i]).sort((a, b) => a - b);
    for (const cell of drawn) {
      frames.push(frame);
      cells.push(cell);
    }
  });
  return { rows: frames.length, frames: Int32Array.from(frames), cells: Int32Array.from(cells) };
}

function candidatesOf(sample: Sample, grid: CellGrid, among: CellChoice): number[] {
  const all = Array.from({ length: grid.height * grid.width }, (_, cell) => cell);
  if (among === 'any') return all;
  if (among === 'single-instance') {
    const instances = windowInstances(sample, grid);
    return all.filter((cell) => instances[cell] > 0);
  }
  if (!carries(sample, among.requires)) return [];
  const { mask } = among.values(sample, grid);
  return all.filter((cell) => mask[cell] > 0);
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
