import * as tf from '@tensorflow/tfjs-core';
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { readSafetensors, writeSafetensors } from '../../src/formats/index.js';
import { encoderSource } from '../../src/features/index.js';
import { buildEncoder, loadEncoder, type Encoder } from '../../src/nn/index.js';
import { seeded } from '../../src/support/random.js';
import { fineTune, loadTaskModel, saveTaskModel, tasks, type BackboneMode, type Task } from '../../src/tasks/index.js';
import { startFastestBackend } from '../support/start-backend.js';
import { colouredPatches, patchDataset, patchHeight, patchWidth } from './coloured-patches.js';

describe('a saved model of a task', () => {
  before(startFastestBackend);
  const samples = colouredPatches(8);
  let folder: string;
  let file: string;
  let encoder: Encoder;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-task-model-'));
    file = path.join(folder, 'model.safetensors');
    encoder = buildEncoder({ architecture: 'unet-small', width: 4 }, seeded('small'));
  });
  afterEach(() => {
    encoder.dispose();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const train = async (task: Task<unknown>, mode: BackboneMode, steps = 6) => {
    const backbone = mode === 'full' ? { mode, encoder } : { mode, source: encoderSource(encoder) };
    return fineTune(task, backbone, samples, patchDataset, { steps, seed: 2, batch: 4, learningRate: 3e-2 });
  };

  for (const task of Object.values<Task<unknown>>(tasks))
    for (const mode of task.modes)
      it(`predicts the same when it is loaded again: ${task.name}, ${mode}`, async () => {
        const model = await train(task, mode);
        const expected = await model.predict(samples.slice(0, 2));
        assert.ok((expected[0] as ArrayLike<unknown>).length > 0);
        await saveTaskModel(model, encoder, file, { seed: '2' });
        const { classIds } = model;
        model.dispose();
        const tensors = tf.memory().numTensors;
        const loaded = await loadTaskModel(file, tasks);
        assert.deepEqual(await loaded.predict(samples.slice(0, 2)), expected);
        assert.deepEqual(loaded.classIds, classIds);
        assert.deepEqual(loaded.size, { width: patchWidth, height: patchHeight });
        assert.deepEqual([loaded.task.name, loaded.mode, loaded.dataset.classes], [task.name, mode, patchDataset.classes]); // prettier-ignore
        loaded.dispose();
        assert.equal(tf.memory().numTensors, tensors);
        const { encoder: reread, metadata } = await loadEncoder(file);
        reread.dispose();
        assert.equal(metadata.seed, '2');
      });

  it('is not the model it was before it learnt', async () => {
    const [short, long] = [await train(tasks.depth, 'full', 1), await train(tasks.depth, 'full', 6)];
    assert.notDeepEqual(await short.predict(samples), await long.predict(samples));
    short.dispose();
    long.dispose();
  });

  it('is refused when it is none, or says what cannot be', async () => {
    const model = await train(tasks.semantic, 'frozen', 1);
    await saveTaskModel(model, encoder, file);
    model.dispose();
    const { tensors, metadata } = readSafetensors(file);
    const before = tf.memory().numTensors;
    const description = JSON.parse(metadata['task-model']) as Record<string, unknown>;
    const refused = async (changed: string | Record<string, unknown> | undefined, message: RegExp): Promise<void> => {
      const text = typeof changed === 'object' ? JSON.stringify({ ...description, ...changed }) : changed;
      const { 'task-model': _task, ...others } = metadata;
      writeSafetensors(file, tensors, { ...others, ...(text !== undefined && { 'task-model': text }) });
      await assert.rejects(loadTaskModel(file, tasks), { name: 'InputError', message });
    };
    await refused(undefined, /model.safetensors holds no model of a task/);
    await refused('{', /does not say rightly/);
    await refused('null', /does not say rightly/);
    await refused({ size: { width: 0, height: 4 } }, /does not say rightly/);
    await refused({ classIds: [-1] }, /does not say rightly/);
    await refused({ dataset: { name: 'x', classes: [3] } }, /does not say rightly/);
    await refused({ task: 'toString' }, /task toString in mode frozen, which is none of depth, semantic/);
    await refused({ task: 'reconstruction', mode: 'full' }, /reconstruction in mode full/);
    await refused({ classIds: [1, 2] }, /of classes 1, 2, which are not all among those of patches/);
    await refused({ mode: 'linear' }, /has no tensor|expected F32/);
    await refused({ task: 'depth', classIds: [] }, /tensor head.output.weights is F32 \[\d+\], expected/);
    for (const name of [...tensors.keys()].filter((one) => one.startsWith('standard.'))) tensors.delete(name);
    await refused({}, /has no tensor standard\.\w+\.mean of \d+ F64 values/);
    assert.equal(tf.memory().numTensors, before, 'what was begun is disposed of');
  });
});
