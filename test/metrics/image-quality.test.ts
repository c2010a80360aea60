import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { labFromRgb } from '../../src/image/index.js';
import {
  addImage,
  colourDifference,
  deltaE2000,
  deltaE76,
  imageQuality,
  labOfSrgb,
  mergeImages,
  noImages,
  peakSignalToNoise,
  structuralSimilarity,
  type ColourValues,
  type ImageQualityTally,
  type Lab,
} from '../../src/metrics/index.js';
import { InputError } from '../../src/support/errors.js';
import { seeded } from '../../src/support/random.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { readReference } from './reference.js';

interface Reference {
  images: {
    width: number;
    height: number;
    image: string;
    reference: string;
    scores: Record<'psnr' | 'ssim' | 'ssimUniform' | 'deltaE2000' | 'deltaE76', number>;
  }[];
  colours: { rgb: [number[], number[]]; lab: [Lab, Lab]; deltaE2000: number; deltaE76: number }[];
}
const reference = readReference<Reference>('image-quality');

const pairs = reference.images.map(({ width, height, image, reference: other, scores }) => {
  const decode = (text: string): ColourValues => ({ width, height, rgb: Uint8Array.from(Buffer.from(text, 'base64')) });
  return { image: decode(image), reference: decode(other), scores };
});

const labOfBytes = ([r, g, b]: readonly number[]): Lab => labOfSrgb(r / 255, g / 255, b / 255);

function noise(width: number, height: number, seed: number): ColourValues {
  const random = seeded(seed, 'image');
  return { width, height, rgb: Uint8Array.from({ length: width * height * 3 }, () => Math.floor(random.next() * 256)) };
}

describe('image quality', () => {
  it(`is that of ${reference.tool}`, () => {
    for (const { image, reference: other, scores } of pairs) {
      const { deltaE2000: mean2000, deltaE76: mean76 } = colourDifference(image, other);
      assertAllClose(
        [
          peakSignalToNoise(image, other),
          structuralSimilarity(image, other),
          structuralSimilarity(image, other, { window: 'uniform' }),
          mean2000,
          mean76,
        ],
        [scores.psnr, scores.ssim, scores.ssimUniform, scores.deltaE2000, scores.deltaE76],
        { rtol: 1e-9, atol: 1e-9 },
      );
    }
  });

  it(`has the colours and their differences of ${reference.tool}, greys and darks included`, () => {
    for (const { rgb, lab, deltaE2000: expected2000, deltaE76: expected76 } of reference.colours) {
      const [one, other] = [labOfBytes(rgb[0]), labOfBytes(rgb[1])];
      assertAllClose([...one, ...other], lab.flat(), { rtol: 1e-9, atol: 1e-9 });
      assertAllClose([deltaE76(one, other)], [expected76], { rtol: 1e-9, atol: 1e-9 });
      assertAllClose([deltaE2000(one, other)], [expected2000], { rtol: 1e-9, atol: 1e-9 });
    }
  });

  it('stays near the colours that image processing uses', () => {
    let furthest = 0;
    for (let r = 0; r < 256; r += 15)
      for (let g = 0; g < 256; g += 15)
        for (let b = 0; b < 256; b += 15) {
          const lab = labFromRgb(Uint8Array.of(r, g, b));
          furthest = Math.max(furthest, deltaE76(labOfBytes([r, g, b]), [lab[0], lab[1], lab[2]]));
        }
    assert.ok(furthest > 1e-4 && furthest < 0.006, `${furthest}`);
  });

  it('gives the differences of Sharma, Wu & Dalal’s table', () => {
    const table: [Lab, Lab, number][] = [
      [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
      [[50, 3.1571, -77.2803], [50, 0, -82.7485], 2.8615],
      [[50, 2.8361, -74.02], [50, 0, -82.7485], 3.4412],
      [[50, -1.3802, -84.2814], [50, 0, -82.7485], 1],
      [[50, 0, 0], [50, -1, 2], 2.3669],
      [[50, 2.49, -0.001], [50, -2.49, 0.0009], 7.1792],
      [[50, 2.49, -0.001], [50, -2.49, 0.0011], 7.2195],
      [[50, 2.5, 0], [73, 25, -18], 27.1492],
      [[50, 2.5, 0], [61, -5, 29], 22.8977],
      [[50, 2.5, 0], [56, -27, -3], 31.903],
      [[50, 2.5, 0], [58, 24, 15], 19.4535],
      [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
      [[6.7747, -0.2908, -2.4247], [5.8714, -0.0985, -2.2286], 0.6377],
      [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
    ];
    for (const [one, other, expected] of table) {
      assertAllClose([deltaE2000(one, other)], [expected], { rtol: 0, atol: 5e-5 });
      assertAllClose([deltaE2000(other, one)], [expected], { rtol: 0, atol: 5e-5 });
    }
    assert.equal(deltaE76([50, 0, 0], [50, 3, 4]), 5);
  });

  it('is perfect for equal images, and symmetric', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 11, max: 20 }),
        fc.integer({ min: 11, max: 20 }),
        (seed, width, height) => {
          const [one, other] = [noise(width, height, seed), noise(width, height, seed + 1)];
          assert.equal(peakSignalToNoise(one, one), Infinity);
          assertAllClose(
            [structuralSimilarity(one, one), structuralSimilarity(one, one, { window: 'uniform' })],
            [1, 1],
          );
          assert.deepEqual(colourDifference(one, one), { deltaE2000: 0, deltaE76: 0 });
          assertAllClose([structuralSimilarity(one, other)], [structuralSimilarity(other, one)]);
          assertAllClose([colourDifference(one, other).deltaE2000], [colourDifference(other, one).deltaE2000]);
          assert.ok(Math.abs(structuralSimilarity(one, other)) <= 1);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('gives the values worked out by hand', () => {
    const flat = (value: number): ColourValues => ({ width: 12, height: 12, rgb: new Uint8Array(432).fill(value) });
    assertAllClose([peakSignalToNoise(flat(100), flat(110))], [20 * Math.log10(25.5)]);
    // Without variance only the means are compared: (2·100·110 + C₁)/(100² + 110² + C₁).
    const c1 = 2.55 ** 2;
    const expected = (2 * 100 * 110 + c1) / (100 ** 2 + 110 ** 2 + c1);
    assertAllClose([structuralSimilarity(flat(100), flat(110))], [expected], { rtol: 1e-9 });
  });

  it('takes any scale whose white is given', () => {
    const [{ image, reference: other }] = pairs;
    const unit = ({ rgb, ...size }: ColourValues): ColourValues => {
      return { ...size, rgb: Float64Array.from(rgb, (value) => value / 255) };
    };
    const options = { white: 1 };
    assertAllClose(
      [
        peakSignalToNoise(unit(image), unit(other), options),
        structuralSimilarity(unit(image), unit(other), options),
        colourDifference(unit(image), unit(other), options).deltaE2000,
      ],
      [peakSignalToNoise(image, other), structuralSimilarity(image, other), colourDifference(image, other).deltaE2000],
      { rtol: 1e-9 },
    );
  });

  it('averages over images, counts equal ones apart, and adds up, also through JSON', () => {
    const tallyOf = (some: typeof pairs): ImageQualityTally => {
      const tally = noImages();
      for (const { image, reference: other } of some) addImage(tally, image, other);
      return tally;
    };
    const whole = imageQuality(tallyOf(pairs));
    const mean = (key: 'psnr' | 'ssim'): number =>
      pairs.reduce((sum, { scores }) => sum + scores[key], 0) / pairs.length;
    assertAllClose([whole.psnr, whole.ssim], [mean('psnr'), mean('ssim')], { rtol: 1e-9 });
    const sent = JSON.parse(JSON.stringify(tallyOf(pairs.slice(1)))) as ImageQualityTally;
    const merged = imageQuality(mergeImages([tallyOf(pairs.slice(0, 1)), sent]));
    assertAllClose(Object.values(merged), Object.values(whole), { rtol: 1e-12 });
    const tally = tallyOf(pairs.slice(0, 1));
    addImage(tally, pairs[1].image, pairs[1].image);
    const { psnr, images, identicalImages } = imageQuality(tally);
    assertAllClose([psnr, images, identicalImages], [pairs[0].scores.psnr, 2, 1], { rtol: 1e-9 });
  });

  it('refuses what cannot be compared, and adds nothing of it', () => {
    const tally = noImages();
    const [{ image, reference: other }] = pairs;
    const add =
      (one: ColourValues, two = other) =>
      () =>
        addImage(tally, one, two, { name: 'a.png' });
    assert.throws(add(pairs[1].image), /a\.png is 24×17, its reference 11×11/);
    assert.throws(add({ ...image, rgb: new Uint8Array(9) }), /9 values, 11×11 takes 363/);
    assert.throws(add({ ...image, rgb: new Float32Array(363).fill(NaN) }), /NaN/);
    assert.throws(add(noise(10, 30, 1), noise(10, 30, 2)), /at least 11×11/);
    assert.deepEqual(tally, noImages());
    assert.throws(() => imageQuality(tally), InputError);
  });
});
