import type { FeatureMap } from '../features/feature-map.js';
import { InputError } from '../support/errors.js';
import type { CellGrid } from './cells.js';
import type { NullMatcher } from './view-nulls.js';
import type { ViewPair } from './view-pairs.js';

/** Similarities of the points of a pair to one another in the other view, [points, points], and to its cells, [points, cells]. */
export type PairMatcher = (pair: number) => { amongPoints: Float32Array; amongCells: Float32Array };

/** All candidates are the same. */
export function alike(points: number, { height, width }: CellGrid): PairMatcher {
  const same = { amongPoints: new Float32Array(points ** 2), amongCells: new Float32Array(points * height * width) };
  return () => same;
}

/** By a null matcher, of the pixels in the middle of cells. */
export function byNull(matcher: NullMatcher, pairs: readonly ViewPair[], grid: CellGrid): PairMatcher {
  return (i) => {
    const { b, inB } = pairs[i];
    return { amongPoints: matcher(i, inB), amongCells: matcher(i, middles(grid, b.camera)) };
  };
}

/** The pixel in the middle of each cell. */
function middles({ height, width, stride }: CellGrid, image: { width: number; height: number }): Int32Array {
  const middle = (cell: number, size: number): number => Math.min(size - 1, cell * stride + (stride >> 1));
  return Int32Array.from(
    { length: height * width },
    (_, cell) => middle(Math.floor(cell / width), image.height) * image.width + middle(cell % width, image.width),
  );
}

/** By the cosine of features; that of a pixel is its cell's. */
export function byFeatures(features: FeatureMap, pairs: readonly ViewPair[]): PairMatcher {
  const cells = features.height * features.width;
  return (i) => {
    const { a, b, inA, inB } = pairs[i];
    const { width } = a.camera;
    const all = unitRows(features, b.frame);
    const fromA = unitRows(features, a.frame);
    const amongCells = products(fromA, cellsOf(inA, width, features), all, features.channels);
    const cellsB = cellsOf(inB, width, features);
    const points = inB.length;
    const amongPoints = new Float32Array(points ** 2);
    for (let p = 0; p < points; p++)
      for (let q = 0; q < points; q++) amongPoints[p * points + q] = amongCells[p * cells + cellsB[q]];
    return { amongPoints, amongCells };
  };
}

/** The cell that each pixel is in; the last one where the grid does not cover the image's border. */
function cellsOf(pixels: Int32Array, imageWidth: number, { height, width, stride }: CellGrid): Int32Array {
  return pixels.map((pixel) => {
    const row = Math.min(height - 1, Math.floor(Math.floor(pixel / imageWidth) / stride));
    return row * width + Math.min(width - 1, Math.floor((pixel % imageWidth) / stride));
  });
}

/** Features of all cells of a frame at unit length, [cells, channels]; zeros stay. Throws InputError where one is not finite. */
function unitRows({ stage, height, width, channels, values }: FeatureMap, frame: number): Float32Array {
  const size = height * width * channels;
  const rows = values.slice(frame * size, (frame + 1) * size);
  for (let at = 0; at < size; at += channels) {
    let square = 0;
    for (let c = at; c < at + channels; c++) square += rows[c] * rows[c];
    if (!Number.isFinite(square))
      throw new InputError(
        `Features of stage ${stage} are not finite (frame ${frame}, cell ${at / channels}): the encoder or its weights are broken; probes need finite numbers.`,
      );
    if (square > 0) for (let c = at; c < at + channels; c++) rows[c] /= Math.sqrt(square);
  }
  return rows;
}

/** Products of some rows of `a` with all rows of `b`, [chosen, rows of b]. */
function products(a: Float32Array, chosen: Int32Array, b: Float32Array, channels: number): Float32Array {
  const rows = b.length / channels;
  const result = new Float32Array(chosen.length * rows);
  chosen.forEach((row, i) => {
    const query = a.subarray(row * channels, (row + 1) * channels);
    for (let j = 0; j < rows; j++) {
      let sum = 0;
      for (let c = 0, at = j * channels; c < channels; c++, at++) sum += query[c] * b[at];
      result[i * rows + j] = sum;
    }
  });
  return result;
}
