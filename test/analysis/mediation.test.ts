import * as assert from 'node:assert/strict';
import { erasedSource, mediation } from '../../src/analysis/index.js';
import type { FeatureMap, FeatureSource } from '../../src/features/index.js';
import { allProbeTargets } from '../../src/probes/index.js';
import { seeded } from '../../src/support/random.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { dataset } from './synthetic-dataset.js';

/** Features that know log-depth and albedo, mixed, and much else that means nothing. */
const source: FeatureSource = {
  name: 'known',
  stages: [{ name: 'out', stride: 4, channels: 9 }],
  encoderEnd: 'out',
  output: 'out',
  async extract(samples): Promise<Record<string, FeatureMap>> {
    const grid = { height: 8, width: 12, stride: 4 };
    const cells = grid.height * grid.width;
    const values = new Float32Array(samples.length * cells * 9);
    const mix = seeded('mix');
    const mixing = Array.from({ length: 81 }, () => mix.normal());
    samples.forEach((sample, n) => {
      const noise = seeded('noise', sample.id);
      const depth = allProbeTargets.depth.values(sample, grid).values;
      const albedo = allProbeTargets.albedo.values(sample, grid).values;
      for (let cell = 0; cell < cells; cell++) {
        const known = [2 * depth[cell], albedo[2 * cell] / 20, albedo[2 * cell + 1] / 20];
        const inner = [...known, ...Array.from({ length: 6 }, () => noise.normal())];
        for (let i = 0; i < 9; i++)
          values[(n * cells + cell) * 9 + i] = inner.reduce((sum, value, j) => sum + mixing[9 * i + j] * value, 0);
      }
    });
    return { out: { stage: 'out', count: samples.length, ...grid, channels: 9, values } };
  },
};

describe('mediation', () => {
  it('takes away what is erased, and of what else there is no more than random directions do', async () => {
    const found = await mediation(source, dataset, {
      erase: 'depth',
      measure: ['albedo', 'depth-scale-invariant'],
      draws: 19,
      seed: 1,
    });
    assert.equal(found.randomErasers.length, 19);
    assert.ok(found.randomErasers.every(({ rank }) => rank === found.rank));
    assert.deepEqual([found.erased, found.stage, found.rank], ['depth', 'out', 1]);
    const result = (target: string): (typeof found.results)[number] =>
      found.results.find((one) => one.target === target && one.metric === 'r2')!;
    const depth = result('depth');
    assert.ok(depth.intact > 0.95 && depth.erased < 0.02, `${depth.intact} → ${depth.erased}`);
    assert.equal(depth.p, 1 / 20);
    const ofScales = found.results.filter(({ target }) => target === 'depth-scale-invariant');
    assert.deepEqual(ofScales.map(({ p }) => p), ofScales.map(() => 1 / 20), 'errors are better when low'); // prettier-ignore
    const albedo = result('albedo');
    assert.ok(albedo.intact > 0.9 && albedo.erased > albedo.intact - 0.05, `${albedo.intact} → ${albedo.erased}`);
    assert.ok(albedo.p > 0.2, String(albedo.p));
    assert.equal(albedo.random.length, 19);
    assert.equal(albedo.scenes.erased.numerator.length, found.testScenes.length);
  });

  it('gives an erasure that other things can stand on', async () => {
    const { eraser } = await mediation(source, dataset, { erase: 'depth', measure: [], draws: 1, seed: 1 });
    const without = erasedSource(source, { out: eraser });
    assert.match(without.name, /erased at out/);
    const again = await mediation(without, dataset, { erase: 'albedo', measure: ['depth'], draws: 1, seed: 1 });
    const depth = again.results.find(({ target, metric }) => target === 'depth' && metric === 'r2')!;
    assertAllClose([depth.intact], [0], { atol: 0.03 });
  });

  it('says why something cannot be erased', async () => {
    const { load, ...rest } = dataset;
    const blind = { ...rest, load: async (id: string) => ({ ...(await load(id)), materials: undefined }) };
    const erase = mediation(source, blind, { erase: 'texture-frequency', measure: ['rgb'], draws: 1, seed: 1 });
    await assert.rejects(erase, /texture-frequency cannot be erased.*no material/);
  });
});
