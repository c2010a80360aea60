import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  bytesFromUnit,
  resizeArea,
  resizeBilinear,
  resizeColours,
  resizeNearest,
  unitFromBytes,
} from '../../src/image/index.js';
import { assertAllClose } from '../support/assert-all-close.js';

const size = fc.record({ width: fc.integer({ min: 1, max: 12 }), height: fc.integer({ min: 1, max: 12 }) });

function ramp(width: number, height: number, channels: number): Float32Array {
  return Float32Array.from({ length: width * height * channels }, (_, i) => Math.sin(i * 1.7));
}

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

describe('resampling', () => {
  it('to the same size changes nothing', () => {
    fc.assert(
      fc.property(size, fc.integer({ min: 1, max: 3 }), (from, channels) => {
        const values = ramp(from.width, from.height, channels);
        assert.deepEqual(resizeNearest(values, from, from, channels), values);
        assertAllClose(resizeArea(values, from, from, channels), values);
        assertAllClose(resizeBilinear(values, from, from, channels), values);
      }),
    );
  });

  it('keeps constants, whatever the sizes', () => {
    fc.assert(
      fc.property(size, size, (from, to) => {
        const values = new Float32Array(from.width * from.height * 2).fill(0.7);
        for (const resized of [
          resizeNearest(values, from, to, 2),
          resizeArea(values, from, to, 2),
          resizeBilinear(values, from, to, 2),
        ])
          assertAllClose(resized, new Float32Array(to.width * to.height * 2).fill(0.7), { rtol: 1e-5 });
      }),
    );
  });

  it('by area keeps the mean', () => {
    fc.assert(
      fc.property(size, size, (from, to) => {
        const values = ramp(from.width, from.height, 1);
        assertAllClose([mean(resizeArea(values, from, to, 1))], [mean(values)], { atol: 1e-5 });
      }),
    );
  });

  it('by area takes shares of border pixels', () => {
    // Three pixels onto two: each covers one and a half.
    assertAllClose(resizeArea([0, 3, 6], { width: 3, height: 1 }, { width: 2, height: 1 }, 1), [1, 5]);
    assertAllClose(
      resizeArea([0, 10, 2, 20, 4, 30, 6, 40], { width: 2, height: 2 }, { width: 1, height: 1 }, 2),
      [3, 25],
    );
  });

  it('bilinearly keeps a ramp a ramp away from the border', () => {
    const values = Float32Array.from({ length: 10 }, (_, i) => i);
    const resized = resizeBilinear(values, { width: 10, height: 1 }, { width: 5, height: 1 }, 1);
    assertAllClose(resized, [0.5, 2.5, 4.5, 6.5, 8.5]);
    assertAllClose(resizeBilinear([0, 1], { width: 2, height: 1 }, { width: 4, height: 1 }, 1), [0, 0.25, 0.75, 1]);
    assertAllClose(resizeBilinear([0, 1], { width: 1, height: 2 }, { width: 1, height: 4 }, 1), [0, 0.25, 0.75, 1]);
  });

  it('of colours gives the bytes that the same of fractions gives, axis by axis', () => {
    fc.assert(
      fc.property(size, size, fc.integer(), (from, to, seed) => {
        const rgb = Uint8Array.from(
          { length: from.width * from.height * 3 },
          (_, i) => Math.imul(i + 1, seed | 1) >>> 13,
        );
        const across = { width: to.width, height: from.height };
        const [first, second] = [to.width > from.width, to.height > from.height].map((grows) =>
          grows ? resizeBilinear : resizeArea,
        );
        const expected = bytesFromUnit(second(first(unitFromBytes(rgb), from, across, 3), across, to, 3));
        assert.deepEqual(resizeColours(rgb, from, to), expected);
      }),
      { numRuns: 500 },
    );
  });

  it('by nearest pixel mixes no values and keeps their type', () => {
    fc.assert(
      fc.property(size, size, (from, to) => {
        const values = Uint16Array.from({ length: from.width * from.height }, (_, i) => i * 257);
        const resized = resizeNearest(values, from, to);
        assert.ok(resized instanceof Uint16Array);
        assert.ok(resized.every((value) => values.includes(value)));
      }),
    );
    // 6 → 2 takes the middle of each three; columns and rows are not mixed up.
    const grid = Uint8Array.from({ length: 36 }, (_, i) => i);
    assert.deepEqual([...resizeNearest(grid, { width: 6, height: 6 }, { width: 2, height: 2 })], [7, 10, 25, 28]);
  });
});
