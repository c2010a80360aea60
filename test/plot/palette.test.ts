import * as assert from 'node:assert/strict';
import { labFromRgb, linearFromSrgb, srgbFromLinear } from '../../src/image/index.js';
import { orderVariations, sequentialScale, variationStyle, withOpacity } from '../../src/plot/palette.js';

const variations = ['none', 'cross-view', 'cross-modal', 'cross-view+cross-modal'];

/** Linear-light matrices of Machado, Oliveira & Fernandes 2009 for full severity. */
const visions: Record<string, number[][]> = {
  normal: [[1, 0, 0], [0, 1, 0], [0, 0, 1]], // prettier-ignore
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]], // prettier-ignore
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]], // prettier-ignore
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]], // prettier-ignore
};

function seen(colour: string, matrix: number[][]): Float32Array {
  const value = parseInt(colour.slice(1), 16);
  const light = [value >> 16, (value >> 8) & 255, value & 255].map((byte) => linearFromSrgb(byte / 255));
  const mixed = matrix.map((row) => row.reduce((sum, weight, i) => sum + weight * light[i], 0));
  return labFromRgb(Uint8Array.from(mixed, (x) => Math.round(255 * srgbFromLinear(Math.min(1, Math.max(0, x))))));
}

describe('variationStyle', () => {
  it('gives each variation a colour that any colour vision tells from the others', () => {
    for (const [vision, matrix] of Object.entries(visions))
      for (const a of variations)
        for (const b of variations.slice(variations.indexOf(a) + 1)) {
          const [first, second] = [a, b].map((name) => seen(variationStyle(name, variations).colour, matrix));
          const difference = Math.hypot(...first.map((value, i) => value - second[i]));
          assert.ok(difference > 12, `${a} and ${b} differ by ${difference.toFixed(1)} under ${vision}`);
        }
  });

  it('gives each variation a mark of its own, and strangers colours in order', () => {
    const all = [...variations, 'mine', 'yours'];
    const styles = all.map((name) => variationStyle(name, all));
    assert.equal(new Set(styles.map(({ symbol }) => symbol)).size, 6);
    assert.equal(new Set(styles.map(({ colour }) => colour)).size, 6);
  });
});

describe('orderVariations', () => {
  it('puts the four first in their order and drops repetitions', () => {
    assert.deepEqual(orderVariations(['mine', 'cross-modal', 'none', 'mine']), ['none', 'cross-modal', 'mine']);
  });
});

describe('sequentialScale', () => {
  it('runs from 0 to 1', () => {
    assert.deepEqual([sequentialScale[0][0], sequentialScale.at(-1)![0]], [0, 1]);
  });
});

describe('withOpacity', () => {
  it('is CSS', () => {
    assert.equal(withOpacity('#0072b2', 0.14), 'rgba(0,114,178,0.14)');
  });
});
