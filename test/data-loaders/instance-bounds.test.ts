import * as assert from 'node:assert/strict';
import { instanceBounds } from '../../data-loaders/instance-bounds.js';

describe('instanceBounds', () => {
  it('gives where each value lies and how often, in ascending order', () => {
    const raster = Uint16Array.of(
      ...[0, 9, 9, 0, 3],
      ...[3, 0, 9, 0, 0],
      ...[9, 0, 0, 0, 0], //
    );
    assert.deepEqual(
      [...instanceBounds(raster, 5)],
      [
        [3, { x: 0, y: 0, width: 5, height: 2, first: 4, pixels: 2 }],
        [9, { x: 0, y: 0, width: 3, height: 3, first: 1, pixels: 4 }],
      ],
    );
    assert.equal(instanceBounds(new Uint16Array(15), 5).size, 0);
  });
});
