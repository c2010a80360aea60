import * as assert from 'node:assert/strict';
import { scanInCamera, sparseDepth } from '../../../data-loaders/kitti/projection.js';
import { worldPoints } from '../../../src/geometry/index.js';
import { identityPose } from '../../../src/geometry/pose.js';
import { assertAllClose } from '../../support/assert-all-close.js';
import { cameraFromVelodyne, colourAt } from './fixtures.js';

const camera = { width: 4, height: 3, fx: 2, fy: 2, cx: 2, cy: 1.5 };

describe('a scan in a camera', () => {
  it('is a sparse depth image: the nearest point of a pixel, 0 where none falls', () => {
    const positions = Float32Array.from([
      ...[0.1, 0.1, 5],
      ...[0.1, 0.1, 4],
      ...[0.1, 0.1, 6],
      // Left of the image, behind the camera, in its plane; then the last pixel.
      ...[-10, 0, 5, 0, 0, -5, 0, 0, 0],
      ...[3.9, 2.9, 4],
    ]);
    const depth = sparseDepth(positions, camera);
    const expected = new Float32Array(12);
    expected[1 * 4 + 2] = 4;
    expected[2 * 4 + 3] = 4;
    assert.deepEqual(depth, expected);
  });

  it('lies where its depth image puts it, to half a pixel', () => {
    const depth = sparseDepth(Float32Array.of(1, -0.6, 8), camera);
    const { positions, pixels } = worldPoints({ camera, depth, worldFromCamera: identityPose() });
    assert.equal(pixels.length, 1);
    assertAllClose(positions, [1, -0.6, 8], { atol: (0.5 / 2) * 8 });
    assert.equal(positions[2], 8);
  });

  it('has the colours of the image where it is seen, else its reflectance as grey', () => {
    const rgb = new Uint8Array(36);
    for (let pixel = 0; pixel < 12; pixel++) rgb.set(colourAt(pixel % 4, Math.floor(pixel / 4), 7), pixel * 3);
    const scan = {
      count: 3,
      // Ahead of the scanner, behind it, and far to the left.
      positions: Float32Array.of(10, 0, -0.125, -10, 0, 0, 2, 50, 0),
      reflectance: Float32Array.of(0.5, 0.2, 1),
    };
    const { positions, colours, inImage, count } = scanInCamera(scan, cameraFromVelodyne, { camera, rgb });
    assert.equal(count, 3);
    assertAllClose(positions.subarray(0, 3), [0, 0, 9.75]);
    assert.deepEqual([...inImage], [1, 0, 0]);
    assert.deepEqual([...colours], [...colourAt(2, 1, 7), 51, 51, 51, 255, 255, 255]);
  });
});
