import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { datasets, type DatasetOffer, type Inspection } from '../../data-loaders/index.js';
import { readNpy, readPng, writeNpy } from '../../src/formats/index.js';
import { readNotebook, type Cell } from '../../src/notebook/index.js';
import { linearCka } from '../../src/similarity/index.js';
import type { Row } from '../../src/study/types.js';
import { recorded, writeRecording } from '../data-loaders/posed-rgbd/recording.js';
import { alignscope, alignscopeJson, assertRefused, temporaryFolder } from './run-cli.js';

const smallRooms = ['--width', '32', '--height', '24', '--scenes', '2', '--views', '2'];

describe('commands', () => {
  let folder: string;
  const at = (name: string): string => path.join(folder, name);
  before(() => (folder = temporaryFolder()));
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('similarity measures what the library measures', () => {
    const values = (shift: number): Float32Array => Float32Array.from({ length: 60 }, (_, i) => Math.sin(shift * i));
    for (const [name, shift] of [
      ['a.npy', 1],
      ['b.npy', 1.3],
    ] as const)
      // prettier-ignore
      writeNpy(at(name), { shape: [20, 3], values: values(shift) });
    const compared = alignscopeJson(['similarity', at('a.npy'), at('b.npy'), '--estimator', 'biased']);
    const [x, y] = ['a.npy', 'b.npy'].map((name) => {
      return { rows: 20, columns: 3, values: readNpy(at(name)).values as Float32Array };
    });
    const value = linearCka(x, y, 'biased');
    assert.deepEqual(compared, { measure: 'cka', value, n: 20, kernel: 'linear', estimator: 'biased' });
    const { stdout } = alignscope(['similarity', at('a.npy'), at('b.npy'), '--estimator', 'biased']);
    assert.equal(stdout, `cka (kernel linear, estimator biased) of 20 samples: ${value.toFixed(6)}\n`);
  });

  it('data inspect shows a recorded frame as it is stored, and a pixel of it', async () => {
    await writeRecording(at('scan'), { frames: 12 });
    const asked = ['data', 'inspect', 'posed-rgbd', '--root', at('scan'), '--index', '2'];
    const { id, split, rgb, depth, camera } = alignscopeJson<Inspection>([...asked, '--at', '0,0']);
    const { width, height, focal } = recorded;
    assert.deepEqual({ id, split }, { id: 'scan-part00/frame-000010', split: 'train' });
    assert.deepEqual(rgb, { width, height, at: [2, 0, 100] });
    assert.equal(depth?.at, null, 'this pixel was not measured');
    assert.deepEqual(camera, { width, height, fx: focal, fy: focal, cx: width / 2, cy: height / 2 });
    const found = alignscopeJson<Inspection>(['data', 'inspect', 'posed-rgbd', '--root', at('scan'), '--id', id]);
    assert.deepEqual(found, { ...found, id, split });
    assert.match(alignscope(asked).stdout, /^rgb +\{"width":80,"height":60,"at":null\}$/m);
  });

  it('data list says what each dataset offers and how to come by it', () => {
    const listed = alignscopeJson<({ name: string } & Partial<DatasetOffer>)[]>(['data', 'list']);
    assert.deepEqual(
      listed.map(({ name }) => name),
      Object.keys(datasets),
    );
    const coco = listed.find(({ name }) => name === 'coco')!;
    assert.ok(coco.tasks!.includes('object detection') && !coco.modalities!.includes('depth'));
    const { stdout } = alignscope(['data', 'list']);
    assert.match(stdout, /^cityscapes: .*\n(?: {2}.*\n)* {2}licence +Cityscapes licence: non-commercial/m);
  });

  it('data check, stats and sheet look at Rooms', () => {
    const checked = alignscopeJson(['data', 'check', 'rooms', ...smallRooms]);
    assert.deepEqual(checked, {
      ...{ dataset: 'rooms', frames: 8, clouds: 4 },
      ...{ skipped: { frames: 0, clouds: 0 }, problems: [] },
    });
    const { frames } = alignscopeJson<{ frames: number }>(['data', 'stats', 'rooms', ...smallRooms]);
    assert.equal(frames, 8);
    const out = at('sheet.png');
    const made = alignscopeJson(['data', 'sheet', 'rooms', ...smallRooms, '--frames', '2', '--out', out]);
    assert.deepEqual(made, { dataset: 'rooms', out });
    const picture = readPng(fs.readFileSync(out));
    assert.ok(picture.width > 2 * 32 && picture.height > 24);
  });

  it('pretrain saves an encoder with its audit, and probe reads it', () => {
    const size = ['--width', '48', '--height', '32', '--scenes', '4', '--views', '3'];
    const out = at('encoder.safetensors');
    const asked = ['pretrain', '--variation', 'cross-view', '--steps', '2', '--encoder-width', '4', ...size];
    const pretrained = alignscopeJson<Record<string, unknown>>([...asked, '--out', out]);
    assert.deepEqual(
      [pretrained.variation, pretrained.seed, pretrained.steps, pretrained.out],
      ['cross-view', 0, 2, out],
    );
    assert.ok(Number.isFinite(pretrained.finalLoss) && Number(pretrained.effectiveRank) >= 1);
    assert.deepEqual(
      fs.readdirSync(folder).filter((name) => name.startsWith('encoder')),
      ['encoder.safetensors'],
      'no checkpoint is left behind',
    );

    const probed = ['probe', out, '--targets', 'depth', 'albedo', ...size];
    const { rows } = alignscopeJson<{ rows: Row[] }>(probed);
    assert.ok(rows.every(({ variation, dataset }) => variation === 'cross-view' && dataset === 'rooms'));
    const depth = rows.find((row) => row.stage === 'out' && row.target === 'depth' && row.metric === 'r2')!;
    const { stdout } = alignscope(probed);
    const line = new RegExp(`^depth +${depth.head} +r2 .*${depth.value.toFixed(3)}$`.replace(/\./g, '.'), 'm');
    assert.match(stdout, line);
  });

  it('cache lists what is kept and clears it, but for native libraries unless named', () => {
    const environment = { ALIGNSCOPE_CACHE: at('cache') };
    for (const name of ['rooms', 'native']) {
      fs.mkdirSync(path.join(at('cache'), name, 'inner'), { recursive: true });
      fs.writeFileSync(path.join(at('cache'), name, 'inner', 'file'), new Uint8Array(2000));
    }
    const entry = (name: string): object => ({ name, files: 1, megabytes: 0.002 });
    assert.deepEqual(alignscopeJson(['cache', 'list'], environment), {
      folder: at('cache'),
      entries: [entry('native'), entry('rooms')],
    });
    assert.deepEqual(alignscopeJson(['cache', 'clear'], environment), {
      folder: at('cache'),
      cleared: ['rooms'],
      megabytes: 0.002,
    });
    assert.deepEqual(fs.readdirSync(at('cache')), ['native']);
    assert.match(alignscope(['cache', 'clear', 'native'], environment).stdout, /Cleared native/);
    assert.match(alignscope(['cache', 'list'], environment).stdout, /empty/);
  });

  it('notebook run writes outputs, takes parameters, and stops at a cell that fails', () => {
    const cell = (source: string, tags: string[] = []): Cell => {
      const id = `cell-${source.length}`;
      return { cell_type: 'code', id, source, metadata: { tags }, outputs: [], execution_count: null };
    };
    const cells = [cell('const steps = 1;', ['parameters']), cell('console.log(`${steps} steps`);')];
    const write = (name: string, given: Cell[]): string => {
      const metadata = { kernelspec: { display_name: 'TypeScript', language: 'typescript', name: 'tslab' } };
      fs.writeFileSync(at(name), JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells: given }));
      return at(name);
    };
    const out = at('ran.ipynb');
    const ran = alignscopeJson<object>(['notebook', 'run', write('good.ipynb', cells), '-p', 'steps=7', '-o', out]);
    assert.deepEqual({ ...ran, seconds: 0 }, { notebook: at('good.ipynb'), out, cells: 2, seconds: 0 });
    assert.match(JSON.stringify(readNotebook(out).cells.at(-1)), /7 steps/);

    const bad = write('bad.ipynb', [...cells, cell('throw new Error("too far");'), cell('console.log("never")')]);
    assertRefused(alignscope(['notebook', 'run', bad]), { code: 1, says: [/Cell 3 .*too far/] });
    assert.match(JSON.stringify(readNotebook(bad).cells), /1 steps/, 'what was done until then is written');
  });

  it('doctor says which backend is chosen', () => {
    const { node, backends, chosen } = alignscopeJson<{
      node: string;
      backends: { name: string; available: boolean }[];
      chosen: string;
    }>(['doctor']);
    assert.equal(node, process.versions.node);
    assert.deepEqual(
      backends.map(({ name }) => name),
      ['tensorflow', 'webgpu', 'wasm', 'cpu'],
    );
    assert.equal(backends.find(({ name }) => name === chosen)?.available, true);
  });
});
