import * as tf from '@tensorflow/tfjs';
import * as assert from 'node:assert/strict';
import type { Sample } from '../../data-loaders/sample.js';
import { cellGridOfLayer } from '../../src/features/cell-grid-of-layer.js';
import { layerSource } from '../../src/features/index.js';
import { buildEncoder } from '../../src/nn/index.js';
import { encoderSource } from '../../src/features/index.js';
import { seeded } from '../../src/support/random.js';
import { useBackend } from '../support/use-backend.js';
import { kerasModel, noiseDataset, size } from './tiny-models.js';

async function frames(count: number): Promise<Sample[]> {
  const dataset = noiseDataset(count);
  return Promise.all(dataset.scenes[0].frames.map((id) => dataset.load(id)));
}

describe('layer source', () => {
  useBackend('cpu');

  it('reads the layers of a Keras model that have cells, and names those that have none', async () => {
    const model = kerasModel();
    const before = tf.memory().numTensors;
    const { source, placeless } = layerSource(model, size);
    assert.deepEqual(source.stages, [
      { name: 'first', channels: 4, stride: 2 },
      { name: 'second', channels: 6, stride: 4 },
    ]);
    assert.deepEqual(placeless.map(({ name, shape }) => [name, shape.length]), [['tokens', 2], ['pooled', 1], ['classes', 1]]); // prettier-ignore
    const samples = await frames(3);
    const { first, second } = await source.extract(samples);
    assert.deepEqual([first.count, first.height, first.width, second.height, second.width], [3, 8, 12, 4, 6]);
    const normalise = { mean: [0.5, 0.5, 0.5], deviation: [0.25, 0.25, 0.25] };
    const scaled = await layerSource(model, size, { layers: ['first'], normalise }).source.extract(samples);
    assert.notDeepEqual(scaled.first.values, first.values);
    const expected = tf.tidy(() => {
      const image = tf.div(tf.tensor4d(Float32Array.from(samples[1].rgb), [1, size.height, size.width, 3]), 255);
      const { name } = model.getLayer('second').output as tf.SymbolicTensor;
      return (model.execute(image, name) as tf.Tensor).dataSync();
    });
    assert.deepEqual([...second.values.subarray(4 * 6 * 6, 2 * 4 * 6 * 6)], [...expected]);
    assert.equal(tf.memory().numTensors, before);
    model.dispose();
  });

  it('gives an encoder of this package the features that its own source does', async () => {
    const encoder = buildEncoder({ architecture: 'unet-small', width: 4 }, seeded('layer source'));
    const samples = await frames(2);
    const { source } = layerSource(encoder, size);
    assert.deepEqual(source.stages, encoder.stages);
    assert.deepEqual(await source.extract(samples, ['s2', 'out']), await encoderSource(encoder).extract(samples, ['s2', 'out'])); // prettier-ignore
    encoder.dispose();
  });

  it('puts a layer whose places are no squares on the nearest grid, each cell on the place under its centre', () => {
    const image = { height: 16, width: 24 };
    assert.deepEqual(cellGridOfLayer({ height: 8, width: 12 }, image), { height: 8, width: 12, stride: 2 });
    assert.deepEqual(cellGridOfLayer({ height: 3, width: 4 }, { height: 48, width: 64 }), { height: 3, width: 4, stride: 16 }); // prettier-ignore
    assert.deepEqual(cellGridOfLayer({ height: 2, width: 2 }, { height: 9, width: 9 }).stride, 8, 'halved three times');
    // 5 × 7 places of 3.2 × 3.4 pixels on 6 × 8 cells of 3 × 3.
    const { height, width, stride, places } = cellGridOfLayer({ height: 5, width: 7 }, image);
    assert.deepEqual([height, width, stride], [6, 8, 3]);
    assert.deepEqual([...places!.subarray(0, 8)], [0, 1, 2, 3, 3, 4, 5, 6]);
    assert.deepEqual([...places!].filter((_, cell) => cell % 8 === 0).map((place) => place / 7), [0, 1, 2, 3, 4, 4]); // prettier-ignore
  });

  it('refuses layers that are not there or have no cells', () => {
    const model = kerasModel();
    assert.throws(() => layerSource(model, size, { layers: ['secnd'] }), /no layer secnd\. Nearest: second/);
    assert.throws(() => layerSource(model, size, { layers: ['pooled', 'classes'] }), /keras has no cells at pooled \[6\], classes \[2\]: name a layer of shape/); // prettier-ignore
    assert.throws(() => layerSource(model, { height: 8, width: 8 }), /keras takes images of 24×16, not 8×8/);
    model.dispose();
  });
});
