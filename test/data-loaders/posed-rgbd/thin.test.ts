import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { differentFrames, leastMove, leastTurn } from '../../../data-loaders/posed-rgbd/thin.js';
import { identityPose, type Pose } from '../../../src/geometry/index.js';

/** Turned about the vertical by an angle in radians, moved along x by metres. */
function poseAt(angle: number, x: number): Pose {
  const pose = identityPose();
  pose.set([Math.cos(angle), 0, Math.sin(angle), x]);
  pose.set([-Math.sin(angle), 0, Math.cos(angle), 0], 8);
  return pose;
}

describe('frames that differ', () => {
  it('have moved or turned enough since the one before', () => {
    const creeping = Array.from({ length: 21 }, (_, i) => poseAt(0, i * 0.026));
    assert.deepEqual(differentFrames(creeping), [0, 4, 8, 12, 16, 20]);
    const panning = Array.from({ length: 8 }, (_, i) => poseAt((i * 2.6 * Math.PI) / 180, 0));
    assert.deepEqual(differentFrames(panning), [0, 2, 4, 6]);
  });

  it('are the first and the last where nothing moves, so that a pair is left', () => {
    assert.deepEqual(differentFrames([0, 1, 2, 3].map(() => identityPose())), [0, 3]);
    assert.deepEqual(differentFrames([identityPose()]), [0]);
    assert.deepEqual(differentFrames([]), []);
  });

  it('leave out only what is near the one before, whatever the path', () => {
    const step = fc.tuple(fc.double({ min: -0.2, max: 0.2, noNaN: true }), fc.double({ min: -0.2, max: 0.2, noNaN: true })); // prettier-ignore
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 40 }), (steps) => {
        const path = steps.map(() => ({ angle: 0, x: 0 }));
        steps.forEach(([angle, x], i) => {
          const before = path[i - 1] ?? { angle: 0, x: 0 };
          path[i] = { angle: before.angle + angle, x: before.x + x };
        });
        const taken = differentFrames(path.map(({ angle, x }) => poseAt(angle, x)));
        assert.ok(taken.length >= 2 && taken[0] === 0);
        const far = (i: number, j: number): boolean => {
          const turned = Math.abs(Math.atan2(Math.sin(path[i].angle - path[j].angle), Math.cos(path[i].angle - path[j].angle))); // prettier-ignore
          return turned > leastTurn - 1e-6 || Math.abs(path[i].x - path[j].x) > leastMove - 1e-6;
        };
        const near = (i: number, j: number): boolean => {
          const turned = Math.abs(Math.atan2(Math.sin(path[i].angle - path[j].angle), Math.cos(path[i].angle - path[j].angle))); // prettier-ignore
          return turned < leastTurn + 1e-6 && Math.abs(path[i].x - path[j].x) < leastMove + 1e-6;
        };
        taken.slice(1).forEach((frame, k) => assert.ok(far(frame, taken[k]) || taken.length === 2));
        path.forEach((_, frame) => {
          const last = taken.filter((index) => index <= frame).at(-1)!;
          if (frame !== last) assert.ok(near(frame, last), `frame ${frame} was left out`);
        });
      }),
    );
  });
});
