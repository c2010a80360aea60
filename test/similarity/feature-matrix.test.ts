import * as assert from 'node:assert/strict';
import type { FeatureMap } from '../../src/features/feature-map.js';
import { sampleTogether } from '../../src/similarity/index.js';

/** A map whose only channels are the image and the centre of the cell, in shares of the image. */
function places(count: number, height: number, width: number): FeatureMap {
  const values = new Float32Array(count * height * width * 3);
  for (let i = 0; i < count * height * width; i++)
    values.set(
      [
        Math.floor(i / (height * width)),
        (Math.floor(i / width) % height) / height + 0.5 / height,
        (i % width) / width + 0.5 / width,
      ],
      i * 3,
    );
  return { stage: `${height}×${width}`, count, height, width, channels: 3, stride: 1, values };
}

describe('sampling cells for similarity', () => {
  it('takes the same places of every map', () => {
    const [fine, coarse] = sampleTogether([places(5, 24, 32), places(5, 3, 4)], 6, 'seed');
    assert.deepEqual([fine.rows, coarse.rows], [30, 30]);
    for (let i = 0; i < 30; i++) {
      assert.equal(fine.values[3 * i], coarse.values[3 * i]);
      for (const axis of [1, 2])
        assert.ok(Math.abs(fine.values[3 * i + axis] - coarse.values[3 * i + axis]) <= 0.5 / 24 + 1e-6);
    }
  });

  it('draws without replacement, by the seed, and never more than there are', () => {
    const [all] = sampleTogether([places(2, 3, 4)], 100, 1);
    assert.equal(all.rows, 24);
    const rows = new Set(Array.from({ length: 24 }, (_, i) => all.values.slice(3 * i, 3 * i + 3).join()));
    assert.equal(rows.size, 24);
    const draw = (seed: number): Float32Array => sampleTogether([places(2, 24, 32)], 5, seed)[0].values;
    assert.deepEqual(draw(1), draw(1));
    assert.notDeepEqual(draw(1), draw(2));
  });

  it('refuses maps of different images', () => {
    assert.throws(() => sampleTogether([places(2, 3, 4), places(3, 3, 4)], 5), /of 2 images.*of 3|of 3 images.*of 2/);
  });
});
