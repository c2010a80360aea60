import * as assert from 'node:assert/strict';
import { inflateSync } from 'node:zlib';
import * as fc from 'fast-check';
import { encode } from 'fast-png';
import { readPng, writePng } from '../../src/formats/index.js';
import { InputError } from '../../src/support/errors.js';

const size = fc.integer({ min: 1, max: 9 });

describe('png', () => {
  it('keeps every 16-bit value', () => {
    const values = Uint16Array.from({ length: 65536 }, (_, i) => i);
    const image = readPng(writePng({ width: 256, height: 256, channels: 1, values }));
    assert.deepEqual(image, { width: 256, height: 256, channels: 1, values });
  });

  it('keeps any raster of 8 or 16 bits and one to four channels', () => {
    fc.assert(
      fc.property(
        size,
        size,
        fc.integer({ min: 1, max: 4 }),
        fc.boolean(),
        fc.infiniteStream(fc.nat(65535)),
        (width, height, channels, wide, stream) => {
          const numbers = Array.from({ length: width * height * channels }, () => stream.next().value as number);
          const values = wide ? Uint16Array.from(numbers) : Uint8Array.from(numbers);
          assert.deepEqual(readPng(writePng({ width, height, channels, values })), { width, height, channels, values });
        },
      ),
    );
  });

  it('stores 16 bits big-endian, as the format demands', () => {
    const file = Buffer.from(writePng({ width: 1, height: 1, channels: 1, values: Uint16Array.of(0x1234) }));
    const data = file.indexOf('IDAT') + 4;
    const row = inflateSync(file.subarray(data, data + file.readUInt32BE(data - 8)));
    assert.deepEqual([...row], [0, 0x12, 0x34], 'filter byte, high byte, low byte');
  });

  it('expands a palette to its colours', () => {
    const palette = [
      [255, 0, 0],
      [0, 255, 0],
      [1, 2, 3],
    ];
    const file = encode({ width: 3, height: 1, depth: 8, channels: 1, data: Uint8Array.of(2, 0, 1), palette });
    assert.deepEqual(readPng(file), {
      width: 3,
      height: 1,
      channels: 3,
      values: Uint8Array.of(1, 2, 3, 255, 0, 0, 0, 255, 0),
    });
  });

  it('refuses a file cut short anywhere, naming it', () => {
    const values = Uint16Array.from({ length: 400 }, (_, i) => (i * 7919) % 65536);
    const file = writePng({ width: 20, height: 20, channels: 1, values });
    for (let length = 0; length < file.length - 12; length += 7)
      assert.throws(
        () => readPng(file.subarray(0, length), 'frame-7.depth.png'),
        (error: Error) =>
          error instanceof InputError && /^frame-7\.depth\.png is not a readable PNG \(.*[^:]\)/.test(error.message),
        `${length} of ${file.length} bytes`,
      );
  });

  it('refuses a file with a changed byte in its data', () => {
    const file = writePng({
      width: 4,
      height: 4,
      channels: 1,
      values: Uint16Array.from({ length: 16 }, (_, i) => i * 999),
    });
    const broken = Uint8Array.from(file);
    broken[file.length - 25] ^= 0x10;
    assert.throws(() => readPng(broken, 'x.png'), InputError);
  });

  it('refuses what is no PNG, and values that do not fit the size', () => {
    assert.throws(
      () => readPng(new TextEncoder().encode('not a picture at all'), 'x.png'),
      /x\.png is not a readable PNG/,
    );
    assert.throws(
      () => writePng({ width: 2, height: 2, channels: 1, values: new Uint8Array(3) }),
      /takes 4 values, got 3/,
    );
  });
});
