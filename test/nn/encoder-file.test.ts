import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { writeSafetensors } from '../../src/formats/safetensors.js';
import { buildEncoder, loadEncoder, saveEncoder } from '../../src/nn/index.js';
import { InputError } from '../../src/support/errors.js';
import { seeded } from '../../src/support/random.js';
import { useBackend } from '../support/use-backend.js';

describe('saveEncoder and loadEncoder', () => {
  let folder: string;
  useBackend('cpu');
  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-encoder-'));
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  it('gives back every parameter, every statistic, the config and the metadata', async () => {
    const before = tf.memory().numTensors;
    const encoder = buildEncoder({ architecture: 'unet-small', width: 2 }, seeded(1));
    const x = tf.ones<tf.Rank.R4>([2, 16, 16, 3]);
    tf.dispose(encoder.forward(x, { training: true }));
    const file = path.join(folder, 'encoder.safetensors');
    await saveEncoder(encoder, file, { variation: 'cross-view' });
    const loaded = await loadEncoder(file);
    assert.deepEqual(loaded.encoder.config, encoder.config);
    assert.equal(loaded.metadata.variation, 'cross-view');
    const [expected, actual] = [encoder, loaded.encoder].map((e) => e.forward(x));
    for (const { name } of encoder.stages) assert.deepEqual(actual[name].dataSync(), expected[name].dataSync(), name);
    tf.dispose([x, expected, actual]);
    encoder.dispose();
    loaded.encoder.dispose();
    assert.equal(tf.memory().numTensors, before);
  });

  it('names the file that is missing, holds no encoder, or lacks a tensor', async () => {
    await assert.rejects(loadEncoder(path.join(folder, 'none.safetensors')), /none\.safetensors/);
    const other = path.join(folder, 'other.safetensors');
    writeSafetensors(other, [], {});
    await assert.rejects(
      loadEncoder(other),
      (e: Error) => e instanceof InputError && e.message.includes('other.safetensors'),
    );
    const poor = path.join(folder, 'poor.safetensors');
    const before = tf.memory().numTensors;
    writeSafetensors(poor, [], { encoder: JSON.stringify({ architecture: 'unet-small', width: 2 }) });
    await assert.rejects(loadEncoder(poor), /poor\.safetensors has no tensor stem\.conv\.kernel/);
    assert.equal(tf.memory().numTensors, before);
  });

  it('refuses a config that is damaged or asks for what no encoder is', async () => {
    const file = path.join(folder, 'damaged.safetensors');
    const width = /damaged\.safetensors: .*"width" that is an integer from 1 to 512/;
    const architecture = /damaged\.safetensors: .*must name an architecture out of .*unet-small/;
    const cases: [string, RegExp][] = [
      ['{"archi', /damaged\.safetensors: .*is not JSON/],
      ['null', architecture],
      ['"unet-small"', architecture],
      ['{"architecture":"toString","width":2}', architecture],
      ['{"architecture":["unet-small"],"width":2}', architecture],
      ['{"architecture":"unet-small"}', width],
      ['{"architecture":"unet-small","width":"2"}', width],
      ['{"architecture":"unet-small","width":2.5}', width],
      ['{"architecture":"unet-small","width":0}', width],
      ['{"architecture":"unet-small","width":513}', width],
    ];
    for (const [encoder, says] of cases) {
      writeSafetensors(file, [], { encoder });
      await assert.rejects(loadEncoder(file), (e: Error) => e instanceof InputError && says.test(e.message), encoder);
    }
  });
});
