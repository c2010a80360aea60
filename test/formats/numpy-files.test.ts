import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { locateNpy, npzNames, openRows, parseNpy, readNpy, readNpz, writeNpz } from '../../src/formats/index.js';
import { temporaryFolder } from '../cli/run-cli.js';
import { readReference } from '../metrics/reference.js';
import { assertRefused, isRefusal } from './damage.js';

interface Reference {
  tool: string;
  npy: { name: string; file: string; values: number[] }[];
  npz: { stored: string; compressed: string; values: Record<string, number[]> };
  ragged: string;
}

const reference = readReference<Reference>('numpy-files');

describe(`files written by ${reference.tool}`, () => {
  let folder: string;
  before(() => (folder = temporaryFolder()));
  after(() => fs.rmSync(folder, { recursive: true }));

  function file(name: string, base64: string): string {
    const written = path.join(folder, name);
    fs.writeFileSync(written, Buffer.from(base64, 'base64'));
    return written;
  }

  for (const { name, file: base64, values } of reference.npy)
    it(`${name}: whole, from bytes, and by rows`, () => {
      const npy = file(`${name}.npy`, base64);
      const whole = readNpy(npy);
      assert.deepEqual(whole.shape, [5, 3]);
      assert.deepEqual([...whole.values].map(Number), values);
      assert.deepEqual(parseNpy(fs.readFileSync(npy)), whole);
      const rows = openRows(locateNpy(npy));
      assert.deepEqual([rows.rows, rows.columns], [5, 3]);
      for (const [begin, count] of [
        [0, 2],
        [2, 2],
        [4, 1],
        [1, 4],
        [0, 5],
      ])
        // prettier-ignore
        assert.deepEqual([...rows.read(begin, count)], values.slice(3 * begin, 3 * (begin + count)));
      rows.close();
    });

  it('archives, packed or not: all arrays, or one', async () => {
    for (const kind of ['stored', 'compressed'] as const) {
      const npz = file(`${kind}.npz`, reference.npz[kind]);
      assert.deepEqual(await npzNames(npz), ['first', 'second']);
      const arrays = await readNpz(npz);
      for (const [name, values] of Object.entries(reference.npz.values))
        assert.deepEqual([...arrays.get(name)!.values].map(Number), values);
      assert.deepEqual([...(await readNpz(npz, 'second')).keys()], ['second']);
      await assert.rejects(readNpz(npz, 'third'), (error: Error) => isRefusal(error, npz, /no array third.*first, second/)); // prettier-ignore
    }
  });

  it('archives that are damaged or hold no arrays are refused', async () => {
    const bytes = Buffer.from(reference.npz.compressed, 'base64');
    const cut = path.join(folder, 'cut.npz');
    fs.writeFileSync(cut, bytes.subarray(0, bytes.length - 30));
    await assert.rejects(readNpz(cut), (error: Error) => isRefusal(error, cut, /zip/));
    const empty = path.join(folder, 'empty.npz');
    writeNpz(empty, []);
    await assert.rejects(readNpz(empty), (error: Error) => isRefusal(error, empty, /no array.*numpy\.savez/));
  });

  it('rows of unequal length are refused with what to do', () => {
    const ragged = file('ragged.npy', reference.ragged);
    assertRefused(() => readNpy(ragged), ragged, /rows of unequal length.*Give all rows the same length/);
  });
});

describe('npz', () => {
  it('reads back what it wrote, in equal bytes for equal arrays', async () => {
    const folder = temporaryFolder();
    const [one, two] = ['one.npz', 'two.npz'].map((name) => path.join(folder, name));
    const arrays = [
      ['floats', { shape: [2, 2], values: Float64Array.of(1, 2, 3, Math.PI) }],
      ['half', { shape: [3], values: Float32Array.of(0.5, -1, 2), dtype: 'f2' }],
    ] as const;
    writeNpz(one, arrays);
    writeNpz(two, arrays);
    assert.deepEqual(fs.readFileSync(one), fs.readFileSync(two));
    const read = await readNpz(one);
    assert.deepEqual(read.get('floats'), { ...arrays[0][1], dtype: 'f8' });
    assert.deepEqual(read.get('half'), arrays[1][1]);
    fs.rmSync(folder, { recursive: true });
  });
});
