import * as assert from 'node:assert/strict';
import { crc32, deflateSync } from 'node:zlib';
import * as fc from 'fast-check';
import { encode } from 'fast-png';
import sharp from 'sharp';
import { readDepthPng, readLabelPng, readPng, writePng } from '../../src/formats/index.js';
import { unfilterPng } from '../../src/formats/png-filters.js';
import { assertReadsOrRefuses, assertRefused, damaged } from './damage.js';

function chunk(kind: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(kind), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A PNG of rows that are already filtered, each with its filter's number before it. */
function pngOf(size: { width: number; height: number; bits: number; colourType?: number }, rows: Uint8Array): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size.width, 0);
  header.writeUInt32BE(size.height, 4);
  header.set([size.bits, size.colourType ?? 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10),
    chunk('IHDR', header),
    ...(size.colourType === 3 ? [chunk('PLTE', Buffer.alloc(3 * 2 ** size.bits, 200))] : []),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Rows of random bytes and random filters: any of them is a valid image. */
function filteredRows(height: number, rowBytes: number): fc.Arbitrary<Uint8Array> {
  return fc
    .array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.uint8Array({ minLength: rowBytes, maxLength: rowBytes })), {
      minLength: height,
      maxLength: height,
    })
    .map((rows) => Uint8Array.from(rows.flatMap(([filter, row]) => [filter, ...row])));
}

const sizes = fc.record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 5 }) });

describe('single-channel PNG', () => {
  it('gives the 16-bit values that fast-png gives, whatever the filters', () => {
    fc.assert(
      fc.property(
        sizes.chain((size) => fc.tuple(fc.constant(size), filteredRows(size.height, 2 * size.width))),
        ([size, rows]) => {
          const file = pngOf({ ...size, bits: 16 }, rows);
          const { values } = readPng(file);
          assert.deepEqual(readDepthPng(file), { ...size, values });
        },
      ),
      { numRuns: 200 },
    );
  });

  it('gives the 8-bit values that fast-png gives, whatever the filters', () => {
    fc.assert(
      fc.property(
        sizes.chain((size) => fc.tuple(fc.constant(size), filteredRows(size.height, size.width))),
        ([size, rows]) => {
          const file = pngOf({ ...size, bits: 8 }, rows);
          assert.deepEqual(readLabelPng(file), { ...size, values: readPng(file).values });
        },
      ),
      { numRuns: 200 },
    );
  });

  it('undoes filters alike whether or not it takes the image for even', () => {
    const row = fc.tuple(
      fc.integer({ min: 0, max: 4 }),
      fc.array(fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 255 })), {
        minLength: 24,
        maxLength: 24,
      }),
    );
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 8 }), fc.constantFrom(1, 2), (rows, pixelBytes) => {
        const filtered = Uint8Array.from(rows.flatMap(([filter, bytes]) => [filter, ...bytes]));
        const [even, uneven] = [true, false].map((isEven) =>
          unfilterPng(filtered.slice(), rows.length, 24, pixelBytes, isEven),
        );
        assert.deepEqual(even, uneven);
      }),
      { numRuns: 500 },
    );
  });

  it('gives the labels of even surfaces as other programs wrote them', async () => {
    for (const [width, height] of [
      [256, 64],
      [250, 64],
    ]) {
      const values = Uint16Array.from({ length: width * height }, (_, i) => 26000 + Math.floor((i % width) / 37) * Math.floor(i / width / 15)); // prettier-ignore
      const written = await sharp(values, { raw: { width, height, channels: 1 } })
        .toColourspace('grey16')
        .png({ adaptiveFiltering: true })
        .toBuffer();
      assert.ok(written.length < values.byteLength / 16);
      assert.deepEqual(readDepthPng(written), { width, height, values });
    }
  });

  it('gives every 16-bit value as other programs wrote it', async () => {
    const values = Uint16Array.from({ length: 65536 }, (_, i) => i);
    const size = { width: 256, height: 256 };
    assert.deepEqual(readDepthPng(writePng({ ...size, channels: 1, values })), { ...size, values });
    const smooth = values.map((value) => Math.round(3000 + 2000 * Math.sin(value / 4000)));
    const written = await sharp(smooth, { raw: { ...size, channels: 1 } })
      .toColourspace('grey16')
      .png({ adaptiveFiltering: true })
      .toBuffer();
    assert.deepEqual(readDepthPng(written), { ...size, values: smooth });
  });

  it('keeps the indices of a palette, of 8 bits and of fewer', () => {
    const palette = [
      [255, 0, 0],
      [0, 255, 0],
      [1, 2, 3],
    ];
    const file = encode({ width: 3, height: 1, depth: 8, channels: 1, data: Uint8Array.of(2, 0, 1), palette });
    assert.deepEqual(readLabelPng(file), { width: 3, height: 1, values: Uint8Array.of(2, 0, 1) });
    const read = (bits: number, width: number, ...row: number[]) => [
      ...readLabelPng(pngOf({ width, height: 1, bits, colourType: 3 }, Uint8Array.of(0, ...row))).values,
    ];
    assert.deepEqual(read(4, 3, 0x1f, 0x20), [1, 15, 2]);
    assert.deepEqual(read(2, 5, 0b00_01_10_11, 0b10_000000), [0, 1, 2, 3, 2]);
    assert.deepEqual(read(1, 9, 0b1010_0001, 0b1000_0000), [1, 0, 1, 0, 0, 0, 0, 1, 1]);
  });

  it('says what is wrong with an image of another kind', () => {
    const png = (channels: number, values: Uint8Array | Uint16Array) =>
      writePng({ width: 1, height: 1, channels, values });
    const cases: [(file: Uint8Array, name: string) => unknown, Uint8Array, RegExp][] = [
      [readDepthPng, png(1, Uint8Array.of(1)), /8 bits, grey; expected 16-bit greyscale/],
      [readDepthPng, png(3, Uint16Array.of(1, 2, 3)), /16 bits, RGB; expected 16-bit/],
      [readDepthPng, png(2, Uint16Array.of(1, 2)), /16 bits, grey and alpha/],
      [readLabelPng, png(1, Uint16Array.of(1)), /16 bits, grey; expected label ids of 8 bits/],
      [readLabelPng, png(4, Uint8Array.of(1, 2, 3, 4)), /8 bits, RGBA; .*not that of colours/],
    ];
    for (const [read, file, fault] of cases) assertRefused(() => read(file, 'd.png'), 'd.png is a PNG of', fault);
  });

  it('refuses what is malformed, before it takes memory for it', () => {
    const row = Uint8Array.of(0, 1, 2);
    const good = pngOf({ width: 1, height: 1, bits: 16 }, row);
    const interlaced = Buffer.from(good);
    interlaced[28] = 1;
    interlaced.writeUInt32BE(crc32(interlaced.subarray(12, 29)), 29);
    const flipped = Buffer.from(good);
    flipped[45] ^= 1;
    const cases: [Buffer, RegExp][] = [
      [Buffer.from('GIF89a'), /does not begin as a PNG/],
      [pngOf({ width: 2 ** 31 - 1, height: 2 ** 31 - 1, bits: 16 }, row), /cannot hold 2147483647×2147483647 pixels/],
      [pngOf({ width: 0, height: 1, bits: 16 }, row), /size is 0×1/],
      [pngOf({ width: 1, height: 1, bits: 7 }, row), /7 bits/],
      [pngOf({ width: 1, height: 2, bits: 16 }, row), /3 of 6 bytes/],
      [pngOf({ width: 1, height: 1, bits: 16 }, Uint8Array.of(5, 1, 2)), /unknown filter/],
      [pngOf({ width: 1, height: 1, bits: 16 }, Uint8Array.of(0, 1, 2, 3)), /not a readable PNG/],
      [interlaced, /interlaced/],
      [flipped, /chunk "IDAT" has a wrong checksum/],
      [Buffer.concat([good.subarray(0, 8), good.subarray(33)]), /header is missing/],
    ];
    for (const [file, fault] of cases) {
      assertRefused(() => readDepthPng(file, 'd.png'), 'd.png is', fault);
      assertReadsOrRefuses(() => readDepthPng(file));
    }
  });

  it('refuses a file cut short anywhere, and survives any damage', () => {
    const values = Uint16Array.from({ length: 400 }, (_, i) => (i * 7919) % 65536);
    const file = writePng({ width: 20, height: 20, channels: 1, values });
    for (let length = 0; length < file.length; length += 3)
      assertRefused(() => readDepthPng(file.subarray(0, length), 'd.png'), 'd.png is not a readable PNG', /./);
    fc.assert(
      fc.property(damaged(file), (bytes) => {
        assertReadsOrRefuses(() => readDepthPng(bytes));
        assertReadsOrRefuses(() => readLabelPng(bytes));
      }),
      { numRuns: 300 },
    );
  });
});
