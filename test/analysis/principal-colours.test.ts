import * as assert from 'node:assert/strict';
import { principalColours } from '../../src/analysis/index.js';
import type { FeatureMap } from '../../src/features/index.js';
import { seeded } from '../../src/support/random.js';
import { assertAllClose } from '../support/assert-all-close.js';

/** Two images of 10 × 10 cells whose four channels are normal, with these deviations. */
function normalMap(...deviations: [number, number, number, number]): FeatureMap {
  const random = seeded('principal colours');
  const values = Float32Array.from({ length: 2 * 100 * 4 }, (_, i) => 5 + random.normal() * deviations[i % 4]);
  return { stage: 'out', count: 2, height: 10, width: 10, channels: 4, stride: 2, values };
}

/** Pearson's correlation of two lists. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const centred = (list: readonly number[]): number[] =>
    list.map((value) => value - list.reduce((s, v) => s + v, 0) / list.length);
  const [x, y] = [centred(a), centred(b)];
  const product = (p: number[], q: number[]): number => p.reduce((sum, value, i) => sum + value * q[i], 0);
  return product(x, y) / Math.sqrt(product(x, x) * product(y, y));
}

describe('principal colours', () => {
  it('paint red what varies most, then green, then blue', () => {
    const map = normalMap(1, 0.01, 4, 2);
    const { colours, shares } = principalColours(map);
    assert.deepEqual([colours.count, colours.height, colours.width, colours.channels], [2, 10, 10, 3]);
    const channel = (of: FeatureMap, c: number): number[] => [...of.values].filter((_, i) => i % of.channels === c);
    for (const [colour, source] of [
      [0, 2],
      [1, 3],
      [2, 0],
    ])
      // prettier-ignore
      assert.ok(correlation(channel(colours, colour), channel(map, source)) > 0.95, `colour ${colour}`);
    assertAllClose(shares, [16 / 21, 4 / 21, 1 / 21], { atol: 0.05 });
  });

  it('span two standard deviations about the mean', () => {
    const { colours } = principalColours(normalMap(1, 2, 3, 4));
    const red = [...colours.values].filter((_, i) => i % 3 === 0);
    const cut = red.filter((value) => value === 0 || value === 1).length / red.length;
    assert.ok(Math.abs(red.reduce((sum, value) => sum + value, 0) / red.length - 0.5) < 0.02);
    assert.ok(cut > 0.01 && cut < 0.1, `${cut} of a normal component lie beyond, about .05`);
  });

  it('leave grey what does not vary', () => {
    const map = normalMap(0, 0, 1, 0);
    const { colours, shares } = principalColours(map);
    assertAllClose(shares, [1, 0, 0], { atol: 1e-12 });
    assert.ok(colours.values.every((value, i) => i % 3 === 0 || value === 0.5));
    assert.throws(() => principalColours({ ...map, channels: 2 }), /2 channels/);
  });
});
