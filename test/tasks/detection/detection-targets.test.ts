import * as assert from 'node:assert/strict';
import type { Box } from '../../../data-loaders/sample.js';
import { detectionTargets, pyramidGrid, pyramidLevels, type DetectionTargets } from '../../../src/tasks/index.js';
import { assertAllClose } from '../../support/assert-all-close.js';

const levels = pyramidLevels([
  { name: 's1', channels: 3, stride: 4 },
  { name: 's2', channels: 5, stride: 8 },
  { name: 'out', channels: 4, stride: 4 },
]);
/** Centres at 2, 6, 10, 14 × 2, 6 (cells 0 to 7), and at 4, 12 × 4 (8 and 9). */
const grid = pyramidGrid(levels, { width: 16, height: 8 });

const boxOf = (x: number, y: number, width: number, height: number, rest: Partial<Box> = {}): Box => ({
  ...{ x, y, width, height, class: 'thing', classId: 5, instance: 1 },
  ...rest,
});
const cellsOf = ({ positives }: DetectionTargets): number[] => positives.map(({ cell }) => cell).sort((a, b) => a - b);

describe('detection targets', () => {
  it('looks for objects on the last stage of each stride, small ones on the finest', () => {
    assert.deepEqual(
      levels.map(({ stage, channels, stride, nearest, farthest }) => [stage, channels, stride, nearest, farthest]),
      [
        ['out', 4, 4, 0, 16],
        ['s2', 5, 8, 16, Infinity],
      ],
    );
    assert.deepEqual(
      grid.levels.map(({ height, width, first }) => [height, width, first]),
      [
        [2, 4, 0],
        [1, 2, 8],
      ],
    );
    assert.equal(pyramidGrid(levels, { width: 17, height: 9 }).cells, 3 * 5 + 2 * 3, 'cells reach over the edge');
  });

  it('gives a box to the cells around its middle whose centres lie strictly inside', () => {
    const targets = detectionTargets([[boxOf(2, 1, 8, 6)]], grid, [5]);
    assert.deepEqual(cellsOf(targets), [1, 5]);
    const [upper] = targets.positives;
    assert.deepEqual(upper.sides, [4, 1, 4, 5]);
    assertAllClose([upper.centreness], [Math.sqrt(1 / 5)]);
    assert.deepEqual([...targets.signs], [-1, 1, -1, -1, -1, 1, -1, -1, -1, -1]);
    const wide = detectionTargets([[boxOf(0, 0, 16, 4)]], grid, [5]);
    assert.deepEqual(
      cellsOf(wide),
      [0, 1, 2, 3].filter((cell) => Math.abs(4 * cell + 2 - 8) < 6),
    );
  });

  it('gives a box to the level in whose range its farthest side is', () => {
    const far = detectionTargets([[boxOf(-20, 0, 56, 8)]], grid, [5]);
    assert.deepEqual(cellsOf(far), [8, 9]);
    assert.deepEqual(far.positives[0].sides, [24, 4, 32, 4]);
  });

  it('gives a box that falls between the cells of its level to those of another', () => {
    const narrow = detectionTargets([[boxOf(-20, 1, 56, 2)]], grid, [5]);
    assert.deepEqual(cellsOf(narrow), [1, 2], 'the coarse cells have their centres in the row 4');
    const inner = boxOf(3, 0, 6, 8);
    const crowded = detectionTargets([[inner, boxOf(2, 0, 8, 8)]], grid, [5]);
    assert.deepEqual(
      crowded.positives.map(({ cell, box }) => [cell, box === inner]).sort(([a], [b]) => Number(a) - Number(b)),
      [
        [1, true],
        [5, true],
        [8, false],
      ],
    );
  });

  it('prefers the smaller of two boxes, whatever their order', () => {
    const [small, large] = [boxOf(4, 0, 4, 4, { classId: 7 }), boxOf(0, 0, 12, 8)];
    for (const boxes of [
      [small, large],
      [large, small],
    ]) {
      const { positives, signs } = detectionTargets([boxes], grid, [5, 7]);
      assert.equal(positives.find(({ cell }) => cell === 1)!.box, small);
      assert.deepEqual([...signs.subarray(2, 4)], [-1, 1]);
      assert.equal(positives.find(({ cell }) => cell === 5)!.box, large);
    }
  });

  it('leaves out the cells of boxes to be ignored that learn no other box', () => {
    const ignored = boxOf(0, 0, 12, 5, { ignore: true, classId: 0 });
    const { signs, positives } = detectionTargets([[ignored, boxOf(4, 0, 4, 4)]], grid, [5]);
    assert.deepEqual([...signs], [0, 1, 0, -1, -1, -1, -1, -1, 0, -1]);
    assert.equal(positives.length, 1);
  });

  it('learns nothing from boxes without area, of other classes, between the cells, or from no boxes', () => {
    const useless = [boxOf(6, 2, 0, 4), boxOf(4, 0, 4, 0), boxOf(0, 0, 8, 8, { classId: 9 }), boxOf(7, 3, 2, 2)];
    const { signs, positives } = detectionTargets([useless, []], grid, [5]);
    assert.equal(positives.length, 0);
    assert.ok(signs.length === 20 && signs.every((sign) => sign === -1));
  });

  it('counts images one after the other', () => {
    const { signs, positives } = detectionTargets([[], [boxOf(4, 0, 4, 4)]], grid, [5]);
    assert.deepEqual([positives[0].image, positives[0].cell, signs.indexOf(1)], [1, 1, 11]);
  });
});
