import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { readPng } from '../../src/formats/png.js';
import { unproject, type Camera } from '../../src/geometry/camera.js';
import { unitFromBytes } from '../../src/image/bytes.js';
import type { Draws } from '../../src/robustness/corruptions/draws.js';
import type { ColourFrame } from '../../src/robustness/corruptions/image-corruption.js';
import { corruptImage, presets, severities } from '../../src/robustness/corruptions/index.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { readReference } from '../metrics/reference.js';
import { KnownDraws } from './known-draws.js';
import { levelsMissed } from './levels-missed.js';

const corruptions = presets['3dcc'];
const picture = (name: string) =>
  readPng(fs.readFileSync(path.join('test', 'reference', 'corruptions', `${name}.png`)));
const [width, height] = [45, 35];

/** Draws the middle of each range: movements straight to the right, or straight ahead. */
const middle: Draws = {
  uniforms: (into) => void into.fill(0.5),
  normals: (into) => void into.fill(0),
  uniform: (low, high) => (low + high) / 2,
  int: (n) => n - 1,
};

const waves = Float32Array.from({ length: width * height * 3 }, (_, i) => {
  const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
  return 0.3 + 0.2 * Math.sin(x / 2 + (i % 3)) * Math.cos(y / 3);
});

/** The waves at depths told by column and row. */
function at(depth: (x: number, y: number) => number, rgb = waves): ColourFrame<Float32Array> {
  const metres = Float32Array.from({ length: width * height }, (_, i) => depth(i % width, Math.floor(i / width)));
  return { rgb, width, height, depth: metres };
}

/** Red at a pixel. */
const red = (values: Float32Array, x: number, y: number): number => values[3 * (y * width + x)];

const harm = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0) / a.length;

describe('corruptions that need depth', () => {
  const { camera } = readReference<{ camera: Camera }>('corruptions/3dcc');
  for (const [name, corruption] of Object.entries(corruptions))
    it(`${name} is what its definition gives when it is derived a second time`, async () => {
      const [scene, steps, strip] = [picture('scene'), picture('scene-depth'), picture(`3dcc-${name}`)];
      const depth = Float32Array.from(steps.values, (millimetres) => millimetres / 1000);
      const rgb = unitFromBytes(scene.values as Uint8Array);
      for (const severity of severities) {
        const image = { rgb, width: scene.width, height: scene.height, depth, camera };
        const values = await corruption.apply(image, severity, new KnownDraws());
        const missed = levelsMissed(values, scene, strip, severity);
        assert.ok(missed <= 0.02, `severity ${severity}: ${missed} levels`);
      }
    });

  for (const [name, corruption] of Object.entries(corruptions))
    it(`${name} does more harm at each severity`, async () => {
      const image = at((x, y) => (x > 15 && x < 30 && y > 10 ? 1.5 : 6 - y / 10));
      let last = 0;
      for (const severity of severities) {
        const harmed = harm(await corruption.apply(image, severity, new KnownDraws()), waves);
        assert.ok(harmed > last, `severity ${severity}: ${harmed} after ${last}`);
        last = harmed;
      }
    });

  it('unknown depth counts as the farthest known', async () => {
    const hole = (x: number, y: number) => x > 30 && y < 10;
    const depth = (x: number): number => (x < 20 ? 1 : 4);
    for (const corruption of Object.keys(corruptions))
      for (const unknown of [0, NaN, -1, Infinity]) {
        const choice = { preset: '3dcc', corruption, severity: 3 } as const;
        const expected = await corruptImage(at(depth), choice);
        assert.deepEqual(
          await corruptImage(
            at((x, y) => (hole(x, y) ? unknown : depth(x))),
            choice,
          ),
          expected,
        );
      }
  });

  it('xy_motion_blur of a wall is the mean of shifts', async () => {
    const draws = new KnownDraws();
    const side = draws.int(2) === 0 ? -1 : 1;
    const [right, down] = [side * draws.uniform(50, 75), draws.uniform(-75, 75)].map((shift) => (shift * 35) / 512);
    const blurred = await corruptions.xy_motion_blur.apply(at(() => 3), 2, new KnownDraws()); // prettier-ignore
    const shifted = (x: number, y: number): number => {
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const upper = red(waves, left, top) * (left + 1 - x) + red(waves, left + 1, top) * (x - left);
      const lower = red(waves, left, top + 1) * (left + 1 - x) + red(waves, left + 1, top + 1) * (x - left);
      return upper * (top + 1 - y) + lower * (y - top);
    };
    // As far from the border as the wall moves.
    for (let y = 4; y < height - 4; y++)
      for (let x = 4; x < width - 4; x++) {
        let sum = 0;
        for (let k = 0; k < 30; k++) sum += shifted(x + (right * k) / 59, y + (down * k) / 59);
        assertAllClose([red(blurred, x, y)], [sum / 30], { atol: 1e-5 });
      }
  });

  it('xy_motion_blur uncovers what is behind a box, as long as each place is uncovered', async () => {
    const box = (x: number): boolean => x >= 20 && x < 32;
    const rgb = waves.map((_, i) => (box(Math.floor(i / 3) % width) ? 1 : 0));
    const blurred = await corruptions.xy_motion_blur.apply(at((x) => (box(x) ? 1 : 1e6), rgb), 5, middle); // prettier-ignore
    const distance = (62.5 * 35) / 512;
    for (let x = 0; x < width; x++) {
      const covered = x < 20 ? 1 - (19.5 - x) / distance : (31.5 - x) / distance;
      assertAllClose([red(blurred, x, 17)], [Math.max(0, Math.min(1, covered))], { atol: 0.05 });
    }
  });

  it('movements leave what is infinitely far where it is, a flash leaves it dark', async () => {
    const image = at((x) => (x < 15 ? 1 : 1e9));
    const nearInMiddle = { ...image, width, height };
    for (const name of ['xy_motion_blur', 'z_motion_blur', 'flash']) {
      const values = await corruptions[name].apply(nearInMiddle, 5, middle);
      for (let x = 22; x < width; x++)
        for (let y = 0; y < height; y++) assertAllClose([red(values, x, y)], [red(waves, x, y)], { atol: 1e-6 });
      assert.ok(harm(values, waves) > 1e-4);
    }
  });

  it('z_motion_blur of a wall enlarges about the principal point, which stays', async () => {
    const ramp = waves.map((_, i) => ((Math.floor(i / 3) % width) + 0.5) / width);
    const cx = 18.5;
    const camera = { width, height, fx: 40, fy: 40, cx, cy: 17.5 };
    for (const [severity, frames] of [
      [1, 20],
      [5, 38],
    ] as const) {
      // prettier-ignore
      const values = await corruptions.z_motion_blur.apply({ ...at(() => 2, ramp), camera }, severity, middle);
      const seen = 1 - (0.45 * (frames - 1)) / 2 / 59;
      for (let x = 0; x < width; x++) {
        const expected = (cx + (x + 0.5 - cx) * seen) / width;
        assertAllClose([red(values, x, 17)], [expected], { atol: x === 18 ? 1e-6 : 0.25 / width });
      }
    }
  });

  it('flash lights planes by Lambert’s law, less with distance, by the focal length given', async () => {
    const grey = waves.map(() => 0.2);
    for (const [fx, normal] of [
      [45, [0, 0, -1]],
      [30, [0.6, 0, -0.8]],
      [60, [0, -0.8, -0.6]],
    ] as const) {
      // prettier-ignore
      const camera = { width, height, fx, fy: fx, cx: 20, cy: 15 };
      const points = Array.from({ length: width * height }, (_, i) => {
        const ray = unproject(camera, (i % width) + 0.5, Math.floor(i / width) + 0.5, 1);
        const along = ray.reduce((sum, value, k) => sum + value * normal[k], 0);
        return ray.map((value) => (value * -4) / along);
      });
      assert.ok(points.every(([, , z]) => z > 0));
      const image = { ...at((x, y) => points[y * width + x][2], grey), camera };
      const values = await corruptions.flash.apply(image, 1, middle);
      points.forEach((point, i) => {
        const distance = Math.hypot(...point);
        const light = Math.min(1, (2.5 * (4 / distance) * 8) / (8 + distance ** 2));
        assertAllClose([values[3 * i]], [0.2 * (1 + light / 2.4)], { atol: 1e-4 });
      });
    }
  });

  it('a camera of another size is refused', async () => {
    const camera = { width: 90, height: 70, fx: 80, fy: 80, cx: 45, cy: 35 };
    const choice = { preset: '3dcc', corruption: 'flash', severity: 1 } as const;
    await assert.rejects(corruptImage({ ...at(() => 1), camera }, choice), /of 90×70 pixels, the image of 45×35/);
  });
});
