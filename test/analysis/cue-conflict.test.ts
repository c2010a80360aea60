import * as assert from 'node:assert/strict';
import { rooms } from '../../data-loaders/rooms/index.js';
import { cueConflict } from '../../src/analysis/index.js';
import type { FeatureMap, FeatureSource } from '../../src/features/index.js';
import { allProbeTargets } from '../../src/probes/index.js';
import { useBackend } from '../support/use-backend.js';

const stride = 4;
const world = rooms({ scenes: { train: 40, val: 6, test: 8 }, views: 2, width: 64, height: 48, kappa: 1 });

/** Features that are the values of probe targets and their squares. */
function knowing(...targets: string[]): FeatureSource {
  const asked = targets.map((name) => allProbeTargets[name]);
  const width = asked.reduce((sum, target) => sum + target.width, 0);
  const channels = 2 * width;
  return {
    name: targets.join(', '),
    stages: [{ name: 'out', stride, channels }],
    encoderEnd: 'out',
    output: 'out',
    async extract(samples): Promise<Record<string, FeatureMap>> {
      const grid = { height: 12, width: 16, stride };
      const cells = grid.height * grid.width;
      const values = new Float32Array(samples.length * cells * channels);
      samples.forEach((sample, n) => {
        let from = 0;
        for (const target of asked) {
          const known = target.values(sample, grid).values;
          for (let cell = 0; cell < cells; cell++)
            for (let i = 0; i < target.width; i++) {
              const value = known[cell * target.width + i] / (target.name === 'albedo' ? 30 : 1);
              const at = (n * cells + cell) * channels + from + i;
              values[at] = value;
              values[at + width] = value * value;
            }
          from += target.width;
        }
      });
      return { out: { stage: 'out', count: samples.length, ...grid, channels, values } };
    },
  };
}

describe('cue conflict', function () {
  this.timeout(120_000);
  useBackend('cpu');

  it('goes by look where features are colours, and by shape where they are geometry', async () => {
    const colours = await cueConflict(knowing('albedo'), world, { seed: 0 });
    const geometry = await cueConflict(knowing('depth', 'normals', 'position'), world, { seed: 0 });
    assert.ok(colours.recognised > 0.15 && geometry.recognised > 0.05, `${colours.recognised} ${geometry.recognised}`);
    assert.ok(colours.shapeBias! < 0.25, `colours: ${colours.byShape} by shape, ${colours.byLook} by look`);
    assert.ok(geometry.shapeBias! > 0.75, `geometry: ${geometry.byShape} by shape, ${geometry.byLook} by look`);
    assert.equal(geometry.n, geometry.scenes.reduce((sum, { cells }) => sum + cells, 0)); // prettier-ignore
  });

  it('refuses rooms in which looks tell nothing', async () => {
    const independent = rooms({ scenes: { train: 3, val: 1, test: 1 }, kappa: 0 });
    await assert.rejects(cueConflict(knowing('albedo'), independent, { seed: 0 }), /κ = 0/);
  });
});
