import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import {
  cliffsDelta,
  crossedEffects,
  effectSize,
  hierarchicalBootstrap,
  holmAdjusted,
  mean,
  normalCdf,
  normalQuantile,
  pairedEffectSize,
  pairedPermutationTest,
  sampleVariance,
} from '../../src/stats/index.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { root } from '../docs/pages.js';

interface Reference {
  normal: { x: number[]; cdf: number[]; share: number[]; quantile: number[] };
  bootstrap: { values: number[] } & Record<string, [number, number]>;
  permutation: { differences: number[] } & Record<'two-sided' | 'greater' | 'less', number>;
  holm: { p: number[]; adjusted: number[] };
  effect: Record<'a' | 'b', number[]> & Record<'d' | 'g' | 'cliff' | 'paired' | 'pairedG', number>;
  mixed: {
    table: number[][];
    mean: number;
    variance: Record<'seed' | 'scene' | 'residual', number>;
    standardError: number;
  };
}

const reference = JSON.parse(fs.readFileSync(path.join(root, 'test/reference/statistics.json'), 'utf8')) as Reference;

describe('statistics equal those of scipy and statsmodels', () => {
  it('the normal distribution and its quantiles', () => {
    const { x, cdf, share, quantile } = reference.normal;
    assertAllClose(x.map(normalCdf), cdf, { rtol: 1e-12 });
    assertAllClose(share.map(normalQuantile), quantile, { rtol: 1e-10, atol: 1e-12 });
  });

  for (const [name, statistic] of Object.entries({ mean, variance: sampleVariance }))
    for (const method of ['bca', 'percentile'] as const)
      it(`${method} intervals of a ${name}, as far as resampling leaves them certain`, () => {
        const { values, [`${name} ${method}`]: expected } = reference.bootstrap;
        const { interval, standardError } = hierarchicalBootstrap(values, statistic, {
          resamples: 20_000,
          method,
          seed: 1,
        });
        // 20,000 replicates place the 2.5 % quantile within a few hundredths of their spread.
        assertAllClose(interval, expected, { atol: (method === 'bca' ? 0.15 : 0.06) * standardError });
      });

  it('exact p of a paired permutation test', () => {
    const { differences, ...expected } = reference.permutation;
    for (const alternative of ['two-sided', 'greater', 'less'] as const) {
      const { p, exact, patterns } = pairedPermutationTest(differences, { alternative });
      assertAllClose([p], [expected[alternative]], { rtol: 1e-12 });
      assert.deepEqual([exact, patterns], [true, 4096]);
    }
  });

  it('Holm’s adjusted p', () => {
    assertAllClose(holmAdjusted(reference.holm.p), reference.holm.adjusted, { rtol: 1e-12 });
  });

  it('effect sizes', () => {
    const { a, b, d, g, cliff, paired, pairedG } = reference.effect;
    assertAllClose([effectSize(a, b).d, effectSize(a, b).g, cliffsDelta(a, b)], [d, g, cliff], { rtol: 1e-11 });
    const found = pairedEffectSize(reference.permutation.differences);
    assertAllClose([found.d, found.g], [paired, pairedG], { rtol: 1e-11 });
  });

  it('a mixed model with crossed random effects, fitted by REML', () => {
    const { table, ...expected } = reference.mixed;
    const { mean: found, variance, standardError } = crossedEffects(table);
    assertAllClose([found], [expected.mean], { rtol: 1e-6 });
    const of = ({ seed, scene, residual }: typeof variance): number[] => [seed, scene, residual];
    // Found by iteration there.
    assertAllClose([...of(variance), standardError], [...of(expected.variance), expected.standardError], {
      rtol: 1e-4,
    });
  });
});
