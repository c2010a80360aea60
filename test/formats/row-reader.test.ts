import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import {
  locateNpy,
  locateSafetensors,
  openRows,
  readNpy,
  readSafetensors,
  writeNpy,
  writeSafetensors,
} from '../../src/formats/index.js';
import { serialiseNpyHeader } from '../../src/formats/npy-header.js';
import { temporaryFolder } from '../cli/run-cli.js';
import { assertRefused } from './damage.js';

describe('rows of stored matrices', () => {
  let folder: string;
  const at = (name: string): string => path.join(folder, name);
  before(() => (folder = temporaryFolder()));
  after(() => fs.rmSync(folder, { recursive: true }));

  it('of every tensor of a safetensors file', () => {
    const values = Float32Array.from({ length: 12 }, (_, i) => i / 4);
    const file = at('two.safetensors');
    writeSafetensors(file, [
      ['single', { dtype: 'F32', shape: [4, 3], values }],
      ['half', { dtype: 'F16', shape: [6, 2], values: values.map((value) => -value) }],
    ], { by: 'hand' }); // prettier-ignore
    const { arrays, metadata } = locateSafetensors(file);
    assert.deepEqual({ ...metadata }, { by: 'hand' });
    const [single, half] = ['single', 'half'].map((name) => openRows(arrays.get(name)!));
    assert.deepEqual([...single.read(1, 2)], [...values.subarray(3, 9)]);
    assert.deepEqual([...half.read(4, 2)], [-2, -2.25, -2.5, -2.75]);
    single.close();
    half.close();
    assert.deepEqual(readSafetensors(file).tensors.get('single')!.values, values);
  });

  it('beyond 4 GiB of a file', () => {
    const [rows, columns] = [2 ** 20 + 2, 1024];
    const file = at('large.npy');
    const header = serialiseNpyHeader([rows, columns], 'f4');
    const handle = fs.openSync(file, 'w');
    fs.writeSync(handle, header);
    // A hole of zeros, which takes no space on the disk.
    fs.ftruncateSync(handle, header.length + rows * columns * 4);
    const last = Float32Array.from({ length: columns }, (_, i) => i);
    fs.writeSync(handle, new Uint8Array(last.buffer), 0, last.byteLength, header.length + (rows - 1) * columns * 4);
    fs.closeSync(handle);
    assert.ok(fs.statSync(file).size > 2 ** 32);
    const reader = openRows(locateNpy(file));
    const read = reader.read(rows - 2, 2);
    assert.ok(read.subarray(0, columns).every((value) => value === 0));
    assert.deepEqual(read.subarray(columns), last);
    reader.close();
    fs.rmSync(file);
  });

  it('that are not there, not a matrix, not exact or cut short are refused', () => {
    assertRefused(() => locateNpy(at('none.npy')), at('none.npy'), /does not exist/);
    assertRefused(() => locateNpy(folder), folder, /is no file/);
    writeNpy(at('deep.npy'), { shape: [2, 2, 2], values: new Float32Array(8) });
    assertRefused(() => openRows(locateNpy(at('deep.npy'))), at('deep.npy'), /\[2, 2, 2\]; expected two dimensions/);
    writeNpy(at('large.npy'), { shape: [1, 1], values: BigInt64Array.of(2n ** 60n) });
    assertRefused(
      () => openRows(locateNpy(at('large.npy'))).read(0, 1),
      at('large.npy'),
      /1152921504606846976.*float32/,
    );
    const matrix = at('matrix.npy');
    writeNpy(matrix, { shape: [4, 2], values: new Float32Array(8) });
    const located = locateNpy(matrix);
    const reader = openRows(located);
    fs.truncateSync(matrix, fs.statSync(matrix).size - 4);
    assertRefused(() => reader.read(2, 2), matrix, /cut short or has changed/);
    assertRefused(() => readNpy(matrix), matrix, /takes 32 bytes, 28 follow/);
    assert.throws(() => reader.read(3, 2), RangeError);
    reader.close();
  });
});
