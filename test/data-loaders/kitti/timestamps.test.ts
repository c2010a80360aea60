import * as assert from 'node:assert/strict';
import { nearestInTime, parseTimestamps } from '../../../data-loaders/kitti/timestamps.js';

describe('timestamps', () => {
  it('keep their nanoseconds, and a blank line the place of a missing frame', () => {
    const times = parseTimestamps('2011-09-26 13:02:25.961661696\n\n2011-09-26 13:02:26.000000001\n', 'timestamps.txt');
    assert.deepEqual(times, [1317042145961661696n, undefined, 1317042146000000001n]);
    assert.equal(times[2]! - times[0]!, 38338305n);
    assert.deepEqual(parseTimestamps('2011-09-26 13:02:25.5\r\n', 'x'), [1317042145500000000n]);
  });

  it('are refused with file and line when they are none', () => {
    for (const wrong of ['yesterday', '2011-09-26 13:02:25', '2011-99-26 13:02:25.961661696'])
      assert.throws(() => parseTimestamps(`2011-09-26 13:02:25.961661696\n${wrong}\n`, 'image_02/timestamps.txt'), {
        name: 'InputError',
        message: /image_02\/timestamps\.txt, line 2, is no time/,
      });
  });

  it('are matched with the nearest within reach', () => {
    const times = [0n, 100n, undefined, 300n];
    assert.equal(nearestInTime(times, 140n, 50n), 1);
    assert.equal(nearestInTime(times, 260n, 50n), 3);
    assert.equal(nearestInTime(times, 200n, 50n), undefined);
    assert.equal(nearestInTime([], 0n, 50n), undefined);
  });
});
