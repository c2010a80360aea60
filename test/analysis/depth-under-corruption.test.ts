import * as assert from 'node:assert/strict';
import { depthUnderCorruption } from '../../src/analysis/index.js';
import type { FeatureMap, FeatureSource } from '../../src/features/index.js';
import { allProbeTargets, probe } from '../../src/probes/index.js';
import { corruptedSets, type RobustnessMeasurement } from '../../src/robustness/index.js';
import { baselineSource } from '../../src/study/index.js';
import { InputError } from '../../src/support/errors.js';
import { dataset } from './synthetic-dataset.js';

const place = baselineSource('position', 4);
const places = place.stages[0].channels;
const channels = 2 + places;

/** Features that hold position, and the log-depth with its square of the image where it has colours, of another image where it is grey. */
const knowsDepth: FeatureSource = {
  ...place,
  name: 'known',
  stages: [{ name: 'out', stride: 4, channels }],
  async extract(samples): Promise<Record<string, FeatureMap>> {
    const { out } = await place.extract(samples);
    const cells = out.height * out.width;
    const values = new Float32Array(samples.length * cells * channels);
    samples.forEach((sample, n) => {
      const isGrey = sample.rgb[0] === sample.rgb[1] && sample.rgb[1] === sample.rgb[2];
      const depth = allProbeTargets.depth.values(isGrey ? samples[(n + 1) % samples.length] : sample, out).values;
      for (let cell = 0; cell < cells; cell++) {
        const at = (n * cells + cell) * channels;
        const row = n * cells + cell;
        values.set([depth[cell], depth[cell] ** 2], at);
        values.set(out.values.subarray(row * places, (row + 1) * places), at + 2);
      }
    });
    return { out: { ...out, channels, values } };
  },
};

describe('depth under corruption', () => {
  const options = { targets: ['depth-beyond-position'], stages: ['out'], heads: ['ridge'] as const, seed: 0 };
  const value = (found: RobustnessMeasurement[], metric: string, corruption: string): number =>
    found.find((one) => one.metric === metric && one.corruption === corruption)!.value;

  it('follows what a probe reads, against position alone, and whether features know their image', async () => {
    const probed = await probe(knowsDepth, dataset, options);
    const sets = await corruptedSets(probed.samples.test, {
      corruptions: ['greyscale', 'brightness'],
      severities: [5],
    });
    const found = await depthUnderCorruption(knowsDepth, probed, sets, { seed: 0 });
    assert.equal(found.length, 6);
    for (const corruption of ['clean', 'brightness']) {
      assert.ok(value(found, 'skill', corruption) > 0.9, `${corruption}: ${value(found, 'skill', corruption)}`);
      assert.equal(value(found, 'recall', corruption), 1);
    }
    assert.ok(value(found, 'skill', 'greyscale') < 0.1, `greyscale: ${value(found, 'skill', 'greyscale')}`);
    assert.ok(value(found, 'recall', 'greyscale') < 0.1);
  });

  it('finds position alone untouched and without skill', async () => {
    const probed = await probe(place, dataset, options);
    const sets = await corruptedSets(probed.samples.test, { corruptions: ['contrast'], severities: [5] });
    const found = await depthUnderCorruption(place, probed, sets, { seed: 0 });
    assert.ok(Math.abs(value(found, 'skill', 'clean')) < 0.05);
    assert.equal(value(found, 'skill', 'contrast'), value(found, 'skill', 'clean'));
    assert.ok(Math.abs(value(found, 'recall', 'contrast') - 1 / probed.samples.test.length) < 1e-9, 'chance');
  });

  it('refuses sets of other frames', async () => {
    const probed = await probe(knowsDepth, dataset, options);
    const [clean] = await corruptedSets(probed.samples.test, { corruptions: [] });
    const other = { corruption: 'own', severity: 1 as const, samples: clean.samples.slice(1) };
    await assert.rejects(depthUnderCorruption(knowsDepth, probed, [clean, other], { seed: 0 }), InputError);
  });
});
