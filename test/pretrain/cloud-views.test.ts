import * as assert from 'node:assert/strict';
import { cloudView } from '../../src/pretrain/cloud-views.js';
import { seeded } from '../../src/support/random.js';
import { assertAllClose } from '../support/assert-all-close.js';

const random = seeded(1);
const count = 500;
const cloud = {
  count,
  positions: Float32Array.from({ length: count * 3 }, (_, i) => random.uniform(0, i % 3 === 2 ? 2 : 6) + 10),
  colours: Uint8Array.from({ length: count * 3 }, () => random.int(256)),
};
const all = Int32Array.from({ length: count }, (_, i) => i);
const queries = Int32Array.from([3, 50, 211, 400]);
const plain = { points: count, scale: [1, 1] as const, crop: 1 };

/** Distances between all pairs of points. */
function distances(points: Float32Array): number[] {
  const result: number[] = [];
  for (let i = 0; i < points.length; i += 3)
    for (let j = 0; j < i; j += 3)
      result.push(Math.hypot(points[i] - points[j], points[i + 1] - points[j + 1], points[i + 2] - points[j + 2]));
  return result;
}

describe('cloudView', () => {
  it('turns about the vertical only: distances and heights stay, directions do not', () => {
    const original = Float32Array.from([...queries].flatMap((q) => [...cloud.positions.subarray(q * 3, q * 3 + 3)]));
    const angles = new Set<string>();
    for (let seed = 0; seed < 8; seed++) {
      const { queries: moved } = cloudView(cloud, all, queries, plain, seeded(seed));
      assertAllClose(distances(moved), distances(original), { rtol: 1e-4 });
      for (let q = 1; q < queries.length; q++)
        assertAllClose([moved[q * 3 + 2] - moved[2]], [original[q * 3 + 2] - original[2]], { atol: 1e-4 });
      angles.add(Math.atan2(moved[4] - moved[1], moved[3] - moved[0]).toFixed(2));
    }
    assert.ok(angles.size >= 7);
  });

  it('is centred horizontally and stands on the ground, wherever the cloud was', () => {
    const { support } = cloudView(cloud, all, queries, plain, seeded(2));
    const along = (axis: number): number[] => [...support].filter((_, i) => i % 3 === axis);
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    assertAllClose([mean(along(0)), mean(along(1))], [0, 0], { atol: 1e-3 });
    const below = along(2).filter((height) => height < 0).length;
    assert.equal(below, Math.floor(0.02 * count));
  });

  it('scales within its range, and crops to a window that keeps its share', () => {
    const original = distances(cloudView(cloud, all, queries, plain, seeded(3)).queries);
    for (let seed = 0; seed < 10; seed++) {
      const view = cloudView(cloud, all, queries, { points: 300, scale: [0.9, 1.1], crop: 0.8 }, seeded(seed));
      const factor = distances(view.queries)[0] / original[0];
      assert.ok(factor >= 0.9 && factor <= 1.1, `${factor}`);
      const kept = view.support.length / 3;
      // A square turned inside its bounding box thins out towards the corners, so the share of points varies.
      assert.ok(kept <= 300 && kept > 0.5 * 300, `${kept}`);
      assert.equal(view.colours!.length, view.support.length);
    }
  });

  it('draws only from its part of the cloud, each point once, with its own colour', () => {
    const part = all.subarray(100, 160);
    const { support, colours } = cloudView(cloud, part, queries, { ...plain, points: 40 }, seeded(4));
    assert.equal(support.length, 120);
    assert.equal(new Set(Array.from({ length: 40 }, (_, p) => support.subarray(p * 3, p * 3 + 3).join())).size, 40);
    const known = new Set(
      [...part].map((p) => [...cloud.colours.subarray(p * 3, p * 3 + 3)].map((c) => Math.fround(c / 255)).join()),
    );
    for (let p = 0; p < 40; p++) assert.ok(known.has([...colours!.subarray(p * 3, p * 3 + 3)].join()));
  });
});
