import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { serialiseNpyHeader } from '../../src/formats/npy-header.js';
import { gaussian } from '../similarity/gaussian.js';
import { alignscopeJson, temporaryFolder } from './run-cli.js';

/** As many products, (p + q)²n/2, as take seconds in double precision. */
const [rows, columns] = [2 ** 15 + 1, 256];

/** A file of zeros, which take no space on the disk, but for its last rows. */
function writeLastRows(file: string, values: Float32Array): void {
  const header = serialiseNpyHeader([rows, columns], 'f4');
  const handle = fs.openSync(file, 'w');
  fs.writeSync(handle, header);
  const bytes = new Uint8Array(values.buffer);
  fs.writeSync(handle, bytes, 0, bytes.length, header.length + rows * columns * 4 - bytes.length);
  fs.closeSync(handle);
}

/** Debiased linear alignment of features that are zero but for some rows. */
function alignment(x: Float32Array, y: Float32Array): number {
  const count = x.length / columns;
  const column = (side: Float32Array, j: number): number[] => Array.from({ length: count }, (_, i) => side[i * columns + j]); // prettier-ignore
  const mean = (side: Float32Array): number[] =>
    Array.from({ length: columns }, (_, j) => column(side, j).reduce((a, b) => a + b) / rows);
  const [mx, my] = [mean(x), mean(y)];
  let squared = 0;
  for (let i = 0; i < columns; i++)
    for (let j = 0; j < columns; j++) {
      const other = column(y, j);
      squared += (column(x, i).reduce((sum, value, k) => sum + value * other[k], 0) - rows * mx[i] * my[j]) ** 2;
    }
  const lengths = (side: Float32Array, about: number[]): number[] =>
    Array.from({ length: count }, (_, i) => about.reduce((sum, m, j) => sum + (side[i * columns + j] - m) ** 2, 0));
  const ofZero = (about: number[]): number => about.reduce((sum, m) => sum + m * m, 0);
  const [lx, ly, zx, zy] = [lengths(x, mx), lengths(y, my), ofZero(mx), ofZero(my)];
  const rest = rows - count;
  const diagonal = lx.reduce((sum, length, i) => sum + length * ly[i], 0) + rest * zx * zy;
  const total = (of: number[], zero: number): number => of.reduce((a, b) => a + b) + rest * zero;
  const traces = total(lx, zx) * total(ly, zy);
  return squared - (rows / (rows - 2)) * diagonal + traces / ((rows - 1) * (rows - 2));
}

describe('similarity of files that are large', () => {
  it('is computed in one pass, with the value of its definition', () => {
    const folder = temporaryFolder();
    const [x, noise] = ['x', 'noise'].map((name) => Float32Array.from(gaussian(24, columns, 'large', name).values));
    const y = x.map((value, i) => value + noise[i]);
    const files = { x, y };
    for (const [name, values] of Object.entries(files)) writeLastRows(path.join(folder, `${name}.npy`), values);
    const asked = ['similarity', path.join(folder, 'x.npy'), path.join(folder, 'y.npy')];
    const { value, n } = alignscopeJson<{ value: number; n: number }>(asked);
    assert.equal(n, rows);
    const expected = alignment(x, y) / Math.sqrt(alignment(x, x) * alignment(y, y));
    assert.ok(Math.abs(value - expected) <= 1e-6, `${value}, expected ${expected}`);
    fs.rmSync(folder, { recursive: true });
  });
});
