import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  identityPose,
  invertPose,
  isRigid,
  multiplyPoses,
  rotateDirection,
  rotationBetween,
  transformPoint,
} from '../../src/geometry/index.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { poses } from './scenes.js';

describe('pose', () => {
  it('times its inverse is the identity, on both sides', () => {
    fc.assert(
      fc.property(poses, (pose) => {
        assertAllClose(multiplyPoses(pose, invertPose(pose)), identityPose(), { atol: 1e-12 });
        assertAllClose(multiplyPoses(invertPose(pose), pose), identityPose(), { atol: 1e-12 });
      }),
    );
  });

  it('composes: (a·b)·p = a·(b·p)', () => {
    fc.assert(
      fc.property(poses, poses, (a, b) => {
        assertAllClose(
          transformPoint(multiplyPoses(a, b), [1, -2, 3]),
          transformPoint(a, transformPoint(b, [1, -2, 3])),
          {
            atol: 1e-12,
          },
        );
      }),
    );
  });

  it('keeps lengths of directions and is rigid', () => {
    fc.assert(
      fc.property(poses, (pose) => {
        assert.ok(isRigid(pose, 1e-9));
        assertAllClose([Math.hypot(...rotateDirection(pose, [3, 4, 12]))], [13]);
      }),
    );
  });

  it('is not rigid when mirrored, sheared, scaled, not finite or with a wrong last row', () => {
    const broken = (index: number, value: number) => Object.assign(identityPose(), { [index]: value });
    for (const pose of [
      broken(0, -1),
      broken(1, 0.1),
      broken(0, 1.1),
      broken(3, NaN),
      broken(3, Infinity),
      broken(12, 1),
    ])
      assert.ok(!isRigid(pose), String(pose));
    assert.ok(!isRigid(new Float64Array(12)));
  });

  it('turns one direction into another, opposite ones too', () => {
    for (const [from, to] of [
      [
        [1, 2, 3],
        [-2, 0.5, 1],
      ],
      [
        [0, -1, 0],
        [0, 0, 1],
      ],
      [
        [0, 0, 2],
        [0, 0, -1],
      ],
      [
        [1, 0, 0],
        [-1, 0, 0],
      ],
      [
        [0, 3, 0],
        [0, 1, 0],
      ],
    ] as [[number, number, number], [number, number, number]][]) {
      const rotation = rotationBetween(from, to);
      assert.ok(isRigid(rotation, 1e-9));
      const scale = Math.hypot(...from) / Math.hypot(...to);
      assertAllClose(
        rotateDirection(rotation, from),
        to.map((value) => value * scale),
        { atol: 1e-12 },
      );
    }
  });
});
