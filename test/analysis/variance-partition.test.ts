import * as assert from 'node:assert/strict';
import { variancePartition } from '../../src/analysis/index.js';
import type { FeatureMap, FeatureSource } from '../../src/features/index.js';
import { allProbeTargets } from '../../src/probes/index.js';
import { valueOfSums } from '../../src/stats/index.js';
import { seeded } from '../../src/support/random.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { dataset } from './synthetic-dataset.js';

const grid = { height: 8, width: 12, stride: 4 };

/** Four channels: log-depth, a* and b* of the surface, noise. */
const source: FeatureSource = {
  name: 'known',
  stages: [{ name: 'out', stride: 4, channels: 4 }],
  encoderEnd: 'out',
  output: 'out',
  async extract(samples): Promise<Record<string, FeatureMap>> {
    const cells = grid.height * grid.width;
    const values = new Float32Array(samples.length * cells * 4);
    samples.forEach((sample, n) => {
      const noise = seeded('noise', sample.id);
      const depth = allProbeTargets.depth.values(sample, grid).values;
      const albedo = allProbeTargets.albedo.values(sample, grid).values;
      for (let cell = 0; cell < cells; cell++)
        values.set(
          [3 * depth[cell], albedo[2 * cell] - 50, albedo[2 * cell + 1], noise.normal()],
          4 * (n * cells + cell),
        );
    });
    return { out: { stage: 'out', count: samples.length, ...grid, channels: 4, values } };
  },
};

describe('variance partitioning', () => {
  it('gives each of independent factors the channels that it makes', async () => {
    const found = await variancePartition(source, dataset, { factors: ['depth', 'albedo'], seed: 0 });
    const [depth, albedo] = found.factors;
    assertAllClose([found.together.value], [0.75], { atol: 0.02 });
    assertAllClose([depth.alone.value, albedo.alone.value], [0.25, 0.5], { atol: 0.04 });
    assertAllClose([depth.unique, albedo.unique], [0.25, 0.5], { atol: 0.04 });
    assertAllClose([found.shared], [0], { atol: 0.05 });
    assert.equal(valueOfSums(found.together.scenes), found.together.value);
    assert.equal(found.together.scenes.numerator.length, found.testScenes.length);
  });

  it('says what factors share: lower in the image is nearer', async () => {
    const { factors, shared } = await variancePartition(source, dataset, { factors: ['depth', 'position'], seed: 0 });
    const [depth, position] = factors;
    assert.ok(position.alone.value > 0.05 && Math.abs(position.unique) < 0.02, JSON.stringify(position));
    assert.ok(shared > 0.05 && Math.abs(depth.unique + shared - depth.alone.value) < 0.05);
  });

  it('refuses classes, and factors that nothing is known of', async () => {
    const of = (factors: string[]): Promise<unknown> => variancePartition(source, dataset, { factors, seed: 0 });
    await assert.rejects(of(['texture']), /texture is a class/);
    await assert.rejects(of([]), /at least one factor/);
    const { load, ...rest } = dataset;
    const blind = { ...rest, load: async (id: string) => ({ ...(await load(id)), materials: undefined }) };
    await assert.rejects(
      variancePartition(source, blind, { factors: ['rgb', 'texture-frequency'], seed: 0 }),
      /texture-frequency cannot explain features here: .*no material/,
    );
  });
});
