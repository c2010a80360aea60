import * as assert from 'node:assert/strict';
import { registerAtOnePlace, registerByDepth, type View } from '../../../data-loaders/scannet/registration.js';
import { identityPose, project, unproject, type Pose } from '../../../src/geometry/index.js';

/** A colour image whose red is 4 a column and green 4 a row. */
function ramp({ width, height }: View): Uint8Array {
  return Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return [4 * (pixel % width), 4 * Math.floor(pixel / width), 9][i % 3];
  });
}

const columns = ({ width, height }: View): Uint16Array =>
  Uint16Array.from({ length: width * height }, (_, pixel) => pixel % width);

describe('colour registered to depth', () => {
  const colour: View = { width: 60, height: 44, fx: 50, fy: 50, cx: 29.5, cy: 21.5 };
  const depth: View = { width: 30, height: 22, fx: 25, fy: 25, cx: 14.5, cy: 10.5 };

  it('is the image itself where both cameras are the same', () => {
    const rgb = ramp(colour);
    const registration = registerAtOnePlace(colour, colour);
    assert.equal(registration.colour(rgb), rgb);
    assert.deepEqual(registration.labels(columns(colour), colour), columns(colour));
  });

  it('is the mean of what a depth pixel covers', () => {
    // Integer coordinates: u' = 2·(u − 14.5) + 29.5 = 2u + .5, between columns 2u and 2u + 1.
    const registration = registerAtOnePlace(colour, depth);
    const rgb = registration.colour(ramp(colour));
    for (let v = 0; v < 22; v++)
      for (let u = 0; u < 30; u++)
        assert.deepEqual([...rgb.subarray((v * 30 + u) * 3, (v * 30 + u) * 3 + 3)], [8 * u + 2, 8 * v + 2, 9]);
  });

  it('follows the intrinsics, not the sizes', () => {
    // The depth camera sees a tenth more on each side, and is turned by a pixel.
    const wide = { ...depth, fx: 20, cx: 13.5 };
    const registration = registerAtOnePlace(colour, wide);
    const rgb = registration.colour(ramp(colour));
    const labels = registration.labels(columns(colour), colour);
    const at = (u: number): number => (50 / 20) * (u - 13.5) + 29.5;
    for (let u = 0; u < 30; u++) {
      const expected = at(u);
      const isInside = expected > -0.5 && expected < 59.5;
      if (expected - 1.25 > -0.5 && expected + 1.25 < 59.5)
        assert.ok(Math.abs(rgb[u * 3] - 4 * expected) <= 0.51, `column ${u}: ${rgb[u * 3]}, expected ${4 * expected}`);
      assert.equal(labels[u], isInside ? Math.floor(expected + 0.5) : 0);
    }
    assert.deepEqual([...rgb.subarray(0, 3)], [0, 0, 0], 'outside the colour image');
    assert.equal(at(0) < -2, true);
  });

  it('interpolates where colour is coarser than depth', () => {
    const rgb = registerAtOnePlace(depth, colour).colour(ramp(depth));
    // u' = (u − 29.5)/2 + 14.5 = u/2 − .25.
    for (let u = 1; u < 59; u++) assert.ok(Math.abs(rgb[u * 3] - 4 * (u / 2 - 0.25)) <= 0.51, String(u));
  });

  it('takes labels from images of any size that show the same', () => {
    const small = { ...colour, width: 30, height: 22 };
    const labels = registerAtOnePlace(colour, depth).labels(columns(small), small);
    for (let u = 0; u < 30; u++) assert.equal(labels[u], u);
  });

  it('by depth equals that at one place when the transform is the identity', () => {
    const metres = new Float32Array(30 * 22).map((_, i) => (i % 7 === 0 ? 0 : 1 + (i % 5)));
    const [one, other] = [registerAtOnePlace(colour, depth), registerByDepth(colour, depth, identityPose(), metres)];
    const [a, b] = [one, other].map((registration) => registration.colour(ramp(colour)));
    a.forEach((value, i) => assert.ok(Math.abs(value - b[i]) <= 1));
    assert.deepEqual(one.labels(columns(colour), colour), other.labels(columns(colour), colour));
  });

  it('by depth moves near surfaces more than far ones', () => {
    // The colour camera stands .11 m to the right of the depth camera.
    const colourFromDepth: Pose = Float64Array.of(1, 0, 0, -0.11, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
    const metres = new Float32Array(30 * 22).map((_, i) => (i % 30 < 15 ? 1 : 4));
    metres[5] = 0;
    const rgb = registerByDepth(colour, depth, colourFromDepth, metres).colour(ramp(colour));
    const labels = registerByDepth(colour, depth, colourFromDepth, metres).labels(columns(colour), colour);
    const camera = ({ cx, cy, ...view }: View) => ({ ...view, cx: cx + 0.5, cy: cy + 0.5 });
    for (let u = 4; u < 28; u++) {
      // Half of the pixels, and so the median, lie at 4 m.
      const [x, y, z] = unproject(camera(depth), u + 0.5, 0.5, metres[u] || 4);
      const [seen] = project(camera(colour), [x - 0.11, y, z])!;
      assert.equal(labels[u], Math.floor(seen), `column ${u}`);
      assert.ok(Math.abs(rgb[u * 3] - 4 * (seen - 0.5)) <= 0.51, `column ${u}`);
    }
    assert.equal(labels[6] - labels[5], -2, 'a hole lies at the median depth');
  });
});
