import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { identityPose, overlap, overlapCloud, overlapOfClouds } from '../../src/geometry/index.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { camera, poses, viewOfPlane } from './scenes.js';

function shifted(x: number): Float64Array {
  return Object.assign(identityPose(), { 3: x });
}

describe('overlap', () => {
  it('of a view with itself is 1', () => {
    fc.assert(
      fc.property(poses, (pose) => {
        const view = viewOfPlane(pose, [0, 0, 1], 6);
        if (view.depth.some((z) => z > 0)) assert.equal(overlap(view, view), 1);
      }),
      { numRuns: 20 },
    );
  });

  it('is symmetric and falls as the views part', () => {
    const view = viewOfPlane(identityPose(), [0, 0, 1], 3);
    const shares = [0, 0.5, 1, 2, 3, 4].map((x) => {
      const other = viewOfPlane(shifted(x), [0, 0, 1], 3);
      assert.equal(overlap(view, other), overlap(other, view));
      return overlap(view, other);
    });
    shares.slice(1).forEach((share, i) => assert.ok(share < shares[i], `${shares}`));
    assert.equal(shares.at(-1), 0);
  });

  it('is the shared area of a plane, as far as the match radius allows', () => {
    // At 3 m the camera sees 41/38·3 = 3.24 m across; shifted by a quarter of that, three quarters are shared.
    const across = (camera.width / camera.fx) * 3;
    const a = viewOfPlane(identityPose(), [0, 0, 1], 3);
    const b = viewOfPlane(shifted(across / 4), [0, 0, 1], 3);
    assertAllClose([overlap(a, b)], [0.75], { rtol: 0, atol: 0.075 / across + 0.02 });
  });

  it('takes the larger direction: a close-up inside a wide view overlaps fully', () => {
    const wide = viewOfPlane(identityPose(), [0, 0, 1], 3);
    const near = viewOfPlane(Object.assign(identityPose(), { 11: 2 }), [0, 0, 1], 3);
    assert.ok(overlap(wide, near) > 0.99);
  });

  it('finds every neighbour that comparing all points finds', () => {
    const depths = fc.array(fc.double({ min: 0.5, max: 0.9, noNaN: true }), { minLength: 150, maxLength: 150 });
    fc.assert(
      fc.property(depths, depths, poses, (first, second, pose) => {
        const [a, b] = [first, second].map((values) => {
          const depth = new Float32Array(camera.width * camera.height);
          values.forEach((z, i) => (depth[i * 8] = z));
          return overlapCloud({ camera, depth, worldFromCamera: pose });
        });
        const share = (from: Float32Array, to: Float32Array) => {
          let matched = 0;
          for (let i = 0; i < from.length; i += 3) {
            let near = false;
            for (let j = 0; j < to.length; j += 3)
              near ||= Math.hypot(from[i] - to[j], from[i + 1] - to[j + 1], from[i + 2] - to[j + 2]) <= 0.075;
            if (near) matched++;
          }
          return matched / (from.length / 3);
        };
        const expected = Math.max(share(a.positions, b.positions), share(b.positions, a.positions));
        assert.equal(overlapOfClouds(a, b), expected);
      }),
      { numRuns: 30 },
    );
  });

  it('takes lengths that suit the world: ten times as large a place with ten times the lengths overlaps as much', () => {
    const views = [1, 10].map((scale) => [0, 1].map((x) => viewOfPlane(shifted(x * scale), [0, 0.2, 1], 3 * scale)));
    const [[a, b], [far, away]] = views;
    const lengths = { voxel: 0.5, radius: 0.75 };
    assertAllClose([overlap(far, away, lengths)], [overlap(a, b)], { rtol: 0, atol: 0.03 });
    assert.ok(overlap(far, away) < overlap(a, b) - 0.2, 'rooms’ lengths find less');
    assert.equal(overlap(a, b), overlap(a, b, { voxel: 0.05, radius: 0.075 }));
  });

  it('is 0 without a measured pixel', () => {
    const view = viewOfPlane(identityPose(), [0, 0, 1], 3);
    const empty = { ...view, depth: new Float32Array(view.depth.length) };
    assert.equal(overlap(view, empty), 0);
    assert.equal(overlap(empty, empty), 0);
  });
});
