import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import {
  benchmarkCorruptions,
  corruptImage,
  presetNames,
  presets,
  severities,
  type Severity,
} from '../../src/robustness/corruptions/index.js';
import { InputError } from '../../src/support/errors.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { corruptionTable } from './corruption-table.js';

const [width, height] = [44, 33];
const rgb = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
  const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
  return 128 + 90 * Math.sin(x / 3 + (i % 3)) * Math.cos(y / 4) + (((x >> 3) + (y >> 3)) % 2);
});
const depth = Float32Array.from({ length: width * height }, (_, i) => (i % width < width / 2 ? 1 : 8));
const image = { rgb, width, height, depth };

const meanSquare = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0) / a.length;

describe('presets of corruptions', () => {
  it('hold the 15 and the 4 of ImageNet-C in both variants, and those that need depth', () => {
    assert.equal(benchmarkCorruptions.length, 15);
    assert.deepEqual(Object.keys(presets['imagenet-c']), Object.keys(presets.imagecorruptions));
    assert.deepEqual(Object.keys(presets['imagenet-c']).slice(15), [
      ...['speckle_noise', 'gaussian_blur', 'spatter', 'saturate'],
    ]);
    assert.deepEqual(Object.keys(presets['3dcc']), [
      ...['near_focus', 'far_focus', 'xy_motion_blur', 'z_motion_blur', 'flash', 'fog_3d'],
    ]);
    for (const preset of presetNames)
      for (const [name, { name: own, parameters, values, needsDepth }] of Object.entries(presets[preset])) {
        assert.equal(own, name);
        assert.ok(values.every((setting) => setting.length === parameters.length));
        assert.equal(needsDepth, preset === '3dcc');
      }
  });

  for (const preset of presetNames)
    it(`${preset}: bytes are the fractions rounded, follow from seed and id, and the input stays`, async () => {
      const before = rgb.slice();
      const unit = Float32Array.from(rgb, (value) => value / 255);
      for (const [corruption, { values }] of Object.entries(presets[preset]))
        for (const severity of [1, 4] as Severity[]) {
          const choice = { preset, corruption, severity, seed: 3, id: 'a' };
          const bytes = await corruptImage(image, choice);
          const fractions = await corruptImage({ ...image, rgb: unit }, choice);
          assert.ok(bytes instanceof Uint8Array && fractions instanceof Float32Array && values.length === 5);
          assertAllClose(bytes, fractions.map((value) => 255 * value), { atol: 0.501 }); // prettier-ignore
          assert.ok(fractions.every((value) => value >= 0 && value <= 1));
          assert.deepEqual(await corruptImage(image, choice), bytes);
        }
      assert.deepEqual(rgb, before);
    });

  it('random ones differ between ids and between seeds', async () => {
    for (const corruption of ['gaussian_noise', 'impulse_noise', 'glass_blur', 'snow', 'fog', 'elastic_transform']) {
      const choice = { corruption, severity: 3 as const, seed: 1, id: 'a' };
      const own = await corruptImage(image, choice);
      assert.notDeepEqual(await corruptImage(image, { ...choice, id: 'b' }), own);
      assert.notDeepEqual(await corruptImage(image, { ...choice, seed: 2 }), own);
    }
  });

  it('take images of any size, down to one pixel', async () => {
    for (const [w, h] of [
      [1, 1],
      [1, 7],
      [5, 2],
      [70, 3],
    ])
      // prettier-ignore
      for (const preset of presetNames)
        for (const corruption of Object.keys(presets[preset])) {
          const unit = new Float32Array(w * h * 3).fill(0.5);
          const small = { rgb: unit, width: w, height: h, depth: new Float32Array(w * h).fill(2) };
          for (const severity of [1, 5] as Severity[]) {
            const values = await corruptImage(small, { preset, corruption, severity });
            assert.ok(values.every((value) => value >= 0 && value <= 1), `${corruption} ${severity} of ${w}×${h}`);
          }
        }
  });

  it('are documented with the numbers that they have', () => {
    const text = fs.readFileSync(path.resolve(import.meta.dirname, '../../../docs/robustness.md'), 'utf8');
    const differing = Object.values(presets.imagecorruptions).filter(
      (corruption) => corruption !== presets['imagenet-c'][corruption.name],
    );
    for (const [name, corruptions] of [
      ['imagenet-c', Object.values(presets['imagenet-c'])],
      ['imagecorruptions', differing],
      ['3dcc', Object.values(presets['3dcc'])],
    ] as const) {
      const shown = new RegExp(`<!-- ${name} -->\\n([^]*?)\\n<!-- /${name} -->`).exec(text)?.[1].trim();
      assert.equal(shown, corruptionTable(corruptions));
    }
  });

  it('refuse what does not fit, by name', async () => {
    const asked = { corruption: 'fog', severity: 1 as const };
    await assert.rejects(
      corruptImage(image, { ...asked, corruption: 'rain' }),
      /imagenet-c has no corruption rain.*snow/,
    );
    await assert.rejects(corruptImage({ ...image, width: 45 }, asked), /45×33 has 4455 values, not 4356/);
    await assert.rejects(corruptImage({ ...image, depth: depth.slice(1) }, asked), /1452 values, not 1451/);
    const unscaled = Float32Array.from(rgb);
    await assert.rejects(corruptImage({ ...image, rgb: unscaled }, asked), /divide bytes by 255/);
    const flat = { rgb, width, height };
    const fog3d = { preset: '3dcc', corruption: 'fog_3d', severity: 1 } as const;
    await assert.rejects(corruptImage(flat, fog3d), /fog_3d needs the depth/);
    const unknown = new Float32Array(width * height).fill(NaN);
    await assert.rejects(corruptImage({ ...image, depth: unknown }, fog3d), InputError);
  });

  it('fog_3d leaves exp(−α·depth) of the differences to the mean, and takes unknown depth as the farthest', async () => {
    const unit = Float32Array.from(rgb, (value) => value / 255);
    const holes = depth.map((metres, i) => (i % 7 === 0 && metres === 8 ? 0 : metres));
    const airlight = unit.reduce((sum, value) => sum + value, 0) / unit.length;
    const foggy = await corruptImage({ ...image, rgb: unit, depth: holes }, { preset: '3dcc', corruption: 'fog_3d', severity: 2 }); // prettier-ignore
    const expected = unit.map((value, i) => airlight + Math.exp((-8 * depth[Math.floor(i / 3)]) / 15.625) * (value - airlight)); // prettier-ignore
    assertAllClose(foggy, expected, { atol: 1e-5 });
  });

  it('near_focus blurs what is far, far_focus what is near, more at each severity', async () => {
    const half = (values: ArrayLike<number>, far: boolean): number[] =>
      Array.from(values).filter((_, i) => {
        const x = Math.floor(i / 3) % width;
        return far ? x > width / 2 + 8 : x < width / 2 - 8;
      });
    for (const [corruption, blursFar] of [
      ['near_focus', true],
      ['far_focus', false],
    ] as const) {
      // prettier-ignore
      let last = 0;
      for (const severity of severities) {
        const values = await corruptImage(image, { preset: '3dcc', corruption, severity });
        const blurred = meanSquare(half(values, blursFar), half(rgb, blursFar));
        const sharp = meanSquare(half(values, !blursFar), half(rgb, !blursFar));
        assert.ok(blurred > last && sharp < blurred / 20, `${corruption} ${severity}: ${blurred} and ${sharp}`);
        last = blurred;
      }
    }
  });
});
