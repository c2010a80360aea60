import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { imageBatch, loadSamples } from '../../data-loaders/batches.js';
import type { Sample } from '../../data-loaders/sample.js';
import { startBackend } from '../../src/backend/index.js';
import { encoderSource, extract, idsBeside, layers, openExtracted, type Extracted, type FeatureRows } from '../../src/features/index.js'; // prettier-ignore
import { readNpy, readSafetensors } from '../../src/formats/index.js';
import { buildEncoder, type Encoder } from '../../src/nn/index.js';
import { InputError, InterruptedError, WorkError } from '../../src/support/errors.js';
import { seeded } from '../../src/support/random.js';
import { temporaryFolder } from '../cli/run-cli.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { graphModel, kerasModel, noiseDataset, size } from './tiny-models.js';

function all(rows: FeatureRows): number[] {
  const values: number[] = [];
  for (const block of rows.blocks(3)) values.push(...block);
  return values;
}

describe('extraction of features', () => {
  const dataset = noiseDataset(5);
  let samples: Sample[];
  let encoder: Encoder;
  let folder: string;
  let made = 0;
  const fresh = (): string => path.join(folder, `extraction-${made++}`);
  before(async () => {
    await startBackend();
    encoder = buildEncoder({ architecture: 'unet-small', width: 4 }, seeded('extract'));
    samples = await loadSamples(dataset, dataset.scenes[0].frames);
    folder = temporaryFolder();
  });
  after(() => {
    encoder.dispose();
    fs.rmSync(folder, { recursive: true });
  });

  it('lists the layers of any encoder with their shapes', async () => {
    const shapes = layers(encoder, size).map(({ name, shape }) => `${name} ${shape.join('×')}`);
    assert.deepEqual(shapes, ['s1 8×12×4', 's2 4×6×8', 's3 2×3×16', 's4 1×2×16', 'u3 2×3×16', 'u2 4×6×8', 'out 8×12×8']); // prettier-ignore
    const keras = kerasModel();
    assert.deepEqual(layers(keras), [
      { name: 'first', shape: [8, 12, 4] },
      { name: 'second', shape: [4, 6, 6] },
      { name: 'tokens', shape: [24, 6] },
      { name: 'pooled', shape: [6] },
      { name: 'classes', shape: [2] },
    ]);
    assert.throws(() => layers(keras, { width: 8, height: 8 }), /keras takes images of 24×16, not 8×8/);
    const { model } = await graphModel();
    assert.deepEqual(layers(model), [
      { name: 'block/convolution', shape: [112, 112, 5] },
      { name: 'block/relu', shape: [112, 112, 5] },
    ]);
    keras.dispose();
    model.dispose();
  });

  it('pools over the image, keeps all cells, or those of drawn pixels, batch by batch as all at once', async () => {
    const maps = await encoderSource(encoder).extract(samples, ['s2', 'out']);
    const [{ s2 }, perImage] = [maps, 4 * 6];
    const pooled = (choose: (cells: number[]) => number): number[] =>
      samples.flatMap((_, n) =>
        Array.from({ length: 8 }, (_, c) =>
          choose(Array.from({ length: perImage }, (_, cell) => s2.values[(n * perImage + cell) * 8 + c])),
        ),
      );
    const near = { rtol: 1e-4, atol: 1e-5 };
    const make = (more: object): Promise<Extracted> =>
      extract(encoder, dataset, { layers: ['s2', 'out'], batch: 2, folder: fresh(), ...more });
    const mean = (await make({})).layers.get('s2')!;
    assert.deepEqual([mean.rows, mean.columns, mean.ids], [5, 8, dataset.scenes[0].frames]);
    assertAllClose(all(mean), pooled((cells) => cells.reduce((a, b) => a + b) / perImage), near); // prettier-ignore
    assertAllClose(
      all((await make({ pool: 'max' })).layers.get('s2')!),
      pooled((cells) => Math.max(...cells)),
      near,
    );

    const cells = await make({ pool: 'none' });
    assertAllClose(all(cells.layers.get('s2')!), s2.values, near);
    assert.deepEqual(cells.layers.get('s2')!.ids!.slice(22, 26), ['scene/0@3,4', 'scene/0@3,5', 'scene/1@0,0', 'scene/1@0,1']); // prettier-ignore
    assert.equal(cells.layers.get('out')!.ids!.length, 5 * 8 * 12);

    const pixels = await make({ sample: 7, seed: 3 });
    for (const [name, rows] of pixels.layers) {
      const { height, width, channels, values } = maps[name];
      const expected = rows.ids!.flatMap((id, row) => {
        const [image, x, y] = /^scene\/(\d)@(\d+),(\d+)$/.exec(id)!.slice(1).map(Number);
        assert.equal(image, Math.floor(row / 7));
        const cell = (image * height + Math.floor(y / (16 / height))) * width + Math.floor(x / (24 / width));
        return [...values.subarray(cell * channels, (cell + 1) * channels)];
      });
      assert.equal(new Set(rows.ids).size, 35);
      assertAllClose(all(rows), expected, { ...near, label: name });
    }
    const other = await extract(kerasModel(), dataset, { layers: ['second'], sample: 7, seed: 3, folder: fresh() });
    assert.deepEqual(
      other.layers.get('second')!.ids,
      pixels.layers.get('out')!.ids,
      'of every encoder the same pixels',
    );
  });

  it('takes tokens as it takes cells, and a vector as it is', async () => {
    const keras = kerasModel();
    const asked = { layers: ['second', 'tokens', 'pooled'], pool: 'none', batch: 2, folder: fresh() } as const;
    const made = await extract(keras, dataset, asked);
    const [cells, tokens, pooled] = [...made.layers.values()];
    assert.deepEqual(all(tokens), all(cells));
    assert.deepEqual(tokens.ids!.slice(22, 26), ['scene/0@22', 'scene/0@23', 'scene/1@0', 'scene/1@1']);
    assert.deepEqual(pooled.ids, dataset.scenes[0].frames);
    const files = ['24.ids.txt', '4x6.ids.txt', 'features.json', 'ids.txt', 'pooled.npy', 'second.npy', 'tokens.npy'];
    assert.deepEqual(fs.readdirSync(made.folder).sort(), files);
    keras.dispose();
  });

  it('writes .npy or safetensors, of single or half precision, with ids beside', async () => {
    const single = await extract(encoder, dataset, { layers: ['s3', 's1'], folder: fresh() });
    const values = all(single.layers.get('s3')!);
    assert.deepEqual([...readNpy(path.join(single.folder, 's3.npy')).values], values);
    assert.deepEqual(idsBeside(path.join(single.folder, 's3.npy')), dataset.scenes[0].frames);
    assert.equal(idsBeside(path.join(folder, 'none.npy')), undefined);
    const options = { layers: ['s3', 's1'], precision: 'float16', format: 'safetensors', batch: 2 } as const;
    const half = await extract(encoder, dataset, { ...options, folder: fresh() });
    const { tensors } = readSafetensors(path.join(half.folder, 'features.safetensors'));
    assert.deepEqual(tensors.get('s3')!.dtype, 'F16');
    assertAllClose(all(half.layers.get('s3')!), values, { rtol: 2 ** -11, atol: 1e-4 });
    assert.deepEqual([...tensors.get('s3')!.values], all(half.layers.get('s3')!));
    assert.deepEqual([...half.layers.keys()], ['s3', 's1']);
    assert.deepEqual(all(openExtracted(half.folder).layers.get('s1')!), all(half.layers.get('s1')!));
  });

  it('reads Keras models and converted graphs as they compute', async () => {
    const keras = kerasModel();
    const images = tf.tensor4d(imageBatch(samples), [5, size.height, size.width, 3]);
    const scaled = tf.sub(tf.mul(images, 2), 1);
    const classes = (keras.predict(scaled) as tf.Tensor).dataSync();
    const normalise = { mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] };
    const extracted = await extract(keras, dataset, { normalise, folder: fresh(), batch: 2 });
    assertAllClose(all(extracted.layers.get('classes')!), classes, { rtol: 1e-4, atol: 1e-5 });
    assertAllClose(all(extracted.layers.get('second')!), all(extracted.layers.get('pooled')!), { rtol: 1e-4, atol: 1e-5 }); // prettier-ignore
    const { model, kernel } = await graphModel();
    const relu = tf.tidy(() => tf.mean(tf.relu(tf.conv2d(images as tf.Tensor4D, tf.tensor4d(kernel, [3, 3, 3, 5]), 2, 'same')), [1, 2]).dataSync()); // prettier-ignore
    const graph = await extract(model, dataset, { layers: ['block/relu'], folder: fresh(), batch: 2 });
    assertAllClose(all(graph.layers.get('block/relu')!), relu, { rtol: 1e-4, atol: 1e-5 });
    tf.dispose([images, scaled]);
    keras.dispose();
    model.dispose();
  });

  it('makes the same only once, and anew when weights, dataset or choice differ', async () => {
    let images = 0;
    const counting: Encoder = {
      ...encoder,
      forward: (batch, options) => {
        images += batch.shape[0];
        return encoder.forward(batch, options);
      },
    };
    const previous = process.env.ALIGNSCOPE_CACHE;
    process.env.ALIGNSCOPE_CACHE = path.join(folder, 'cache');
    try {
      const extractions: Extracted[] = [];
      const made: number[] = [];
      const asked = async (one: Encoder, count: number, more: object = {}): Promise<void> => {
        images = 0;
        extractions.push(await extract(one, noiseDataset(count), { layers: ['s1'], ...more }));
        // One image goes through to know the shapes.
        made.push(images - 1);
      };
      await asked(counting, 5);
      await asked(counting, 5);
      await asked(counting, 4);
      await asked(counting, 5, { pool: 'max' });
      const weight = encoder.parameters[0].variable;
      const before = weight.clone();
      weight.assign(tf.tidy(() => tf.mul(weight, 1.001)));
      await asked(counting, 5);
      weight.assign(before);
      before.dispose();
      assert.deepEqual(made, [5, 0, 4, 5, 5]);
      assert.equal(new Set(extractions.map((one) => one.folder)).size, 4);
      assert.equal(extractions[0].folder, extractions[1].folder);
      await assert.rejects(extract(encoder, dataset, { layers: ['s2'], folder: extractions[0].folder }), /of another encoder, dataset, backend or choice/); // prettier-ignore
    } finally {
      if (previous === undefined) delete process.env.ALIGNSCOPE_CACHE;
      else process.env.ALIGNSCOPE_CACHE = previous;
    }
  });

  it('refuses what it cannot do, and leaves no tensor and no half a folder', async () => {
    const keras = kerasModel();
    await extract(encoder, dataset, { layers: ['s1'], folder: fresh() });
    const [tensors, folders] = [tf.memory().numTensors, fs.readdirSync(folder)];
    const target = path.join(folder, 'refused');
    const scaled = (factor: number): Encoder => ({
      ...encoder,
      forward: (images) => tf.tidy(() => ({ ...encoder.forward(images), s1: tf.mul(encoder.forward(images).s1, factor) })), // prettier-ignore
    });
    const mixed = { ...dataset, load: async (id: string) => ({ ...(await dataset.load(id)), ...(id === 'scene/3' ? { width: 16, height: 24 } : {}) }) }; // prettier-ignore
    const refused: [() => Promise<unknown>, new (message: string) => Error, RegExp][] = [
      [() => extract(encoder, dataset, { layers: ['s11'], folder: target }), InputError, /no layer s11\. Nearest: s1, .*of 7/],
      [() => extract(encoder, dataset, { layers: ['s1', 's1'], folder: target }), InputError, /s1 is asked for twice/],
      [() => extract(encoder, dataset, { split: 'train', folder: target }), InputError, /noise has no frames in train/],
      [() => extract(encoder, dataset, { sample: 4, pool: 'mean', folder: target }), InputError, /leave out pool/],
      [() => extract(encoder, dataset, { sample: 300, folder: target }), InputError, /300 pixels .* has 24×16/],
      [() => extract(keras, dataset, { layers: ['pooled'], sample: 4, folder: target }), InputError, /pooled has shape \[6\], no cells/],
      [() => extract(scaled(1e9), dataset, { layers: ['s1'], precision: 'float16', folder: target }), WorkError, /beyond half precision/],
      [() => extract(scaled(NaN), dataset, { layers: ['s1'], folder: target }), WorkError, /Layer s1 gave NaN/],
      [() => extract(encoder, mixed, { layers: ['s1'], batch: 1, folder: target }), InputError, /s1 gives 1×12×8×4 for scene\/3/],
      [() => extract(encoder, mixed, { layers: ['s1'], folder: target }), InputError, /a batch takes samples of one size/],
      [() => extract(encoder, dataset, { layers: ['s1'], folder: target, signal: AbortSignal.abort() }), InterruptedError, /are not kept/],
      [() => extract(encoder, dataset, { layers: ['s1'], folder }), InputError, /something else than features/],
    ]; // prettier-ignore
    for (const [attempt, kind, says] of refused)
      await assert.rejects(attempt(), (error: Error) => {
        assert.ok(error instanceof kind, error.stack);
        assert.match(error.message, says);
        return true;
      });
    assert.deepEqual([tf.memory().numTensors, fs.readdirSync(folder)], [tensors, folders]);
    keras.dispose();
  });
});
