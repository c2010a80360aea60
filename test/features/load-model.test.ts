import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { layers, loadModel } from '../../src/features/index.js';
import { InputError } from '../../src/support/errors.js';
import { temporaryFolder } from '../cli/run-cli.js';
import { useBackend } from '../support/use-backend.js';
import { graphModel, kerasModel } from './tiny-models.js';
import { saveModel } from './save-model.js';

describe('models in files', () => {
  useBackend('cpu');
  let folder: string;
  beforeEach(() => (folder = temporaryFolder()));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it('compute what they did when they were saved: Keras models and converted graphs', async () => {
    const graph = await graphModel();
    for (const model of [kerasModel(), graph.model]) {
      const file = await saveModel(model, folder);
      const loaded = await loadModel(file);
      assert.deepEqual(layers(loaded, { width: 24, height: 16 }), layers(model, { width: 24, height: 16 }));
      const images = tf.randomUniform([2, 16, 24, 3], 0, 1, 'float32', 5);
      const [before, after] = [model, loaded].map((one) => ((one as typeof model).predict(images) as tf.Tensor).dataSync()); // prettier-ignore
      assert.deepEqual(after, before);
      images.dispose();
      model.dispose();
      loaded.dispose();
    }
  });

  it('are refused when they are none, or their weights are missing or elsewhere', async () => {
    const model = kerasModel();
    const file = await saveModel(model, folder);
    model.dispose();
    const description = JSON.parse(fs.readFileSync(file, 'utf8')) as { weightsManifest: { paths: string[] }[] };
    const write = (name: string, value: unknown): string => {
      fs.writeFileSync(path.join(folder, name), JSON.stringify(value));
      return path.join(folder, name);
    };
    const manifest = description.weightsManifest;
    const withPaths = (paths: string[]): unknown => ({ ...description, weightsManifest: [{ ...manifest[0], paths }] });
    const refused: [string, RegExp][] = [
      [write('other.json', { a: 1 }), /other\.json is no model of TensorFlow\.js/],
      [write('null.json', null), /null\.json is no model of TensorFlow\.js/],
      [write('outside.json', withPaths(['../secret'])), /names weights "\.\.\/secret", refused/],
      [write('missing.json', withPaths(['none.bin'])), /none\.bin: it does not exist/],
      [write('odd.json', { ...description, modelTopology: { model_config: { class_name: 'Nothing' } } }), /odd\.json cannot be loaded: /], // prettier-ignore
    ];
    for (const [name, says] of refused)
      await assert.rejects(loadModel(name), (error: Error) => {
        assert.ok(error instanceof InputError, error.stack);
        assert.match(error.message, says);
        return true;
      });
  });
});
