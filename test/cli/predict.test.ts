import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPng, writePng } from '../../src/formats/index.js';
import { alignscope, alignscopeJson, assertRefused, temporaryFolder } from './run-cli.js';

const encoder = fileURLToPath(new URL('../../../zoo/none.safetensors', import.meta.url));

interface PredictDocument {
  task: string;
  frames: number;
  scores: { metric: string; value: number }[];
}

describe('predict', () => {
  let root: string;
  let images: string;
  let model: string;
  const backend = ['--backend', 'wasm'];

  before(() => {
    root = temporaryFolder();
    images = path.join(root, 'images');
    for (const split of ['train', 'val', 'test']) {
      const folder = path.join(images, split);
      fs.mkdirSync(folder, { recursive: true });
      for (let i = 0; i < 3; i++) {
        const values = Uint8Array.from({ length: 32 * 24 * 3 }, (_, at) => (at * (i + 3)) % 251);
        fs.writeFileSync(path.join(folder, `${i}.png`), writePng({ width: 32, height: 24, channels: 3, values }));
      }
    }
    const trained = path.join(root, 'trained');
    const data = ['--dataset', 'images', '--root', images, '--width', '32', '--height', '24'];
    const asked = ['--task', 'reconstruction', '--from', encoder, '--steps', '2', '--out', trained];
    alignscopeJson(['train', ...asked, ...data, ...backend]);
    model = path.join(trained, 'model.safetensors');
  });
  after(() => fs.rmSync(root, { recursive: true, force: true }));

  const asked = (...more: string[]): string[] =>
    ['predict', '--model', model, '--dataset', 'images', '--root', images, ...backend, ...more]; // prettier-ignore

  it('writes what score reads, with the same numbers', () => {
    const out = path.join(root, 'predicted');
    const { task, frames, scores } = alignscopeJson<PredictDocument>(asked('--out', out));
    assert.deepEqual([task, frames], ['reconstruction', 3]);
    const [gt, pred] = [path.join(images, 'test'), path.join(out, 'test')];
    assert.deepEqual(fs.readdirSync(pred), ['0.png', '1.png', '2.png']);
    const official = alignscopeJson<{ psnr: number }>(['score', 'images', '--gt', gt, '--pred', pred]);
    const psnr = scores.find(({ metric }) => metric === 'psnr')!.value;
    assert.ok(Math.abs(official.psnr - psnr) < 1e-9, `${official.psnr} and ${psnr}`);
    const pictures = readPng(fs.readFileSync(path.join(out, 'pictures.png')));
    assert.equal(pictures.width, 3 * 196 + 4);
  });

  it('does without truth', () => {
    const out = path.join(root, 'depth');
    const rooms = ['--scenes', '3', '--width', '32', '--height', '24'];
    const trained = path.join(root, 'trained-depth');
    alignscopeJson(['train', '--task', 'depth', '--from', encoder, '--steps', '2', '--frames', '4', '--out', trained, ...rooms, ...backend]); // prettier-ignore
    const depthModel = path.join(trained, 'model.safetensors');
    const { scores } = alignscopeJson<PredictDocument>([...asked('--out', out), '--model', depthModel]);
    assert.deepEqual(scores, []);
    const { values, channels } = readPng(fs.readFileSync(path.join(out, 'test', '0.png')));
    assert.ok(values instanceof Uint16Array && channels === 1);
    assert.ok(values.every((millimetres) => millimetres > 200 && millimetres < 20_000));
    const pictures = readPng(fs.readFileSync(path.join(out, 'pictures.png')));
    assert.equal(pictures.height, 2 * 148 + 4);
  });

  it('says what is wrong with a request', () => {
    const refused = (args: string[], message: RegExp): void =>
      assertRefused(alignscope(args), { code: 2, says: [message] });
    refused([...asked(), '--model', encoder], /none.safetensors holds no model of a task.*train wrote/);
    refused([...asked(), '--root', path.join(images, 'nowhere')], /nowhere/);
  });
});
