import * as assert from 'node:assert/strict';
import { augment, pri3dAugmentation, type Augmentation } from '../../src/pretrain/augmentation.js';
import { seeded } from '../../src/support/random.js';
import { assertAllClose } from '../support/assert-all-close.js';

const size = { width: 20, height: 12 };
const random = seeded(1);
const image = Uint8Array.from({ length: 20 * 12 * 3 }, () => random.int(256));
const unchanged = Float32Array.from(image, (value) => value / 255);

const still: Augmentation = {
  jitter: { brightness: 0, contrast: 0, saturation: 0, hue: 0, probability: 0 },
  grey: 0,
  blur: { sigma: [0, 0], probability: 0 },
};

describe('augment', () => {
  it('gives the image as it is without an augmentation or with one that does nothing', () => {
    assert.deepEqual(augment(image, size, undefined, seeded(2)), unchanged);
    assertAllClose(augment(image, size, still, seeded(2)), unchanged);
    const always = {
      ...still,
      jitter: { ...still.jitter, probability: 1 },
      blur: { sigma: [0, 0] as const, probability: 1 },
    };
    assertAllClose(augment(image, size, always, seeded(2)), unchanged, { atol: 1e-5 });
  });

  it('gives the same for the same seed, something else for another, and never leaves 0..1', () => {
    const results = Array.from({ length: 30 }, (_, seed) => augment(image, size, pri3dAugmentation, seeded(seed)));
    results.forEach((result, seed) => {
      assert.deepEqual(augment(image, size, pri3dAugmentation, seeded(seed)), result);
      assert.ok(result.every((value) => value >= 0 && value <= 1));
    });
    // One in seven stays as it is: no jitter (.2), no grey (.8), and no blur to speak of in so small an image.
    assert.ok(new Set(results.map((result) => result.join())).size > 20);
    assert.deepEqual(
      image,
      Uint8Array.from(unchanged, (value) => Math.round(value * 255)),
    );
  });

  it('takes colour away as often as it is asked to, keeping the luma', () => {
    const grey = augment(image, size, { ...still, grey: 1 }, seeded(3));
    for (let p = 0; p < 240; p++) {
      const luma = 0.299 * unchanged[p * 3] + 0.587 * unchanged[p * 3 + 1] + 0.114 * unchanged[p * 3 + 2];
      assertAllClose(grey.subarray(p * 3, p * 3 + 3), [luma, luma, luma], { atol: 1e-6 });
    }
    let times = 0;
    for (let seed = 0; seed < 400; seed++) {
      const result = augment(image, size, { ...still, grey: 0.2 }, seeded('grey', seed));
      if (result[0] === result[1]) times++;
    }
    assert.ok(times > 50 && times < 115, `${times} of 400`);
  });

  it('turns hues by no more than it may, leaving value and saturation', () => {
    const red = new Uint8Array(20 * 12 * 3).map((_, i) => (i % 3 === 0 ? 200 : 0));
    const hueOnly = { ...still, jitter: { ...still.jitter, hue: 0.1, probability: 1 } };
    for (let seed = 0; seed < 20; seed++) {
      const [r, g, b] = augment(red, size, hueOnly, seeded(seed));
      assertAllClose([r, Math.min(g, b)], [200 / 255, 0], { atol: 1e-5 });
      assert.ok(Math.max(g, b) / r <= 0.6 + 1e-5);
    }
  });

  it('blurs in proportion to the width of the image', () => {
    const blur = { ...still, blur: { sigma: [2, 2] as const, probability: 1 } };
    const roughness = (values: Float32Array): number =>
      values.reduce((sum, value, i) => (i >= 3 ? sum + (value - values[i - 3]) ** 2 : sum), 0);
    const narrow = roughness(augment(image, size, blur, seeded(4)));
    const wide = roughness(augment(image, { width: 240, height: 1 }, blur, seeded(4)));
    assert.ok(narrow > 0.9 * roughness(unchanged), 'σ = 2 at 320 pixels is an eighth of a pixel at 20');
    assert.ok(wide < 0.4 * roughness(unchanged), 'and 1.5 pixels at 240');
  });
});
