import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Box } from '../../../data-loaders/sample.js';
import {
  detectionTargets,
  pyramidGrid,
  pyramidLevels,
  suppressOverlaps,
  type Detection,
  type PyramidGrid,
} from '../../../src/tasks/index.js';
import { decodeDetections } from '../../../src/tasks/detection/decode-detections.js';
import { assertAllClose } from '../../support/assert-all-close.js';

const image = { width: 64, height: 48 };
const grid = pyramidGrid(pyramidLevels([2, 4, 8, 16].map((stride) => ({ name: `s${stride}`, channels: 1, stride }))), image); // prettier-ignore
const classes = [
  { id: 5, name: 'cup' },
  { id: 7, name: 'lamp' },
];
const numbers = ({ x, y, width, height }: Pick<Detection, 'x' | 'y' | 'width' | 'height'>): number[] => [
  ...[x, y, width, height],
];

/** What a head would say that knows the boxes. */
function told(boxes: readonly Box[], { cells, levels }: PyramidGrid): Parameters<typeof decodeDetections>[0] {
  const { signs, positives } = detectionTargets([boxes], { cells, levels }, [5, 7]);
  const geometry = new Float64Array(cells * 5);
  for (const { cell, level, sides, centreness } of positives)
    geometry.set(
      [...sides.map((side) => Math.log(side / level.stride)), Math.log(centreness / (1 - centreness + 1e-9))],
      5 * cell,
    );
  return { classLogits: signs.map((sign) => 20 * sign), geometry };
}

describe('decoding of detections', () => {
  it('is the inverse of the targets', () => {
    const box = fc
      .record({
        x: fc.nat(56),
        y: fc.nat(40),
        width: fc.integer({ min: 4, max: 64 }),
        height: fc.integer({ min: 4, max: 48 }),
        lamp: fc.boolean(),
      }) // prettier-ignore
      .map(({ x, y, width, height, lamp }): Box => ({
        ...{ x, y, width: Math.min(width, 64 - x), height: Math.min(height, 48 - y), instance: 1 },
        ...(lamp ? { classId: 7, class: 'lamp' } : { classId: 5, class: 'cup' }),
      }));
    fc.assert(
      fc.property(box, (truth) => {
        const found = decodeDetections(told([truth], grid), grid, classes, image);
        assert.equal(found.length, 1);
        assert.deepEqual([found[0].classId, found[0].class], [truth.classId, truth.class]);
        assertAllClose(numbers(found[0]), numbers(truth), { atol: 1e-9 });
      }),
    );
  });

  it('cuts boxes off at the image, drops those outside, and scores √(p(class) · p(centre))', () => {
    const classLogits = new Float32Array(2 * grid.cells).fill(-20);
    const geometry = new Float32Array(5 * grid.cells).fill(1000);
    classLogits[0] = Math.log(0.64 / 0.36);
    geometry[4] = 0;
    const [all, ...others] = decodeDetections({ classLogits, geometry }, grid, classes, image);
    assert.deepEqual([numbers(all), all.cell, others.length], [[0, 0, 64, 48], 0, 0]);
    assertAllClose([all.score], [Math.sqrt(0.64 * 0.5)], { rtol: 1e-6 });
    const small = { width: 1, height: 1 };
    const beside = { classLogits: new Float32Array(2 * grid.cells).fill(3), geometry: geometry.map(() => -3) };
    const seen = decodeDetections(beside, grid, classes, small);
    assert.ok(seen.every(({ x, y, width, height }) => x >= 0 && y >= 0 && x + width <= 1 && y + height <= 1));
  });

  it('finds nothing where no class is likely, and at most a hundred objects where all are', () => {
    const geometry = new Float32Array(5 * grid.cells).fill(-1);
    const found = (logit: number): number =>
      decodeDetections({ classLogits: new Float32Array(2 * grid.cells).fill(logit), geometry }, grid, classes, image).length; // prettier-ignore
    assert.deepEqual([found(-5), found(5)], [0, 100]);
  });

  it('keeps the surest of overlapping boxes of a class', () => {
    const at = (x: number, score: number, classId = 5): Detection => ({
      ...{ x, y: 0, width: 10, height: 10, class: '', classId, score },
    });
    const kept = suppressOverlaps([at(0, 0.5), at(2, 0.9), at(2, 0.4, 7), at(4, 0.8), at(9, 0.3)], { iou: 0.6, most: 9 }); // prettier-ignore
    assert.deepEqual(
      kept.map(({ x, score, classId }) => [x, score, classId]),
      [
        [2, 0.9, 5],
        [2, 0.4, 7],
        [9, 0.3, 5],
      ],
      'overlaps of 8/12 with the first are too large, that of 3/17 is not, and another class is another object',
    );
    assert.equal(suppressOverlaps([at(0, 0.5), at(2.5, 0.9)], { iou: 0.6, most: 9 }).length, 2, '7.5/12.5 is not more than .6'); // prettier-ignore
    assert.deepEqual(suppressOverlaps([at(0, 0.5), at(20, 0.9)], { iou: 0.6, most: 1 }).map(({ x }) => x), [20]); // prettier-ignore
    assert.deepEqual(suppressOverlaps([], { iou: 0.6, most: 1 }), []);
  });
});
