import * as assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { infoNce, unitRows } from '../../src/pretrain/info-nce.js';
import { seeded } from '../../src/support/random.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { useBackend } from '../support/use-backend.js';

const [groups, size, channels] = [3, 5, 4];

/** Random unit rows, [groups, size, channels]. */
function rows(seed: number): Float32Array {
  const random = seeded(seed);
  const values = Float32Array.from({ length: groups * size * channels }, () => random.normal());
  for (let row = 0; row < groups * size; row++) {
    const part = values.subarray(row * channels, (row + 1) * channels);
    const length = Math.hypot(...part);
    part.forEach((value, i) => (part[i] = value / length));
  }
  return values;
}

function loss(a: Float32Array, b: Float32Array, temperature: number): number {
  return tf.tidy(() => {
    const tensor = (values: Float32Array): tf.Tensor3D => tf.tensor3d(values, [groups, size, channels]);
    return infoNce(tensor(a), tensor(b), temperature).dataSync()[0];
  });
}

/** The definition, in double precision and without batching. */
function byDefinition(a: ArrayLike<number>, b: ArrayLike<number>, temperature: number): number {
  let total = 0;
  for (let g = 0; g < groups; g++) {
    const s = (i: number, j: number): number => {
      let dot = 0;
      for (let c = 0; c < channels; c++) dot += a[(g * size + i) * channels + c] * b[(g * size + j) * channels + c];
      return dot / temperature;
    };
    for (let i = 0; i < size; i++) {
      let [overB, overA] = [0, 0];
      for (let j = 0; j < size; j++) {
        overB += Math.exp(s(i, j));
        overA += Math.exp(s(j, i));
      }
      total += (Math.log(overB) + Math.log(overA)) / 2 - s(i, i);
    }
  }
  return total / (groups * size);
}

for (const backend of ['cpu', 'wasm', 'tensorflow'] as const)
  describe(`infoNce on ${backend}`, () => {
    useBackend(backend);

    it('is what its definition says, down to low temperatures', () => {
      for (const temperature of [1, 0.4, 0.1, 0.025])
        assertAllClose([loss(rows(1), rows(2), temperature)], [byDefinition(rows(1), rows(2), temperature)], {
          rtol: 1e-4,
        });
    });

    it('is the logarithm of the number of candidates when all features are the same', () => {
      const same = new Float32Array(groups * size * channels).fill(0.5);
      assertAllClose([loss(same, same, 0.1)], [Math.log(size)], { rtol: 1e-5 });
    });

    it('vanishes when every match is perfect and every other candidate opposite', () => {
      // Two candidates a group would be needed for exact opposites; here orthogonal axes at a low temperature do.
      const axes = new Float32Array(groups * 4 * channels);
      for (let g = 0; g < groups; g++) for (let i = 0; i < 4; i++) axes[(g * 4 + i) * channels + i] = 1;
      const value = tf.tidy(() => {
        const a = tf.tensor3d(axes, [groups, 4, channels]);
        return infoNce(a, a, 0.05).dataSync()[0];
      });
      assertAllClose([value], [Math.log(1 + 3 * Math.exp(-20))], { atol: 1e-6 });
    });

    it('does not change when both sides change places, turn together, or are listed in another order', () => {
      const [a, b] = [rows(3), rows(4)];
      const value = loss(a, b, 0.2);
      assertAllClose([loss(b, a, 0.2)], [value], { rtol: 1e-5 });
      const turned = (x: Float32Array): Float32Array => {
        const y = x.slice();
        for (let i = 0; i < x.length; i += channels) {
          y[i] = 0.6 * x[i] - 0.8 * x[i + 1];
          y[i + 1] = 0.8 * x[i] + 0.6 * x[i + 1];
        }
        return y;
      };
      assertAllClose([loss(turned(a), turned(b), 0.2)], [value], { rtol: 1e-5 });
      const reversed = (x: Float32Array): Float32Array => {
        const y = x.slice();
        for (let g = 0; g < groups; g++)
          for (let i = 0; i < size; i++) {
            const from = (g * size + i) * channels;
            y.set(x.subarray(from, from + channels), (g * size + size - 1 - i) * channels);
          }
        return y;
      };
      assertAllClose([loss(reversed(a), reversed(b), 0.2)], [value], { rtol: 1e-5 });
    });

    it('has no negatives outside its own group', () => {
      const [a, b] = [rows(5), rows(6)];
      const alone = (g: number, x: Float32Array, y: Float32Array): number =>
        tf.tidy(() => {
          const part = (values: Float32Array): tf.Tensor3D =>
            tf.tensor3d(values.slice(g * size * channels, (g + 1) * size * channels), [1, size, channels]);
          return infoNce(part(x), part(y), 0.1).dataSync()[0];
        });
      const mean = [0, 1, 2].reduce((sum, g) => sum + alone(g, a, b) / groups, 0);
      assertAllClose([loss(a, b, 0.1)], [mean], { rtol: 1e-5 });
    });

    it('has the gradient of finite differences on both sides, through the scaling to unit length', () => {
      const random = seeded(7);
      const drawn = (): Float32Array => Float32Array.from({ length: groups * size * channels }, () => random.normal());
      const sides = [drawn(), drawn()];
      const unit = (values: ArrayLike<number>): Float64Array => {
        const scaled = Float64Array.from(values);
        for (let row = 0; row < groups * size; row++) {
          const part = scaled.subarray(row * channels, (row + 1) * channels);
          const length = Math.hypot(...part);
          part.forEach((v, i) => (part[i] = v / length));
        }
        return scaled;
      };
      const gradients = tf.tidy(() => {
        const unitTensor = (rows: tf.Tensor): tf.Tensor3D =>
          tf.reshape<tf.Rank.R3>(unitRows(rows as tf.Tensor2D), [groups, size, channels]);
        // Any loss may stand on this one, so that it is multiplied by something.
        const loss = (a: tf.Tensor, b: tf.Tensor): tf.Scalar => tf.mul(infoNce(unitTensor(a), unitTensor(b), 0.3), 2);
        return tf
          .grads(loss)(sides.map((values) => tf.tensor2d(values, [groups * size, channels])))
          .map((gradient) => gradient.dataSync<'float32'>());
      });
      const step = 1e-4;
      sides.forEach((values, side) => {
        const along = (i: number, by: number): number => {
          const moved = sides.map((v) => Float64Array.from(v));
          moved[side][i] += by;
          return 2 * byDefinition(unit(moved[0]), unit(moved[1]), 0.3);
        };
        const expected = Array.from(values, (_, i) => (along(i, step) - along(i, -step)) / (2 * step));
        assertAllClose(gradients[side], expected, { rtol: 1e-4, atol: 1e-5 });
      });
    });

    it('leaves no tensor behind', () => {
      const before = tf.memory().numTensors;
      loss(rows(1), rows(2), 0.1);
      assert.equal(tf.memory().numTensors, before);
    });
  });
