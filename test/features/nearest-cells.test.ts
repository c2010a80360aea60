import * as assert from 'node:assert/strict';
import { cellSimilarities, nearestCells, type FeatureMap } from '../../src/features/index.js';
import { assertAllClose } from '../support/assert-all-close.js';

/** Maps of 1 × 3 cells with two channels. */
function mapOf(...images: [number, number][][]): FeatureMap {
  const values = Float32Array.from(images.flat(2));
  return { stage: 'out', count: images.length, height: 1, width: 3, channels: 2, stride: 2, values };
}

/** Features about the mean (0, 0), of deviation 1 in both channels. */
const among = mapOf(
  [
    [1, 1],
    [1, -1],
    [-1, 1],
  ],
  [
    [-1, -1],
    [1, 1],
    [-1, -1],
  ],
);
const diagonal = { image: 0, row: 0, column: 0 };

describe('nearest cells', () => {
  it('are told by the cosine of standardised features', () => {
    assertAllClose(cellSimilarities(diagonal, among, among), [1, 0, 0, -1, 1, -1], { atol: 1e-6 });
  });

  it('do not depend on the scale and the origin of a channel', () => {
    const moved = { ...among, values: among.values.map((value, i) => (i % 2 === 0 ? 40 * value + 7 : value)) };
    assertAllClose(cellSimilarities(diagonal, moved, moved), cellSimilarities(diagonal, among, among), { atol: 1e-6 });
  });

  it('come best first, one an image or one a group', () => {
    const query = mapOf([[1, 0.5], [-1, -0.5], [0, 1]]); // prettier-ignore
    const places = nearestCells({ image: 0, row: 0, column: 0 }, query, among, { count: 5 });
    assert.deepEqual(places.map(({ image, column }) => [image, column]), [[0, 0], [1, 1]]); // prettier-ignore
    assert.ok(places[0].similarity > 0.94 && places[0].similarity === places[1].similarity);
    const [opposite, ...others] = nearestCells({ image: 0, row: 0, column: 1 }, query, among, { count: 5, groupOf: () => 'all' }); // prettier-ignore
    assert.deepEqual([opposite.image, opposite.column, others], [1, 0, []]);
  });

  it('are refused where there is no such cell, and between unlike maps', () => {
    assert.throws(
      () => nearestCells({ image: 0, row: 0, column: 3 }, among, among),
      /no cell \(0, 3\) of image 0.*3 columns/,
    );
    assert.throws(
      () => nearestCells(diagonal, { ...among, channels: 3 }, among),
      /3 channels .*one stage of one encoder/,
    );
  });
});
