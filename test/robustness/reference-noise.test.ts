import * as assert from 'node:assert/strict';
import { frostPanes } from '../../src/robustness/corruptions/frost-texture.js';
import { corruptImage, type Severity } from '../../src/robustness/corruptions/index.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { readReference } from '../metrics/reference.js';

interface Statistics {
  thresholds: number[];
  noise: {
    name: string;
    severity: Severity;
    grey: number;
    n: number;
    mean: number;
    variance: number;
    /** Of values up to each threshold. */
    shares: number[];
  }[];
  frost: { severity: Severity; mean: number; deviation: number }[];
}

const { thresholds, noise, frost } = readReference<Statistics>('corruptions/statistics');
const side = 192;

const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: Float32Array, about: number): number =>
  values.reduce((sum, value) => sum + (value - about) ** 2, 0) / values.length;

/** Share of the variance of one channel at each frequency along rows, averaged over rows, by the plain sum. */
function spectrum(values: Float32Array, frequencies: readonly number[]): number[] {
  const about = mean(values);
  return frequencies.map((frequency) => {
    let power = 0;
    for (let y = 0; y < side; y++) {
      let [real, imaginary] = [0, 0];
      for (let x = 0; x < side; x++) {
        const value = values[3 * (y * side + x)] - about;
        real += value * Math.cos((2 * Math.PI * frequency * x) / side);
        imaginary += value * Math.sin((2 * Math.PI * frequency * x) / side);
      }
      power += (real ** 2 + imaginary ** 2) / side ** 2;
    }
    return power / variance(values, about);
  });
}

describe('noise and the reference package', () => {
  for (const name of ['gaussian_noise', 'shot_noise', 'impulse_noise', 'speckle_noise'])
    it(`${name} has its mean, variance and distribution on dark, middle and bright grey`, async () => {
      for (const expected of noise.filter((row) => row.name === name)) {
        const rgb = new Float32Array(side * side * 3).fill(expected.grey / 255);
        const { severity } = expected;
        const values = await corruptImage({ rgb, width: side, height: side }, { corruption: name, severity });
        const about = mean(values);
        const fourth = values.reduce((sum, value) => sum + (value - about) ** 4, 0) / values.length;
        // Five standard errors of the difference of two samples of this size.
        const within = (variance: number): number => 5 * Math.sqrt((2 * variance) / expected.n);
        assertAllClose([about], [expected.mean], { atol: within(expected.variance) });
        assertAllClose([variance(values, about)], [expected.variance], {
          atol: within(fourth - expected.variance ** 2) + 1e-9,
        });
        thresholds.forEach((threshold, i) => {
          const share = values.reduce((count, value) => count + (value <= threshold ? 1 : 0), 0) / values.length;
          const expectedShare = expected.shares[i];
          assertAllClose([share], [expectedShare], {
            atol: within(expectedShare * (1 - expectedShare)) + 5 / expected.n,
          });
        });
      }
    });

  it('is independent from pixel to pixel: no correlation, a flat spectrum', async () => {
    for (const corruption of ['gaussian_noise', 'shot_noise', 'impulse_noise', 'speckle_noise']) {
      const rgb = new Float32Array(side * side * 3).fill(0.5);
      const values = await corruptImage({ rgb, width: side, height: side }, { corruption, severity: 2 });
      const about = mean(values);
      for (const lag of [1, 2, 3, 3 * side]) {
        let product = 0;
        for (let i = lag; i < values.length; i++) product += (values[i] - about) * (values[i - lag] - about);
        const correlation = product / values.length / variance(values, about);
        assert.ok(Math.abs(correlation) < 4 / Math.sqrt(values.length), `${corruption}: ${correlation} at lag ${lag}`);
      }
      // Each is a mean over 192 rows of an exponential of mean 1.
      for (const power of spectrum(values, [1, 5, 24, 48, 95]))
        assertAllClose([power], [1], { atol: 5 / Math.sqrt(side) });
    }
  });

  it('frost adds as much light as the package’s photographs', async () => {
    for (const { severity, mean: expected, deviation } of frost) {
      const panes = 60;
      let sum = 0;
      for (let k = 0; k < panes; k++) {
        const rgb = new Float32Array(64 * 64 * 3);
        const choice = { corruption: 'frost', severity, id: `pane ${k}` };
        sum += mean(await corruptImage({ rgb, width: 64, height: 64 }, choice));
      }
      // Five standard errors, panes being the units that differ.
      assertAllClose([sum / panes], [expected], { atol: (5 * deviation) / Math.sqrt(panes) });
    }
    assert.equal(frostPanes.length, 5);
  });
});
