import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPng, readSafetensors, writePng } from '../../src/formats/index.js';
import { loadEncoder } from '../../src/nn/index.js';
import { useBackend } from '../support/use-backend.js';
import { alignscope, alignscopeJson, assertRefused, temporaryFolder } from './run-cli.js';

const encoder = fileURLToPath(new URL('../../../zoo/none.safetensors', import.meta.url));

interface TrainDocument {
  task: string;
  mode: string;
  frames: { train: number; labelled: number; test: number };
  trivial: string;
  scores: { metric: string; value: number; trivial: number; n: number }[];
}

describe('train on a folder of images', () => {
  useBackend('cpu');
  let root: string;
  let out: string;
  let asked: string[];

  beforeEach(() => {
    root = temporaryFolder();
    out = path.join(root, 'out');
    const images = path.join(root, 'images');
    fs.mkdirSync(images);
    for (let i = 0; i < 10; i++) {
      const values = Uint8Array.from({ length: 32 * 24 * 3 }, (_, at) => (at * (i + 3)) % 251);
      fs.writeFileSync(path.join(images, `${i}.png`), writePng({ width: 32, height: 24, channels: 3, values }));
    }
    const data = ['--dataset', 'images', '--root', images, '--width', '32', '--height', '24'];
    asked = ['train', '--from', encoder, '--backend', 'wasm', '--steps', '2', '--out', out, ...data];
  });
  afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

  it('writes a model, its scores beside the trivial ones, and pictures', async () => {
    const document = alignscopeJson<TrainDocument>([...asked, '--task', 'reconstruction', '--labels', '.5']);
    const { frames, scores } = document;
    assert.deepEqual([document.task, document.mode, document.trivial], ['reconstruction', 'frozen', 'mean colour']);
    assert.deepEqual([frames.labelled, frames.train + frames.test < 10], [Math.round(frames.train / 2), true]);
    assert.deepEqual(
      scores.map(({ metric }) => metric),
      ['psnr', 'ssim', 'deltaE2000'],
    );
    assert.ok(scores.every(({ value, trivial, n }) => Number.isFinite(value - trivial) && n === frames.test));
    const { out: folder, ...written } = document as TrainDocument & { out: string };
    assert.deepEqual(JSON.parse(fs.readFileSync(path.join(folder, 'scores.json'), 'utf8')), written);
    const picture = readPng(fs.readFileSync(path.join(out, 'pictures.png')));
    assert.deepEqual([picture.width, picture.height], [frames.test * 196 + 4, 3 * 148 + 4]);
    const file = path.join(out, 'model.safetensors');
    const { tensors, metadata } = readSafetensors(file);
    const { task, mode } = JSON.parse(metadata['task-model']) as TrainDocument;
    assert.deepEqual([task, mode, metadata.steps], ['reconstruction', 'frozen', '2']);
    assert.ok(tensors.has('head.output.weights') && tensors.has('standard.out.mean'));
    const { encoder: reread } = await loadEncoder(file);
    reread.dispose();
  });

  it('says what is wrong with a request', () => {
    const refused = (more: string[], ...says: RegExp[]): void =>
      assertRefused(alignscope([...asked, ...more]), { code: 2, says });
    refused(['--task', 'depth'], /images has no depth, which the task depth is learnt from/);
    refused(['--task', 'reconstruction', '--mode', 'full'], /--mode full is none of the task.*frozen or linear/);
    refused(['--task', 'reconstruction', '--from', root], /has no encoder.safetensors/);
    refused(['--task', 'reconstruction', '--labels', '0'], /share of labels must lie in \(0, 1\]/);
  });
});
