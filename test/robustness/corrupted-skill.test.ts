import * as assert from 'node:assert/strict';
import type { Sample } from '../../data-loaders/sample.js';
import { corruptedSets, corruptedSkill, squaredErrors, underCorruption } from '../../src/robustness/index.js';
import { InputError, InterruptedError } from '../../src/support/errors.js';
import { seeded } from '../../src/support/random.js';
import { assertAllClose } from '../support/assert-all-close.js';

const [width, height] = [16, 12];

/** An image whose red channel is its (unnatural) depth, so that a read-out of red reads depth. */
function samples(count: number): Sample[] {
  const random = seeded('corrupted skill');
  return Array.from({ length: count }, (_, i) => ({
    id: `scene${i}/0`,
    dataset: 'made',
    scene: `scene${i}`,
    split: 'test' as const,
    width,
    height,
    rgb: Uint8Array.from({ length: width * height * 3 }, () => random.int(256)),
    camera: { width, height, fx: 16, fy: 16, cx: 8, cy: 6 },
  }));
}

const red = ({ rgb }: Sample): Float32Array =>
  Float32Array.from({ length: width * height }, (_, i) => rgb[3 * i] / 255);
const concatenated = (parts: Float32Array[]): Float32Array => Float32Array.from(parts.flatMap((part) => [...part]));

describe('squared errors', () => {
  it('are summed per sample, clamped, weighted, without invalid truth', () => {
    const predicted = Float32Array.of(0, 9, 1, 2);
    const truth = Float32Array.of(1, 1, NaN, 4);
    const { squared, weight } = squaredErrors(predicted, truth, 2, [0, 3], Float32Array.of(1, 0.5, 1, 2));
    assertAllClose(squared, [1 + 0.5 * 4, 2 * 4]);
    assertAllClose(weight, [1.5, 2]);
  });
});

describe('skill under corruption', () => {
  const originals = samples(6);
  const truth = concatenated(originals.map(red));
  const scenes = originals.map(({ scene }) => scene).reverse();
  const trivial = squaredErrors(new Float32Array(truth.length).fill(0.5), truth, 6, [0, 1]);
  const measure = corruptedSkill<Float32Array>({
    errors: (seen) => squaredErrors(seen, truth, 6, [0, 1]),
    trivial,
    scenes,
    protocol: 'red as depth',
  });
  const observe = (list: readonly Sample[]): Promise<Float32Array> => Promise.resolve(concatenated(list.map(red)));

  it('is 1 on clean images and falls with severity', async () => {
    const sets = await corruptedSets(originals, { corruptions: ['gaussian-noise'] });
    const measured = await underCorruption(sets, observe, [measure]);
    assert.deepEqual(
      measured.map(({ corruption, severity }) => `${corruption} ${severity}`),
      ['clean 0', ...[1, 2, 3, 4, 5].map((severity) => `gaussian-noise ${severity}`)],
    );
    assert.equal(measured[0].value, 1);
    for (let i = 1; i < measured.length; i++) assert.ok(measured[i].value < measured[i - 1].value);
    assert.equal(measured[0].n, 6 * width * height);
  });

  it('is 0 for the trivial read-out under every corruption', async () => {
    const sets = await corruptedSets(originals, { severities: [5] });
    assert.equal(sets.length, 9);
    const measured = await underCorruption(sets, () => Promise.resolve(new Float32Array(truth.length).fill(0.5)), [
      measure,
    ]);
    assertAllClose(
      measured.map(({ value }) => value),
      new Array<number>(9).fill(0),
    );
  });

  it('has the sums of its scenes in the order asked for', async () => {
    const [, dark] = await corruptedSets(originals, { corruptions: ['darkness'], severities: [3] });
    const [row] = await underCorruption([dark], observe, [measure]);
    assertAllClose(row.scenes.denominator, [...trivial.squared].reverse());
    const numerator = row.scenes.numerator.reduce((sum, value) => sum + value, 0);
    assertAllClose([row.value], [1 - numerator / trivial.squared.reduce((sum, value) => sum + value, 0)]);
  });

  it('meets the same corrupted images whatever else is measured', async () => {
    const all = await corruptedSets(originals);
    const alone = await corruptedSets([originals[2]], { corruptions: ['gaussian-noise'], severities: [4] });
    const same = all.find(({ corruption, severity }) => corruption === 'gaussian-noise' && severity === 4)!;
    assert.deepEqual(alone[1].samples[0].rgb, same.samples[2].rgb);
    assert.notDeepEqual(same.samples[2].rgb, originals[2].rgb);
  });

  it('refuses an unknown corruption and stops when told', async () => {
    await assert.rejects(corruptedSets(originals, { corruptions: ['rain'] }), (error: Error) => {
      return error instanceof InputError && error.message.includes('rain') && error.message.includes('greyscale');
    });
    const signal = AbortSignal.abort();
    await assert.rejects(corruptedSets(originals, { signal }), InterruptedError);
    await assert.rejects(
      underCorruption([{ corruption: 'clean', severity: 0, samples: originals }], observe, [measure], { signal }),
      InterruptedError,
    );
  });
});
