import * as assert from 'node:assert/strict';
import { featureRowsSource, matrixRows, type FeatureRows } from '../../src/features/index.js';
import { InputError } from '../../src/support/errors.js';

/** Two frames of 2×3 cells, whose features are 100·frame + 10·row + column, and their negative. */
const ids = ['a/0', 'a/1'].flatMap((frame) => [0, 1].flatMap((r) => [0, 1, 2].map((c) => `${frame}@${r},${c}`)));
const values = Float64Array.from({ length: 24 }, (_, i) => {
  const [, frame, row, column] = /(\d)@(\d),(\d)/.exec(ids[Math.floor(i / 2)])!.map(Number);
  return (i % 2 === 0 ? 1 : -1) * (100 * frame + 10 * row + column);
});
const rows = (names: string[] | undefined, of = values): FeatureRows =>
  matrixRows('mine.npy', { rows: of.length / 2, columns: 2, values: of, ids: names });
const size = { width: 12, height: 8 };
const frame = (id: string) => ({ id }) as never;

describe('features from elsewhere as a source', () => {
  it('give the cells of the frames that are asked for, in their order', async () => {
    const source = featureRowsSource('mine', { early: rows(ids), late: rows(ids) }, size);
    assert.deepEqual(source.stages, [
      { name: 'early', channels: 2, stride: 4 },
      { name: 'late', channels: 2, stride: 4 },
    ]);
    assert.equal(source.output, 'late');
    const maps = await source.extract([frame('a/1'), frame('a/0')], ['early']);
    assert.deepEqual(Object.keys(maps), ['early']);
    const { count, height, width, channels, stride, values: taken } = maps.early;
    assert.deepEqual([count, height, width, channels, stride], [2, 2, 3, 2, 4]);
    assert.deepEqual([...taken].filter((_, i) => i % 2 === 0), [100, 101, 102, 110, 111, 112, 0, 1, 2, 10, 11, 12]); // prettier-ignore
  });

  it('name what is missing or out of order', async () => {
    const refuses = (make: () => unknown, says: RegExp): void =>
      assert.throws(make, (error) => error instanceof InputError && says.test(error.message));
    const source = (names: string[] | undefined, of = values, images = size): unknown =>
      featureRowsSource('mine', { out: rows(names, of) }, images);
    refuses(() => source(undefined), /mine\.npy has no ids/);
    refuses(() => source(ids.with(3, 'a/0')), /Row 3 of mine\.npy is called a\/0/);
    refuses(() => source(ids.with(1, ids[2]).with(2, ids[1])), /Row 1 of mine\.npy, a\/0@0,2, is not where/);
    refuses(() => source(ids.slice(0, 11), values.subarray(0, 22)), /11 rows for 2 frames of 2×3 cells/);
    refuses(() => source(ids, values, { width: 13, height: 8 }), /3×2 cells, images of 13×8/);
    refuses(() => source(ids, values, { width: 12, height: 6 }), /squares of whole pixels/);
    refuses(() => featureRowsSource('mine', {}, size), /mine has no stage/);
    const good = featureRowsSource('mine', { out: rows(ids) }, size);
    await assert.rejects(async () => good.extract([frame('a/2')]), /mine\.npy has no features of frame a\/2/);
    await assert.rejects(async () => good.extract([frame('a/0')], ['in']), /Unknown stage in: mine has out/);
  });
});
