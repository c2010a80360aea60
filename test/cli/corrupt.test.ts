import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { readPng } from '../../src/formats/index.js';
import { corruptImage, presets } from '../../src/robustness/corruptions/index.js';
import { alignscope, alignscopeJson, temporaryFolder } from './run-cli.js';

const reference = path.join('test', 'reference', 'corruptions');
const [scene, depth] = [path.join(reference, 'scene.png'), path.join(reference, 'scene-depth.png')];

describe('corrupt', () => {
  let folder: string;
  const at = (name: string): string => path.join(folder, name);
  before(() => (folder = temporaryFolder()));
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('lists corruptions', () => {
    const listed = alignscopeJson<{ name: string; values: number[] }[]>(['corrupt', '--list']);
    assert.deepEqual(listed.find(({ name }) => name === 'contrast')?.values, [0.4, 0.3, 0.2, 0.1, 0.05]);
    assert.ok(listed.some(({ name }) => name === 'flash'));
  });

  it('applies one, the same for the same seed', () => {
    const noisy = (seed: string): Buffer => {
      const out = at(`noisy-${seed}.png`);
      const asked = ['corrupt', scene, '--corruption', 'gaussian-noise', '--seed', seed, '--out', out];
      assert.equal(alignscope(asked).stdout, `${out}\n`);
      return fs.readFileSync(out);
    };
    const first = noisy('1');
    assert.deepEqual(noisy('1'), first);
    assert.notDeepEqual(noisy('2'), first);
  });

  it('knows the published presets by either spelling, and shows all of one on a sheet', () => {
    const asked = ['corrupt', scene, '--preset', 'imagecorruptions', '--out', at('corrupted.png')];
    const noisy = alignscopeJson<Record<string, unknown>>([...asked, '--corruption', 'gaussian-noise']);
    assert.deepEqual([noisy.preset, noisy.corruption, noisy.severity], ['imagecorruptions', 'gaussian_noise', 3]);
    const sheet = alignscopeJson<{ rows: string[] }>([...asked, '--sheet']);
    assert.equal(sheet.rows.length, 19);
    const { width, height } = readPng(fs.readFileSync(at('corrupted.png')));
    assert.ok(width > 6 * 48 && height > 19 * 40);
  });

  it('shows on a sheet with depth what depth makes of the image too, by the focal length given', async () => {
    const asked = ['corrupt', scene, '--preset', 'study', '--sheet', '--depth', depth, '--focal', '60'];
    const { rows } = alignscopeJson<{ rows: string[] }>([...asked, '--out', at('sheet.png')]);
    assert.deepEqual(rows.slice(8), Object.keys(presets['3dcc']));
    const [sheet, image, steps] = [at('sheet.png'), scene, depth].map((file) => readPng(fs.readFileSync(file)));
    const { width, height } = image;
    const [row, column, gap] = [rows.indexOf('flash'), 5, 4];
    const [left, top] = [gap + column * (width + gap), gap + row * (height + gap)];
    const shown = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
      const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
      return sheet.values[((y + top) * sheet.width + x + left) * 3 + (i % 3)];
    });
    const camera = { width, height, fx: 60, fy: 60, cx: width / 2, cy: height / 2 };
    const metres = Float32Array.from(steps.values, (millimetres) => millimetres / 1000);
    const frame = { rgb: image.values as Uint8Array, width, height, depth: metres, camera };
    assert.deepEqual(shown, await corruptImage(frame, { preset: '3dcc', corruption: 'flash', severity: 5 }));
  });
});
