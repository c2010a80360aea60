import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { project, scaleCamera, unproject } from '../../src/geometry/index.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { camera } from './scenes.js';

const coordinate = fc.double({ min: -100, max: 100, noNaN: true });

describe('camera', () => {
  it('projection undoes unprojection', () => {
    fc.assert(
      fc.property(coordinate, coordinate, fc.double({ min: 0.01, max: 100, noNaN: true }), (x, y, z) => {
        assertAllClose(project(camera, unproject(camera, x, y, z))!, [x, y], { atol: 1e-9 });
      }),
    );
  });

  it('sees a point on the axis at the principal point, x to the right and y downward', () => {
    assertAllClose(project(camera, [0, 0, 2])!, [camera.cx, camera.cy]);
    const [x, y] = project(camera, [1, 1, 2])!;
    assertAllClose([x, y], [camera.cx + camera.fx / 2, camera.cy + camera.fy / 2]);
  });

  it('sees nothing beside or behind itself', () => {
    assert.equal(project(camera, [1, 1, 0]), undefined);
    assert.equal(project(camera, [1, 1, -1]), undefined);
    assert.equal(project(camera, [1, 1, NaN]), undefined);
  });

  it('scaled, sees every point at the scaled place', () => {
    fc.assert(
      fc.property(coordinate, coordinate, (x, y) => {
        const half = scaleCamera(camera, 82, 93);
        const [before, after] = [camera, half].map((c) => project(c, [x, y, 10])!);
        assertAllClose(after, [before[0] * 2, before[1] * 3], { atol: 1e-9 });
      }),
    );
  });
});
