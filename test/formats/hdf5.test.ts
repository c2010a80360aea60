import * as assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as fc from 'fast-check';
import * as h5wasm from 'h5wasm/node';
import { openHdf5 } from '../../src/formats/index.js';
import { InputError } from '../../src/support/errors.js';
import { damaged, isRefusal } from './damage.js';

const images = Uint8Array.from({ length: 2 * 3 * 4 * 5 }, (_, i) => i);
const texts = ['wall', 'café', '', 'night stand'];

/** A file as MATLAB v7.3 saves: chunked images, and a cell array of texts as references into `#refs#`. */
async function writeMatlab(file: string): Promise<Buffer> {
  await h5wasm.ready;
  const out = new h5wasm.File(file, 'w');
  out.create_dataset({
    name: 'images',
    data: images,
    shape: [2, 3, 4, 5],
    chunks: [1, 3, 2, 5],
    compression: 'gzip',
  });
  out.create_dataset({ name: 'depths', data: Float32Array.from(images.subarray(0, 8), (v) => v / 4), shape: [2, 4] });
  out.create_dataset({ name: 'scalar', data: Float64Array.of(7), shape: [] });
  const refs = out.create_group('#refs#');
  texts.forEach((text, i) => {
    const units = Uint16Array.from(text, (c) => c.charCodeAt(0));
    // MATLAB stores the size of an empty array in its place.
    if (text !== '') refs.create_dataset({ name: `r${i}`, data: units, shape: [units.length, 1] });
    else
      refs
        .create_dataset({ name: `r${i}`, data: BigUint64Array.of(0n, 0n), shape: [2] })
        .create_attribute('MATLAB_empty', 1);
  });
  refs.create_dataset({ name: 'numbers', data: Float64Array.of(1, 2), shape: [2, 1] });
  const reference = (name: string) => refs.get(name)!;
  const cell = (names: string[]) => names.map((name) => (reference(name) as h5wasm.Dataset).create_reference());
  out.create_dataset({ name: 'names', data: cell(texts.map((_, i) => `r${i}`)), shape: [1, texts.length] });
  out.create_dataset({ name: 'mixed', data: cell(['r0', 'numbers']), shape: [1, 2] });
  out.close();
  return fs.readFileSync(file);
}

describe('HDF5', () => {
  let folder: string;
  let file: string;
  let bytes: Buffer;

  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-hdf5-'));
    file = path.join(folder, 'labeled.mat');
    bytes = await writeMatlab(file);
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  it('gives hyperslabs of datasets, of the stored type', async () => {
    const opened = await openHdf5(file);
    const dataset = opened.dataset('images');
    assert.deepEqual(dataset.shape, [2, 3, 4, 5]);
    assert.deepEqual(dataset.read(), images);
    assert.deepEqual(dataset.read([[1, 2]]), images.slice(60));
    // Columns 2 and 3 of row 1, of every channel.
    assert.deepEqual(dataset.read([[0, 1], undefined, [1, 2], [2, 4]]), Uint8Array.of(7, 8, 27, 28, 47, 48));
    assert.deepEqual(dataset.read([[1, 1]]), new Uint8Array(0));
    assert.deepEqual(opened.dataset('depths').read([undefined, [3, 4]]), Float32Array.of(0.75, 1.75));
    assert.deepEqual(opened.dataset('/depths').shape, [2, 4]);
    assert.deepEqual(opened.dataset('scalar').read(), Float64Array.of(7));
    assert.deepEqual(opened.names().sort(), ['#refs#', 'depths', 'images', 'mixed', 'names', 'scalar']);
    opened.close();
  });

  it('gives the texts that a cell array refers to', async () => {
    const opened = await openHdf5(file);
    assert.deepEqual(opened.dataset('names').readTexts(), texts);
    opened.close();
  });

  it('reads behind a user block, also one of 4 GiB', async () => {
    for (const block of [512, 2 ** 32]) {
      const moved = path.join(folder, 'moved.mat');
      const handle = fs.openSync(moved, 'w');
      fs.writeSync(handle, bytes, 0, bytes.length, block);
      fs.closeSync(handle);
      const opened = await openHdf5(moved);
      assert.deepEqual(opened.dataset('images').read([[1, 2]]), images.slice(60));
      assert.deepEqual(opened.dataset('names').readTexts(), texts);
      opened.close();
      fs.rmSync(moved);
    }
  });

  it('refuses what is not there, naming file and dataset', async () => {
    const opened = await openHdf5(file);
    const refused = (call: () => unknown, fault: RegExp) =>
      assert.throws(call, (e: Error) => isRefusal(e, file, fault));
    refused(() => opened.dataset('labels'), /no dataset labels; it holds .*images/);
    refused(() => opened.dataset('#refs#'), /#refs# in it is no dataset/);
    refused(
      () => opened.dataset('images').read([[1, 3]]),
      /dataset images .* \[1,3\] lies outside its shape \[2, 3, 4, 5\]/,
    );
    refused(() => opened.dataset('images').read([[1, 0]]), /lies outside/);
    refused(() => opened.dataset('depths').read([undefined, undefined, [0, 1]]), /lies outside/);
    refused(() => opened.dataset('images').readTexts(), /no cell array of texts/);
    refused(() => opened.dataset('mixed').readTexts(), /dataset \/#refs#\/numbers .* no line of 16-bit characters/);
    refused(() => opened.dataset('names').read(), /no numbers/);
    const dataset = opened.dataset('images');
    opened.close();
    refused(() => dataset.read(), /closed or damaged/);
    refused(() => opened.names(), /closed or damaged/);
  });

  it('refuses files that are missing, of another kind or cut short, without a word on stderr', async () => {
    const other = path.join(folder, 'other.mat');
    for (const [content, fault] of [
      [Buffer.from('MATLAB 5.0 MAT-file'), /no HDF5 signature/],
      [Buffer.alloc(0), /no HDF5 signature/],
      [bytes.subarray(0, 8), /cut short or damaged/],
      [bytes.subarray(0, bytes.length >> 1), /cut short or damaged/],
      [bytes.subarray(0, bytes.length - 1), /cut short or damaged/],
    ] as const) {
      fs.writeFileSync(other, content);
      await assert.rejects(openHdf5(other), (error: Error) => isRefusal(error, other, fault));
    }
    await assert.rejects(openHdf5(path.join(folder, 'none.mat')), /none\.mat: it does not exist/);
    await assert.rejects(openHdf5(folder), InputError);

    const script = `
      const { openHdf5 } = await import(${JSON.stringify(new URL('../../src/formats/index.js', import.meta.url).href)});
      await openHdf5(${JSON.stringify(other)}).catch(({ message }) => console.log(message));`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      encoding: 'utf8',
    });
    assert.match(stdout, /cut short or damaged/);
    assert.equal(stderr, '');
  });

  it('survives any damage', async () => {
    const broken = path.join(folder, 'broken.mat');
    await fc.assert(
      fc.asyncProperty(damaged(bytes), async (content) => {
        fs.writeFileSync(broken, content);
        try {
          const opened = await openHdf5(broken);
          try {
            opened.dataset('images').read();
            opened.dataset('names').readTexts();
          } finally {
            opened.close();
          }
        } catch (error) {
          assert.ok(error instanceof InputError, (error as Error).stack);
        }
      }),
      { numRuns: 150 },
    );
  });
});
