import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import sharp from 'sharp';
import { writePng } from '../../src/formats/index.js';
import { decodeColour, decodeColourImage, encodeJpeg, throughJpeg } from '../../src/image/index.js';
import { InputError } from '../../src/support/errors.js';

/** A smooth picture, which JPEG keeps well. */
function picture(width: number, height: number): Uint8Array {
  return Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return 128 + 100 * Math.sin((pixel % width) / 9 + (i % 3)) * Math.cos(Math.floor(pixel / width) / 7);
  });
}

function largestDifference(a: Uint8Array, b: Uint8Array): number {
  assert.equal(a.length, b.length);
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i])), 0);
}

describe('colour image files', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-decode-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  function save(name: string, bytes: Uint8Array): string {
    const file = path.join(folder, name);
    fs.writeFileSync(file, bytes);
    return file;
  }

  it('come back exactly from PNG', async () => {
    const rgb = picture(13, 7);
    const file = save('a.png', writePng({ width: 13, height: 7, channels: 3, values: rgb }));
    assert.deepEqual(await decodeColourImage(file), { width: 13, height: 7, rgb });
  });

  it('come back from bytes, which an error names', async () => {
    const rgb = picture(5, 3);
    const bytes = writePng({ width: 5, height: 3, channels: 3, values: rgb });
    assert.deepEqual(await decodeColour(bytes, 'a.png'), { width: 5, height: 3, rgb });
    // Not from the beginning of its memory, as within a larger read.
    assert.deepEqual((await decodeColour(Buffer.concat([Buffer.of(1), bytes]).subarray(1), 'b.png')).rgb, rgb);
    await assert.rejects(
      decodeColour(bytes.subarray(0, 60), 'a.zip: 0.png'),
      (error: Error) => error instanceof InputError && error.message.startsWith('a.zip: 0.png is not a readable image'),
    );
  });

  it('come back nearly from JPEG of high quality, and worse from low', async () => {
    const rgb = picture(32, 24);
    const file = save('a.jpg', await encodeJpeg(rgb, 32, 24, 95));
    const decoded = await decodeColourImage(file);
    assert.deepEqual([decoded.width, decoded.height], [32, 24]);
    const good = largestDifference(decoded.rgb, rgb);
    const bad = largestDifference(throughJpeg(rgb, 32, 24, 5), rgb);
    assert.ok(good < 16 && bad > 2 * good, `${good} ${bad}`);
  });

  it('have grey repeated, transparency dropped and 16 bits reduced', async () => {
    const grey = save('grey.png', writePng({ width: 2, height: 1, channels: 1, values: Uint8Array.of(7, 200) }));
    assert.deepEqual([...(await decodeColourImage(grey)).rgb], [7, 7, 7, 200, 200, 200]);
    const clear = save(
      'clear.png',
      writePng({ width: 1, height: 1, channels: 4, values: Uint8Array.of(10, 20, 30, 40) }),
    );
    assert.deepEqual([...(await decodeColourImage(clear)).rgb], [10, 20, 30]);
    const wide = save(
      'wide.png',
      writePng({ width: 1, height: 1, channels: 3, values: Uint16Array.of(0, 0x8080, 0xffff) }),
    );
    assert.deepEqual([...(await decodeColourImage(wide)).rgb], [0, 128, 255]);
  });

  it('keep the stored order of pixels whatever EXIF says', async () => {
    const bytes = await sharp(picture(32, 24), { raw: { width: 32, height: 24, channels: 3 } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const { width, height } = await decodeColourImage(save('turned.jpg', bytes));
    assert.deepEqual([width, height], [32, 24]);
  });

  it('are refused, by name, when cut short, no image or missing', async () => {
    const jpeg = await encodeJpeg(picture(64, 64), 64, 64, 90);
    const png = writePng({ width: 64, height: 64, channels: 3, values: picture(64, 64) });
    for (const [name, bytes] of [
      ['half.jpg', jpeg.subarray(0, jpeg.length >> 1)],
      ['half.png', png.subarray(0, png.length >> 1)],
      ['text.jpg', new TextEncoder().encode('hello')],
      ['empty.png', new Uint8Array(0)],
    ] as const) {
      const file = save(name, bytes);
      await assert.rejects(decodeColourImage(file), (error: Error) => {
        assert.ok(error instanceof InputError);
        assert.ok(error.message.startsWith(`${file} is not a readable image`), error.message);
        return true;
      });
    }
    await assert.rejects(decodeColourImage(path.join(folder, 'none.jpg')), /none\.jpg: it does not exist/);
  });
});
