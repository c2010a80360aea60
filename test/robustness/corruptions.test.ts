import * as assert from 'node:assert/strict';
import { labFromRgb, luma } from '../../src/image/index.js';
import { corruptions, severities } from '../../src/robustness/corruptions/index.js';
import { seeded } from '../../src/support/random.js';
import { assertAllClose } from '../support/assert-all-close.js';

const [width, height] = [64, 48];

/** Coloured stripes and squares over a slope, bright and dark parts, no clipped values. */
const image = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
  const pixel = Math.floor(i / 3);
  const [u, v] = [pixel % width, Math.floor(pixel / width)];
  const stripe = [60, 25, -40][i % 3] * Math.sign(Math.sin(u / 3));
  const square = (u >> 3) % 2 === (v >> 3) % 2 ? [20, -15, 30][i % 3] : 0;
  return 100 + u / 2 - v / 3 + stripe + square;
});

function meanSquare(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0) / a.length;
}

function meanOf(values: Uint8Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const apply = (name: string, severity: 1 | 2 | 3 | 4 | 5, seed = 1, rgb = image): Promise<Uint8Array> =>
  corruptions[name].apply(rgb, width, height, severity, seeded(seed));

describe('corruptions', () => {
  it('are the eight, each under its own name with a reference and five values', () => {
    assert.deepEqual(Object.keys(corruptions), [
      'gaussian-noise',
      'gaussian-blur',
      'brightness',
      'darkness',
      'contrast',
      'greyscale',
      'hue',
      'jpeg',
    ]);
    for (const [name, { name: own, reference, values }] of Object.entries(corruptions)) {
      assert.equal(own, name);
      assert.ok(reference.length > 20);
      assert.equal(values.length, severities.length);
    }
  });

  for (const name of Object.keys(corruptions)) {
    it(`${name} does more harm at each severity, keeps the size and leaves its input alone`, async () => {
      const before = image.slice();
      let last = 0;
      for (const severity of severities) {
        const corrupted = await apply(name, severity);
        assert.ok(corrupted instanceof Uint8Array && corrupted !== image);
        const harm = meanSquare(corrupted, image);
        assert.ok(harm > last, `severity ${severity}: ${harm} after ${last}`);
        last = harm;
      }
      assert.deepEqual(image, before);
    });

    it(`${name} follows from image, severity and seed`, async () => {
      assert.deepEqual(await apply(name, 3, 7), await apply(name, 3, 7));
    });
  }

  it('gaussian noise has the stated deviation and differs between seeds', async () => {
    const grey = new Uint8Array(width * height * 3).fill(128);
    const noisy = await apply('gaussian-noise', 1, 1, grey);
    assertAllClose([Math.sqrt(meanSquare(noisy, grey)) / 255], [0.08], { rtol: 0.03 });
    assertAllClose([meanOf(noisy)], [128], { atol: 1 });
    assert.notDeepEqual(await apply('gaussian-noise', 1, 2, grey), noisy);
  });

  it('gaussian blur has ImageNet-C’s σ from 224 pixels on and Tiny ImageNet-C’s at 64', async () => {
    /** Variance along x of the response to a bright column, square pixels. */
    const spread = async (side: number) => {
      const line = new Uint8Array(side * 8 * 3);
      for (let v = 0; v < 8; v++) line.fill(255, (v * side + (side >> 1)) * 3, (v * side + (side >> 1)) * 3 + 3);
      const blurred = await corruptions['gaussian-blur'].apply(line, side, 8, 5, seeded(1));
      const row = Array.from({ length: side }, (_, u) => blurred[u * 3]);
      const sum = row.reduce((total, value) => total + value, 0);
      return row.reduce((total, value, u) => total + (value * (u - (side >> 1)) ** 2) / sum, 0);
    };
    assertAllClose([await spread(448)], [36], { rtol: 0.1 });
    assertAllClose([await spread(224)], [36], { rtol: 0.1 });
    assertAllClose([await spread(64)], [1.5 ** 2], { rtol: 0.1 });
    const between = Math.sqrt(await spread(120));
    assert.ok(between > 2.5 && between < 3.5, `σ ${between} at 120 pixels`);
  });

  it('brightness adds to HSV value', async () => {
    const dark = Uint8Array.of(100, 50, 0);
    const brighter = await corruptions.brightness.apply(dark, 1, 1, 2, seeded(1));
    // V = 100/255 + .2 = 151/255, saturation 1 and hue 30° stay.
    assert.deepEqual([...brighter], [151, 76, 0]);
  });

  it('darkness halves linear light a stop', async () => {
    const darker = await corruptions.darkness.apply(Uint8Array.of(255, 188, 0), 1, 1, 1, seeded(1));
    assert.deepEqual([...darker], [188, 137, 0]);
  });

  it('contrast keeps the mean and scales the deviation', async () => {
    const flat = await apply('contrast', 1);
    assertAllClose([meanOf(flat)], [meanOf(image)], { atol: 0.5 });
    const deviation = (rgb: Uint8Array) => {
      const red = rgb.filter((_, i) => i % 3 === 0);
      return Math.sqrt(meanSquare(red, new Uint8Array(red.length).fill(Math.round(meanOf(red)))));
    };
    assertAllClose([deviation(flat) / deviation(image)], [0.4], { rtol: 0.05 });
  });

  it('greyscale keeps luma, and at severity 5 nothing else', async () => {
    for (const severity of severities)
      assertAllClose(luma(await apply('greyscale', severity)), luma(image), { atol: 1 });
    const grey = await apply('greyscale', 5);
    for (let i = 0; i < grey.length; i += 3) assert.ok(grey[i] === grey[i + 1] && grey[i] === grey[i + 2]);
  });

  it('hue turns colours to their opposites, either way round, and leaves greys alone', async () => {
    assert.deepEqual([...(await corruptions.hue.apply(Uint8Array.of(255, 0, 0), 1, 1, 5, seeded(1)))], [0, 255, 255]);
    const seen = new Set<string>();
    for (let seed = 0; seed < 20; seed++)
      seen.add(String(await corruptions.hue.apply(Uint8Array.of(255, 0, 0), 1, 1, 3, seeded(seed))));
    assert.deepEqual([...seen].sort(), ['128,0,255', '128,255,0']);
    const grey = Uint8Array.of(9, 9, 9);
    assert.deepEqual(await corruptions.hue.apply(grey, 1, 1, 4, seeded(1)), grey);
  });

  it('are of the colour group when only hue or saturation changes; the others change lightness or detail', async () => {
    const lightness = (rgb: Uint8Array) => labFromRgb(rgb).filter((_, i) => i % 3 === 0);
    const moved: Record<string, number> = {};
    for (const [name, { group }] of Object.entries(corruptions)) {
      const corrupted = await apply(name, 3);
      const [a, b] = [lightness(corrupted), lightness(image)];
      moved[name] = a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length;
      assert.equal(group, name === 'greyscale' || name === 'hue' ? 'colour' : 'other');
    }
    assert.ok(moved.greyscale < Math.min(moved.brightness, moved.darkness, moved.contrast) / 3, JSON.stringify(moved));
  });
});
