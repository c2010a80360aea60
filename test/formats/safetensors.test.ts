import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as fc from 'fast-check';
import {
  parseSafetensors,
  readSafetensors,
  serialiseSafetensors,
  writeSafetensors,
  type StoredTensor,
} from '../../src/formats/index.js';
import { InputError } from '../../src/support/errors.js';

/** A file with any header, right or wrong. */
function fileWith(header: unknown, data: number): Uint8Array {
  const text = typeof header === 'string' ? header : JSON.stringify(header);
  const bytes = new Uint8Array(8 + text.length + data);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(Buffer.from(text), 8);
  return bytes;
}

const shape = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 });
const count = (lengths: readonly number[]) => lengths.reduce((product, length) => product * length, 1);

const tensor: fc.Arbitrary<StoredTensor> = fc
  .tuple(
    fc.constantFrom('F64', 'F32', 'I64', 'U64', 'I32', 'U32', 'I16', 'U16', 'I8', 'U8', 'BOOL' as const),
    shape,
    fc.uint8Array({ minLength: 27 * 8, maxLength: 27 * 8 }),
  )
  .map(([dtype, lengths, bytes]) => {
    const constructors = {
      F64: Float64Array,
      F32: Float32Array,
      I64: BigInt64Array,
      U64: BigUint64Array,
      I32: Int32Array,
      U32: Uint32Array,
      I16: Int16Array,
      U16: Uint16Array,
      I8: Int8Array,
      U8: Uint8Array,
      BOOL: Uint8Array,
    };
    const name = dtype as keyof typeof constructors;
    return { dtype: name, shape: lengths, values: new constructors[name](bytes.slice().buffer, 0, count(lengths)) };
  });

const tensors = fc.uniqueArray(
  fc.tuple(
    fc.string().filter((name) => name !== '__metadata__'),
    tensor,
  ),
  {
    selector: ([name]) => name,
    maxLength: 6,
  },
);
const metadata = fc.dictionary(fc.string(), fc.string(), { maxKeys: 4 });

describe('safetensors', () => {
  it('reads back what it wrote: any names, types, shapes and metadata', () => {
    fc.assert(
      fc.property(tensors, metadata, (list, notes) => {
        const read = parseSafetensors(serialiseSafetensors(list, notes));
        assert.equal(read.tensors.size, list.length);
        for (const [name, expected] of list) assert.deepEqual(read.tensors.get(name), expected);
        assert.deepEqual({ ...read.metadata }, { ...notes });
      }),
    );
  });

  it('gives the same bytes for the same content in any order', () => {
    fc.assert(
      fc.property(tensors, metadata, (list, notes) => {
        const reversed = Object.fromEntries(Object.entries(notes).reverse());
        assert.deepEqual(serialiseSafetensors([...list].reverse(), reversed), serialiseSafetensors(list, notes));
      }),
    );
  });

  it('begins every tensor at a multiple of its width', () => {
    fc.assert(
      fc.property(tensors, (list) => {
        const bytes = serialiseSafetensors(list);
        const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
        assert.equal(length % 8, 0);
        const header = JSON.parse(Buffer.from(bytes.subarray(8, 8 + length)).toString()) as Record<
          string,
          { data_offsets: [number, number] }
        >;
        for (const [name, { values }] of list)
          assert.equal(header[name].data_offsets[0] % (values.BYTES_PER_ELEMENT ?? 1), 0);
      }),
    );
  });

  it('reads a file laid out by hand', () => {
    const file = fileWith({ __metadata__: { by: 'hand' }, b: { dtype: 'U16', shape: [2], data_offsets: [0, 4] } }, 4);
    file.set([1, 0, 2, 1], file.length - 4);
    assert.deepEqual(parseSafetensors(file), {
      tensors: new Map([['b', { dtype: 'U16', shape: [2], values: Uint16Array.of(1, 258) }]]),
      metadata: { by: 'hand' },
    });
  });

  it('stores half precision to the nearest representable number and reads bfloat16', () => {
    // 1/3 lies between two halves; 65504 is the largest; 2⁻²⁴ the smallest; 2⁻²⁵ ties to even, which is 0.
    const values = Float32Array.of(
      1,
      -2,
      1 / 3,
      65504,
      65520,
      2 ** -24,
      2 ** -25,
      3 * 2 ** -25,
      2 ** -14,
      2 ** -15,
      -0,
      NaN,
      -Infinity,
    );
    const bytes = serialiseSafetensors([['x', { dtype: 'F16', shape: [values.length], values }]]);
    assert.deepEqual(
      parseSafetensors(bytes).tensors.get('x')!.values,
      Float32Array.of(
        1,
        -2,
        0.333251953125,
        65504,
        Infinity,
        2 ** -24,
        0,
        2 ** -23,
        2 ** -14,
        2 ** -15,
        -0,
        NaN,
        -Infinity,
      ),
    );
    const file = fileWith({ x: { dtype: 'BF16', shape: [2], data_offsets: [0, 4] } }, 4);
    file.set([0x80, 0x3f, 0x49, 0xc0], file.length - 4);
    assert.deepEqual(parseSafetensors(file).tensors.get('x')!.values, Float32Array.of(1, -3.140625));
  });

  it('rounds every half to itself', () => {
    const bits = Uint16Array.from({ length: 65536 }, (_, i) => i);
    const file = fileWith({ x: { dtype: 'F16', shape: [65536], data_offsets: [0, 131072] } }, 131072);
    file.set(new Uint8Array(bits.buffer), file.length - 131072);
    const { values } = parseSafetensors(file).tensors.get('x')!;
    const written = serialiseSafetensors([['x', { dtype: 'F16', shape: [65536], values }]]);
    const stored = new Uint16Array(written.slice(-131072).buffer);
    bits.forEach((half, i) => {
      if (!Number.isNaN(values[i])) assert.equal(stored[i], half);
    });
  });

  it('copies values out of a Buffer, which shares its memory', () => {
    const bytes = serialiseSafetensors([['x', { dtype: 'F32', shape: [1], values: Float32Array.of(5) }]]);
    const buffer = Buffer.concat([Buffer.of(1, 2, 3), bytes]).subarray(3);
    const { values } = parseSafetensors(buffer).tensors.get('x')!;
    buffer.fill(0);
    assert.deepEqual(values, Float32Array.of(5));
  });

  it('refuses malformed files, naming file and fault', () => {
    const entry = (begin: number, end: number, dtype = 'F32', lengths: unknown = [(end - begin) / 4]) => ({
      dtype,
      shape: lengths,
      data_offsets: [begin, end],
    });
    const cases: [unknown, number, RegExp][] = [
      [{ a: entry(0, 8), b: entry(4, 12) }, 12, /tensor b begins at byte 4, expected 8/],
      [{ a: entry(0, 4), b: entry(8, 12) }, 12, /tensor b begins at byte 8, expected 4/],
      [{ a: entry(0, 16) }, 12, /tensor a ends at byte 16 of 12/],
      [{ a: entry(0, 8) }, 12, /4 bytes after the last tensor/],
      [{ a: entry(0, 8, 'F32', [3]) }, 8, /takes 12 bytes, has 8/],
      [{ a: entry(8, 0, 'F32', [2]) }, 8, /data_offsets \[8,0\]/],
      [{ a: entry(0, 8, 'F32', [-2]) }, 8, /shape \[-2\]/],
      [{ a: entry(0, 8, 'F32', [0.5, 4]) }, 8, /shape \[0.5,4\]/],
      [{ a: entry(0, 8, 'Q4') }, 8, /type "Q4"/],
      [{ a: entry(0, 8, 'constructor') }, 8, /type "constructor"/],
      [{ a: 5 }, 0, /entry of tensor a is not an object/],
      [{ a: entry(0, 0, 'F32', [2 ** 50, 2 ** 50]) }, 0, /takes/],
      [{ __metadata__: { a: 1 } }, 0, /__metadata__/],
      [[], 0, /not a JSON object/],
      ['{"a"', 0, /not JSON/],
    ];
    for (const [header, data, fault] of cases)
      assert.throws(
        () => parseSafetensors(fileWith(header, data), 'w.safetensors'),
        (error: Error) => {
          assert.ok(error instanceof InputError, error.stack);
          assert.match(error.message, /^w\.safetensors is not a valid safetensors file/);
          assert.match(error.message, fault);
          return true;
        },
      );
    const large = new Uint8Array(8);
    new DataView(large.buffer).setBigUint64(0, 2n ** 60n, true);
    assert.throws(() => parseSafetensors(large), /more than 100000000/);
    assert.throws(() => parseSafetensors(new Uint8Array(3)), /not even the header's length/);
  });

  it('refuses any file cut short or with bytes to spare, and survives any damage', () => {
    const bytes = serialiseSafetensors([['x', { dtype: 'F32', shape: [2], values: Float32Array.of(1, 2) }]], {
      a: 'b',
    });
    for (let length = 0; length < bytes.length; length++)
      assert.throws(() => parseSafetensors(bytes.subarray(0, length)), InputError);
    assert.throws(() => parseSafetensors(Uint8Array.from([...bytes, 0])), InputError);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = bytes.slice();
        damaged[at] ^= change;
        try {
          parseSafetensors(damaged);
        } catch (error) {
          assert.ok(error instanceof InputError, (error as Error).stack);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('refuses to write what would not be read back', () => {
    const x = { dtype: 'F32', shape: [2], values: Float32Array.of(1, 2) } satisfies StoredTensor;
    assert.throws(() => serialiseSafetensors([['x', { ...x, shape: [3] }]]), /takes 3 values, got 2/);
    assert.throws(() => serialiseSafetensors([['x', { ...x, dtype: 'I32' }]]), /Float32Array cannot be written as I32/);
    assert.throws(() => serialiseSafetensors([['x', { ...x, dtype: 'BF16' }]]), /cannot be written as BF16/);
    assert.throws(
      () =>
        serialiseSafetensors([
          ['x', x],
          ['x', x],
        ]),
      /occurs twice/,
    );
    assert.throws(() => serialiseSafetensors([['__metadata__', x]]), /reserved/);
  });

  it('writes and reads files', () => {
    const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-safetensors-')), 'x.safetensors');
    const x: StoredTensor = { dtype: 'F32', shape: [2, 1], values: Float32Array.of(1, 2) };
    writeSafetensors(file, new Map([['x', x]]), { step: '3' });
    assert.deepEqual(readSafetensors(file), { tensors: new Map([['x', x]]), metadata: { step: '3' } });
    fs.rmSync(path.dirname(file), { recursive: true });
    assert.throws(() => readSafetensors(file), /does not exist/);
  });
});
