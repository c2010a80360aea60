import * as assert from 'node:assert/strict';
import { upFromCameras, upFromNormals, zUpFromRecorded } from '../../../data-loaders/posed-rgbd/vertical.js';
import {
  identityPose,
  rotateDirection,
  rotateDirections,
  rotationBetween,
  type Vector3,
} from '../../../src/geometry/index.js';
import { seeded } from '../../../src/support/random.js';
import { assertAllClose } from '../../support/assert-all-close.js';

/** Noisy normals of a room's floor and walls in a world whose up is `up`, and as many in all directions. */
function normalsOfRoom(up: Vector3, count: number): Float32Array {
  const random = seeded('normals');
  const upright = new Float32Array(count * 3);
  const axes: Vector3[] = [
    [0, 0, 1],
    [0.8, 0.6, 0],
    [-0.6, 0.8, 0],
    [0, 0, 0],
  ];
  for (let i = 0; i < count; i++) {
    const noise = i % 4 === 3 ? 1 : 0.05;
    const normal = axes[i % 4].map((value) => value + noise * random.normal());
    const length = Math.hypot(...normal);
    normal.forEach((value, axis) => (upright[i * 3 + axis] = value / length));
  }
  return rotateDirections(rotationBetween([0, 0, 1], up), upright);
}

function tilted(degrees: number): Vector3 {
  const angle = (degrees * Math.PI) / 180;
  return [Math.sin(angle) * 0.6, Math.sin(angle) * 0.8, Math.cos(angle)];
}

describe('the vertical of a recorded world', () => {
  it('is found from normals, though the estimate leans by 30°', () => {
    const up: Vector3 = [2 / 7, -3 / 7, 6 / 7];
    const leaning = rotateDirection(rotationBetween([0, 0, 1], up), tilted(30));
    assertAllClose(upFromNormals([normalsOfRoom(up, 4000)], leaning), up, { atol: 0.01 });
    assertAllClose(upFromNormals([normalsOfRoom(up, 4000)], up), up, { atol: 0.01 });
  });

  it('is an axis of the world where one is close, exactly', () => {
    assert.deepEqual(upFromNormals([normalsOfRoom(tilted(2), 4000)], tilted(20)).map(Math.abs), [0, 0, 1]);
    assert.deepEqual(
      upFromNormals([normalsOfRoom([0, -1, 0], 4000)], [0.2, -1, 0.1]).map((x) => x + 0),
      [0, -1, 0],
    );
    assert.ok(upFromNormals([normalsOfRoom(tilted(8), 4000)], tilted(0))[2] < 0.999);
  });

  it('stays the cameras’ own where normals are few', () => {
    assert.deepEqual(upFromNormals([normalsOfRoom([0, 0, 1], 300), new Float32Array(9000)], tilted(20)), tilted(20));
  });

  it('is the mean up of the cameras, or unknown when they point every way', () => {
    const upsideDown = Float64Array.of(-1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
    assert.deepEqual(
      upFromCameras([identityPose(), identityPose()]).map((x) => x + 0),
      [0, -1, 0],
    );
    assert.equal(Math.hypot(...upFromCameras([identityPose(), upsideDown])), 0);
    assert.deepEqual(zUpFromRecorded([identityPose(), upsideDown], []), identityPose());
    assertAllClose(rotateDirection(zUpFromRecorded([identityPose()], []), [0, -1, 0]), [0, 0, 1], { atol: 1e-12 });
  });
});
