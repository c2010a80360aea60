import type { Sample } from '../../../data-loaders/sample.js';
import { allProbeTargets } from '../../probes/index.js';

/** A place in a picture, in pixels from its upper left corner. */
export type Place = readonly [u: number, v: number];

/** Edge in pixels of the blocks among which places are chosen, and share of each side that is left out as border. */
const [block, border] = [4, 0.12];

/** Lab units that count as much as the whole diagonal of the picture. */
const colourScale = 60;

/**
 * Places that differ most in colour and position: first the block whose colour is farthest from the mean, then always the one
 * farthest from all chosen so far (farthest-point sampling of Lab and position).
 */
export function distinctPlaces(sample: Sample, count: number): Place[] {
  const grid = { height: Math.floor(sample.height / block), width: Math.floor(sample.width / block), stride: block };
  const { values } = allProbeTargets.lab.values(sample, grid);
  const diagonal = Math.hypot(grid.height, grid.width);
  const points = Array.from({ length: grid.height * grid.width }, (_, cell) => {
    const [row, column] = [Math.floor(cell / grid.width), cell % grid.width];
    const lab = Array.from(values.subarray(3 * cell, 3 * cell + 3), (value) => value / colourScale);
    return { cell, row, column, at: [...lab, row / diagonal, column / diagonal] };
  });
  const inside = points.filter(({ row, column }) => isInside(row, grid.height) && isInside(column, grid.width));
  const mean = inside[0].at.map((_, k) => inside.reduce((sum, { at }) => sum + at[k] / inside.length, 0));
  const distances = inside.map(({ at }) => distance(at, [mean[0], mean[1], mean[2], at[3], at[4]]));
  const chosen: Place[] = [];
  while (chosen.length < Math.min(count, inside.length)) {
    const next = inside[distances.indexOf(Math.max(...distances))];
    const nearest = chosen.length === 0 ? () => Infinity : (i: number) => distances[i];
    inside.forEach(({ at }, i) => (distances[i] = Math.min(nearest(i), distance(at, next.at))));
    chosen.push([(next.column + 0.5) * block, (next.row + 0.5) * block]);
  }
  return chosen;
}

function isInside(index: number, cells: number): boolean {
  const place = (index + 0.5) / cells;
  return place > border && place < 1 - border;
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((value, k) => value - b[k]));
}
