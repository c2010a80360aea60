import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../../src/backend/index.js';
import { matrixRows, storedRows, type FeatureRows } from '../../src/features/index.js';
import { locateNpy, writeNpy } from '../../src/formats/index.js';
import { linearCka, streamingCka } from '../../src/similarity/index.js';
import { InputError, InterruptedError } from '../../src/support/errors.js';
import { temporaryFolder } from '../cli/run-cli.js';
import { readReference } from '../metrics/reference.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { gaussian, related, type Features } from './gaussian.js';

const reference = readReference<{ biased: number[][]; debiased: number[][] }>('streaming-cka');
const n = 5000;

/** Features whose value in row i and column j is given. */
function made(columns: number, value: (i: number, j: number) => number): Features {
  const values = new Float64Array(n * columns);
  for (let i = 0, at = 0; i < n; i++) for (let j = 0; j < columns; j++, at++) values[at] = value(i, j);
  return { rows: n, columns, values };
}

/** As in the script beside the reference values. */
function scattered(columns: number, factor: number): Features {
  return made(columns, (i, j) => {
    const whole = ((i + 1) * (j + 3) * factor + ((i * i) % 104729) * 31 + j * j * 17) % 1000003;
    return (((whole * whole) % 1000003) % 10007) / 10007;
  });
}

function layers(): FeatureRows[] {
  const x = scattered(96, 7919);
  const other = scattered(48, 104711);
  return Object.entries({
    plain: x,
    'far from 0': made(64, (i, j) => 50 + x.values[i * 96 + j] * 0.25),
    drifting: made(40, (i, j) => x.values[i * 96 + j] * 0.5 + i / n),
    related: made(48, (i, j) => x.values[i * 96 + j] * 0.5 + other.values[i * 48 + j] * 0.5),
    wide: scattered(300, 15485863),
  }).map(([name, features]) => matrixRows(name, { ...features, values: new Float32Array(features.values) }));
}

describe('centred kernel alignment in one pass', () => {
  before(() => startBackend());

  it(`is within 10⁻⁶ of ${reference.tool}, many layers at once`, async () => {
    const all = layers();
    for (const estimator of ['biased', 'debiased'] as const)
      assertAllClose((await streamingCka(all, all, { estimator })).flat(), reference[estimator].flat(), {
        rtol: 0,
        atol: 1e-6,
        label: estimator,
      });
  });

  it('is what holding all features gives, whatever the blocks, from files as from memory', async () => {
    const folder = temporaryFolder();
    const x = gaussian(50, 6, 'stream');
    const y = related(x, 9, 0.5, 'stream');
    const sides = [x, y].map((features, i) => {
      const file = path.join(folder, `${i}.npy`);
      writeNpy(file, { shape: [features.rows, features.columns], values: features.values });
      return storedRows(locateNpy(file));
    });
    for (const estimator of ['biased', 'debiased'] as const)
      for (const block of [1, 7, 50, 64]) {
        const [[value]] = await streamingCka([sides[0]], [sides[1]], { estimator, block });
        assertAllClose([value], [linearCka(x, y, estimator)], { rtol: 0, atol: 1e-6, label: `${estimator} ${block}` });
      }
    fs.rmSync(folder, { recursive: true });
  });

  it('of more columns than samples, by way of kernels, is what holding all features gives', async () => {
    const x = gaussian(40, 700, 'wide');
    const sides = [x, related(x, 300, 0.5, 'wide'), related(x, 5, 0.7, 'narrow')];
    const sources = sides.map((features, i) => matrixRows(`layer ${i}`, features));
    const tensors = tf.memory().numTensors;
    for (const estimator of ['biased', 'debiased'] as const) {
      const values = await streamingCka(sources, sources.slice(1), { estimator });
      const expected = sides.map((one) => sides.slice(1).map((other) => linearCka(one, other, estimator)));
      assertAllClose(values.flat(), expected.flat(), { rtol: 0, atol: 1e-6, label: estimator });
    }
    assert.equal(tf.memory().numTensors, tensors);
    const flat = matrixRows('flat', { ...x, values: x.values.map((_, i) => i % 700) });
    await assert.rejects(streamingCka([flat], [sources[0]]), /flat is the same for all 40 samples/);
    const aborted = streamingCka(sources, sources, { signal: AbortSignal.abort() });
    await assert.rejects(aborted, InterruptedError);
  });

  it('names the layer that cannot be compared', async () => {
    const rows = (name: string, values: number[], ids?: string[]): FeatureRows =>
      matrixRows(name, { rows: values.length / 2, columns: 2, values: Float64Array.from(values), ids });
    const good = rows('good', [1, 2, 3, 5, 4, 4, 0, 1, 7, 7], ['a', 'b', 'c', 'd', 'e']);
    const faults: [FeatureRows, RegExp][] = [
      [rows('short', [1, 2, 3, 4]), /good has 5 rows, short has 2/],
      [rows('reversed', [1, 2, 3, 5, 4, 4, 0, 1, 7, 7], ['a', 'b', 'd', 'c', 'e']), /Row 2 is sample c in good and d in reversed/], // prettier-ignore
      [rows('dead', new Array<number>(10).fill(0)), /dead is all zero/],
      [rows('stuck', new Array<number>(10).fill(3)), /stuck is the same for all 5 samples/],
      [rows('broken', [1, 2, 3, 5, 4, 4, 0, NaN, 7, 7]), /broken holds NaN \(row 3, column 1\)/],
      [rows('early', [1, Infinity, 3, 5, 4, 4, 0, 1, 7, 7]), /early holds Infinity \(row 0, column 1\)/],
      [rows('huge', [1, 2e200, 3, 5, 4, 4, 0, 1, 7, 7]), /huge holds numbers too large/],
    ];
    for (const [layer, fault] of faults)
      await assert.rejects(streamingCka([good], [layer], { block: 2 }), (error: Error) => {
        assert.ok(error instanceof InputError);
        assert.match(error.message, fault);
        return true;
      });
    const three = rows('three', [1, 2, 3, 5, 4, 4]);
    await assert.rejects(streamingCka([three], [three]), /three has 3 samples; .* from 4 on/);
  });

  it('leaves no tensor and no file behind, also when it fails or is interrupted', async () => {
    const open = (): number => fs.readdirSync('/proc/self/fd').length;
    const folder = temporaryFolder();
    const file = path.join(folder, 'x.npy');
    const x = gaussian(20, 3, 'leak');
    x.values[50] = NaN;
    writeNpy(file, { shape: [20, 3], values: x.values });
    const source = storedRows(locateNpy(file));
    const [tensors, files] = [tf.memory().numTensors, open()];
    await assert.rejects(streamingCka([source], [source], { block: 4 }), /row 16, column 2/);
    await assert.rejects(streamingCka([source], [source], { signal: AbortSignal.abort() }), InterruptedError);
    assert.deepEqual([tf.memory().numTensors, open()], [tensors, files]);
    fs.rmSync(folder, { recursive: true });
  });
});
