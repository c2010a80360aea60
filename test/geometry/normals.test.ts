import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { identityPose, normalsFromDepth } from '../../src/geometry/index.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { camera, viewOfPlane } from './scenes.js';

const { width, height } = camera;
const slope = fc.double({ min: -0.7, max: 0.7, noNaN: true });

describe('normals from depth', () => {
  it('are exact on a plane and face the camera', () => {
    fc.assert(
      fc.property(slope, slope, (x, y) => {
        const { depth } = viewOfPlane(identityPose(), [x, y, 1], 3);
        const normals = normalsFromDepth(depth, camera);
        const length = Math.hypot(x, y, 1);
        for (let v = 1; v < height - 1; v += 3)
          for (let u = 1; u < width - 1; u += 3) {
            const pixel = v * width + u;
            if ([0, -1, 1, -width, width].some((step) => depth[pixel + step] === 0)) continue;
            assertAllClose(normals.subarray(pixel * 3, pixel * 3 + 3), [-x / length, -y / length, -1 / length], {
              atol: 1e-4,
            });
          }
      }),
    );
  });

  it('are unknown at the border, beside holes and across edges', () => {
    const { depth } = viewOfPlane(identityPose(), [0, 0, 1], 3);
    depth[10 * width + 10] = 0;
    for (let v = 0; v < height; v++) depth.fill(2, v * width + 25, (v + 1) * width);
    const normals = normalsFromDepth(depth, camera);
    const known = (u: number, v: number) => normals[(v * width + u) * 3 + 2] !== 0;
    assert.ok(!known(0, 5) && !known(width - 1, 5) && !known(5, 0) && !known(5, height - 1));
    assert.ok(!known(10, 10) && !known(9, 10) && !known(11, 10) && !known(10, 9) && !known(10, 11));
    assert.ok(!known(24, 5) && !known(25, 5));
    assert.ok(known(23, 5) && known(26, 5) && known(12, 10));
  });
});
