import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { parseNpy, readNpy, serialiseNpy, writeNpy, type ArrayValues } from '../../src/formats/index.js';
import { InputError } from '../../src/support/errors.js';

/** A file as NumPy 1.x writes it. */
function npyFile(header: string, data: number[] | Uint8Array, version = 1): Uint8Array {
  const padded = `${header.padEnd(Math.ceil((10 + header.length + 1) / 64) * 64 - 11)}\n`;
  const length = version === 1 ? [padded.length & 255, padded.length >> 8] : [padded.length, 0, 0, 0];
  return Uint8Array.from([0x93, ...Buffer.from('NUMPY'), version, 0, ...length, ...Buffer.from(padded), ...data]);
}

const constructors = [
  Float32Array,
  Float64Array,
  Int8Array,
  Uint8Array,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  BigInt64Array,
  BigUint64Array,
];

describe('npy', () => {
  it('reads back what it wrote, of every type and shape', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...constructors),
        fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }),
        fc.uint8Array({ minLength: 256 * 8, maxLength: 256 * 8 }),
        (constructor, shape, bytes) => {
          const count = shape.reduce((product, length) => product * length, 1);
          const values = new constructor(bytes.slice().buffer, 0, count) as ArrayValues;
          const array = parseNpy(serialiseNpy({ shape, values }));
          assert.deepEqual(array.shape, shape);
          assert.deepEqual(array.values, values);
        },
      ),
    );
  });

  it('writes bytes that NumPy writes', () => {
    const bytes = serialiseNpy({ shape: [2, 1], values: Float32Array.of(1, 2) });
    const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }";
    assert.deepEqual(bytes, npyFile(header, [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40]));
    assert.equal((bytes.length - 8) % 64, 0);
    assert.match(
      Buffer.from(serialiseNpy({ shape: [3], values: new Uint8Array(3) })).toString('latin1'),
      /'\|u1'.*\(3,\)/,
    );
  });

  it('reads big-endian, Fortran order, booleans, scalars and versions 2 and 3', () => {
    const big = npyFile("{'descr': '>i4', 'fortran_order': False, 'shape': (2,), }", [0, 0, 0, 1, 255, 255, 255, 254]);
    assert.deepEqual(parseNpy(big).values, Int32Array.of(1, -2));
    const fortran = npyFile("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }", [1, 4, 2, 5, 3, 6]);
    assert.deepEqual(parseNpy(fortran), { shape: [2, 3], dtype: 'u1', values: Uint8Array.of(1, 2, 3, 4, 5, 6) });
    const flags = npyFile("{'descr': '|b1', 'fortran_order': False, 'shape': (2,), }", [1, 0]);
    assert.deepEqual(parseNpy(flags), { shape: [2], dtype: 'b1', values: Uint8Array.of(1, 0) });
    for (const version of [2, 3])
      assert.deepEqual(parseNpy(npyFile("{'descr': '<u2', 'fortran_order': False, 'shape': (), }", [1, 2], version)), {
        shape: [],
        dtype: 'u2',
        values: Uint16Array.of(0x201),
      });
  });

  it('holds half precision as floats, and rounds to it when told', () => {
    const values = Float32Array.of(1, -2.5, 1 / 3, 65504);
    const bytes = serialiseNpy({ shape: [2, 2], values, dtype: 'f2' });
    assert.match(Buffer.from(bytes).toString('latin1'), /'<f2'/);
    const { dtype, values: read } = parseNpy(bytes);
    assert.deepEqual([dtype, read], ['f2', Float32Array.of(1, -2.5, 0.333251953125, 65504)]);
    const big = npyFile("{'descr': '>f2', 'fortran_order': False, 'shape': (2,), }", [0x3c, 0, 0xc1, 0]);
    assert.deepEqual(parseNpy(big).values, Float32Array.of(1, -2.5));
  });

  it('reads from a Buffer that lies at an odd place in its pool', () => {
    const file = serialiseNpy({ shape: [2], values: Float64Array.of(Math.PI, -1) });
    const pool = Buffer.alloc(file.length + 3);
    pool.set(file, 3);
    assert.deepEqual(parseNpy(pool.subarray(3)).values, Float64Array.of(Math.PI, -1));
  });

  it('refuses malformed files, naming file and fault', () => {
    const refuses = (bytes: Uint8Array, fault: RegExp) =>
      assert.throws(
        () => parseNpy(bytes, 'x.npy'),
        (error: Error) => {
          assert.ok(error instanceof InputError);
          assert.match(error.message, /^x\.npy/);
          assert.match(error.message, fault);
          return true;
        },
      );
    const good = serialiseNpy({ shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) });
    for (let length = 0; length < good.length; length++) refuses(good.subarray(0, length), /not a readable/);
    refuses(Uint8Array.from([...good, 0]), /takes 16 bytes, 17 follow/);
    refuses(
      npyFile("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", [0]),
      /rows of unequal length.*Give all rows the same length/,
    );
    refuses(npyFile("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,), }", [0]), /lacks a simple descr/);
    refuses(npyFile("{'descr': '<U5', 'fortran_order': False, 'shape': (1,), }", [0]), /U5 are not supported.*astype/);
    refuses(
      npyFile("{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }", Array(8).fill(0)),
      /c8 are not supported/,
    );
    refuses(npyFile("{'descr': '<f4', 'shape': (1,), }", [0, 0, 0, 0]), /fortran_order/);
    refuses(npyFile("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", [0, 0, 0, 0], 9), /version 9/);
    refuses(npyFile("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 99999999999), }", []), /takes/);
  });

  it('writes files, and names a missing one', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-npy-'));
    const file = path.join(folder, 'x.npy');
    writeNpy(file, { shape: [2], values: Int32Array.of(7, -7) });
    assert.deepEqual(readNpy(file).values, Int32Array.of(7, -7));
    fs.rmSync(folder, { recursive: true });
    assert.throws(
      () => readNpy(file),
      (error: Error) => error instanceof InputError && error.message.includes(file),
    );
  });

  it('refuses to write values that do not fit shape or type', () => {
    assert.throws(() => serialiseNpy({ shape: [3], values: new Float32Array(2) }), /takes 3 values, got 2/);
    assert.throws(
      () => serialiseNpy({ shape: [2], values: new Float32Array(2), dtype: 'u1' }),
      /cannot be written as u1/,
    );
  });
});
