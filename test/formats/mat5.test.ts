import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { deflateSync } from 'node:zlib';
import * as fc from 'fast-check';
import { parseMat5, readMat5 } from '../../src/formats/index.js';
import { Mat5Writer } from '../support/write-mat5.js';
import { assertReadsOrRefuses, assertRefused, damaged } from './damage.js';

const little = new Mat5Writer(true);

/** One variable of each kind. */
function variables(write: Mat5Writer): Buffer[] {
  const text = (value: string, name = '') =>
    write.array(
      4,
      [1, value.length],
      name,
      write.numbers(
        4,
        Uint16Array.from(value, (c) => c.charCodeAt(0)),
      ),
    );
  const scalar = (value: number) => write.array(6, [1, 1], '', write.numbers(2, Uint8Array.of(value)));
  return [
    write.array(6, [2, 3], 'doubles', write.numbers(9, Float64Array.of(1, 2, 3, 4, 5, -6.5))),
    write.array(6, [1, 3], 'narrow', write.numbers(4, Uint16Array.of(1, 2, 65535))),
    write.array(11, [3, 1], 'ids', write.numbers(4, Uint16Array.of(1, 7, 300))),
    write.array(14, [1, 1], 'wide', write.numbers(12, BigInt64Array.of(-(2n ** 40n)))),
    write.array(
      7 | 0x800,
      [1, 1],
      'complex',
      write.numbers(7, Float32Array.of(1)),
      write.numbers(7, Float32Array.of(2)),
    ),
    write.array(9 | 0x200, [1, 2], 'flags', write.numbers(2, Uint8Array.of(1, 0))),
    text('wall', 'name'),
    // Two rows, column-major: "ab" over "cd".
    write.array(4, [2, 2], 'rows', write.element(16, Buffer.from('acbd'))),
    write.array(1, [1, 3], 'cells', text('floor'), scalar(4), write.element(14, Buffer.alloc(0))),
    write.array(
      2,
      [1, 1],
      'struct',
      write.numbers(5, Int32Array.of(8)),
      write.element(1, Buffer.from('labels\0\0name\0\0\0\0')),
      scalar(12),
      text('bed'),
    ),
    write.array(5, [1, 1], 'sparse', write.numbers(5, Int32Array.of(0))),
  ];
}

const matrix = (shape: number[], values: ArrayBufferView) => ({ kind: 'numbers', shape, values });
const expected = new Map<string, unknown>([
  ['doubles', matrix([2, 3], Float64Array.of(1, 2, 3, 4, 5, -6.5))],
  ['narrow', matrix([1, 3], Float64Array.of(1, 2, 65535))],
  ['ids', matrix([3, 1], Uint16Array.of(1, 7, 300))],
  ['wide', matrix([1, 1], BigInt64Array.of(-(2n ** 40n)))],
  ['complex', { ...matrix([1, 1], Float32Array.of(1)), imaginary: Float32Array.of(2) }],
  ['flags', matrix([1, 2], Uint8Array.of(1, 0))],
  ['name', { kind: 'text', shape: [1, 4], rows: ['wall'] }],
  ['rows', { kind: 'text', shape: [2, 2], rows: ['ab', 'cd'] }],
  [
    'cells',
    {
      kind: 'cells',
      shape: [1, 3],
      cells: [
        { kind: 'text', shape: [1, 5], rows: ['floor'] },
        matrix([1, 1], Float64Array.of(4)),
        matrix([0, 0], new Float64Array(0)),
      ],
    },
  ],
  [
    'struct',
    {
      kind: 'struct',
      shape: [1, 1],
      records: [
        new Map<string, unknown>([
          ['labels', matrix([1, 1], Float64Array.of(12))],
          ['name', { kind: 'text', shape: [1, 3], rows: ['bed'] }],
        ]),
      ],
    },
  ],
  ['sparse', { kind: 'other', class: 'sparse' }],
]);

const compress = (variable: Buffer) => little.element(15, deflateSync(variable));

describe('MATLAB v5', () => {
  it('reads every kind of variable, in either byte order, compressed or not', () => {
    assert.deepEqual(parseMat5(little.file(...variables(little))), expected);
    const big = new Mat5Writer(false);
    assert.deepEqual(parseMat5(big.file(...variables(big))), expected);
    assert.deepEqual(parseMat5(little.file(...variables(little).map(compress))), expected);
  });

  it('refuses what is malformed, naming file and fault', () => {
    const double = (...parts: Buffer[]) => little.file(little.array(6, [1, 2], 'x', ...parts));
    const header = little.file();
    const otherVersion = Buffer.from(header);
    otherVersion[125] = 2;
    const unmarked = Buffer.from(header);
    unmarked[126] = 0;
    const deep = Array.from({ length: 70 }).reduce<Buffer>(
      (inner) => little.array(1, [1, 1], 'x', inner),
      little.array(6, [0, 0], '', little.numbers(9, new Float64Array(0))),
    );
    const cases: [Buffer, RegExp][] = [
      [Buffer.from('MATLAB 7.3 MAT-file, …'), /v7\.3 file, which is HDF5/],
      [header.subarray(0, 100), /100 bytes, less than its header/],
      [unmarked, /no mark of the byte order/],
      [otherVersion, /version is 2/],
      [Buffer.concat([header, Buffer.alloc(4)]), /within the tag/],
      [double(little.numbers(9, Float64Array.of(1))), /has 1 values, expected 2/],
      [double(little.element(9, Buffer.alloc(12))), /12 bytes are no whole number/],
      [double(little.element(77, Buffer.alloc(16))), /type 77, expected numbers/],
      [double(), /within the tag/],
      [little.file(little.array(9, [1, 1], 'x', little.numbers(4, Uint16Array.of(300)))), /its class cannot hold/],
      [little.file(little.array(14, [1, 1], 'x', little.numbers(9, Float64Array.of(0.5)))), /its class cannot hold/],
      [little.file(little.array(1, [60000, 60000], 'x')), /claims 3600000000 cells, 0 bytes/],
      [little.file(little.array(6, [-1, 2], 'x')), /shape \[-1, 2\]/],
      [little.file(little.array(6, [2], 'x')), /shape \[2\]/],
      [little.file(little.array(99, [1, 1], 'x')), /class 99/],
      [little.file(little.array(4, [1, 1], 'x', little.numbers(6, Uint32Array.of(0x110000)))), /code 1114112/],
      [
        little.file(little.array(4, [1, 2], 'x', little.numbers(4, Uint16Array.of(65)))),
        /has 1 characters, expected 2/,
      ],
      [little.file(little.element(9, Buffer.alloc(8))), /type 9 in place of a variable/],
      [little.file(little.array(1, [1, 1], 'x', little.numbers(9, Float64Array.of(1)))), /type 9 in place of an array/],
      [little.file(deep), /64 deep/],
      [little.file(little.element(15, Buffer.from('not compressed'))), /compressed variable is damaged/],
      [
        little.file(
          little.array(
            2,
            [5e4, 5e4],
            'x',
            little.numbers(5, Int32Array.of(4)),
            little.element(1, Buffer.from('a\0\0\0')),
          ),
        ),
        /claims 2500000000 records/,
      ],
    ];
    for (const [file, fault] of cases)
      assertRefused(() => parseMat5(file, 'splits.mat'), 'splits.mat is not a readable MATLAB v5 file', fault);
  });

  it('refuses a file cut short within a variable, and survives any damage', () => {
    const plain = little.file(...variables(little));
    const packed = little.file(...variables(little).map(compress));
    const ends = [128];
    for (const variable of variables(little)) ends.push(ends.at(-1)! + variable.length);
    for (let length = 0; length < plain.length; length += 3)
      if (!ends.includes(length)) assertReadsOrRefuses(() => assertCut(plain, length));
    for (const file of [plain, packed])
      fc.assert(
        fc.property(damaged(file), (bytes) => assertReadsOrRefuses(() => parseMat5(bytes))),
        { numRuns: 500 },
      );
  });

  it('reads files', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-mat-'));
    const file = path.join(folder, 'a.mat');
    fs.writeFileSync(file, little.file(...variables(little)));
    assert.deepEqual(readMat5(file), expected);
    fs.rmSync(folder, { recursive: true });
    assert.throws(() => readMat5(file), /a\.mat: it does not exist/);
  });
});

/** A variable whose last bytes are only padding may be whole all the same. */
function assertCut(file: Buffer, length: number): void {
  const found = parseMat5(file.subarray(0, length));
  for (const [name, value] of found) assert.deepEqual(value, expected.get(name));
}
