import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { decodePhotograph } from '../../src/image/index.js';

describe('photographs', () => {
  let folder: string;
  before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'photographs-'))));
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  /** 32 × 24 pixels, the upper half orange, the lower half blue. */
  const halves = (): Sharp => {
    const rgb = Buffer.alloc(32 * 24 * 3);
    for (let i = 0; i < rgb.length; i++) rgb[i] = (i < rgb.length / 2 ? [230, 120, 40] : [30, 60, 200])[i % 3];
    return sharp(rgb, { raw: { width: 32, height: 24, channels: 3 } });
  };
  const written = async (name: string, image: Sharp): Promise<string> => {
    await image.toFile(path.join(folder, name));
    return path.join(folder, name);
  };
  const pixel = ({ width, rgb }: { width: number; rgb: Uint8Array }, u: number, v: number): number[] =>
    [...rgb.subarray((v * width + u) * 3, (v * width + u) * 3 + 3)]; // prettier-ignore
  const assertNear = (actual: number[], expected: number[], by: number, what: string): void =>
    actual.forEach((value, c) => assert.ok(Math.abs(value - expected[c]) <= by, `${what}: ${actual.join()}`));

  it('are read in every kind of file', async () => {
    const kinds: [name: string, image: Sharp, by: number][] = [
      ['a.png', halves().png(), 0],
      ['a.webp', halves().webp({ lossless: true }), 0],
      ['a.tiff', halves().tiff({ compression: 'lzw' }), 0],
      ['deep.png', halves().toColourspace('rgb16').png(), 1],
      ['a.gif', halves().gif(), 8],
      ['a.jpg', halves().jpeg({ quality: 95, chromaSubsampling: '4:4:4' }), 8],
      ['a.avif', halves().avif({ quality: 95, chromaSubsampling: '4:4:4' }), 12],
    ];
    for (const [name, image, by] of kinds) {
      const read = await decodePhotograph(await written(name, image));
      assert.deepEqual([read.width, read.height, read.rgb.length], [32, 24, 32 * 24 * 3], name);
      assertNear(pixel(read, 16, 4), [230, 120, 40], by, name);
      assertNear(pixel(read, 16, 20), [30, 60, 200], by, name);
    }
  });

  it('of four inks keep their hues, as far as inks have them', async () => {
    const read = await decodePhotograph(
      await written('inks.jpg', halves().toColourspace('cmyk').jpeg({ quality: 95 })),
    );
    const [[red, green, blue], [r, g, b]] = [pixel(read, 16, 4), pixel(read, 16, 20)];
    assert.ok(red > 200 && red > green + 50 && green > blue + 50, [red, green, blue].join());
    assert.ok(b > 120 && b > g + 50 && g > r + 20, [r, g, b].join());
  });

  it('stand upright, with transparency upon white and grey in three channels', async () => {
    const turned = await decodePhotograph(await written('turned.png', halves().withMetadata({ orientation: 6 }).png()));
    assert.deepEqual([turned.width, turned.height], [24, 32]);
    assert.deepEqual([pixel(turned, 2, 16), pixel(turned, 22, 16)], [[30, 60, 200], [230, 120, 40]]); // prettier-ignore
    const clear = { width: 4, height: 4, channels: 4 as const, background: { r: 255, g: 0, b: 0, alpha: 0 } };
    assert.deepEqual(pixel(await decodePhotograph(await written('clear.png', sharp({ create: clear }).png())), 1, 1), [255, 255, 255]); // prettier-ignore
    const grey = await decodePhotograph(await written('grey.png', halves().grayscale().png()));
    const [red, green, blue] = pixel(grey, 1, 1);
    assert.ok(red === green && green === blue && grey.rgb.length === 32 * 24 * 3);
  });

  it('are made smaller where they are long', async () => {
    const { width, height } = await decodePhotograph(await written('long.png', halves().resize(640, 480).png()), { longestSide: 100 }); // prettier-ignore
    assert.deepEqual([width, height], [100, 75]);
  });

  it('that cannot be read are named, with what to do', async () => {
    const whole = await written('whole.jpg', halves().resize(300, 200).jpeg());
    const bytes = fs.readFileSync(whole);
    for (const [name, content] of [
      ['cut.jpg', bytes.subarray(0, bytes.length >> 1)],
      ['words.jpg', 'not a picture'],
      ['empty.jpg', ''],
    ] as const) {
      // prettier-ignore
      fs.writeFileSync(path.join(folder, name), content);
      const says = new RegExp(
        `${name.replace('.', '\\.')} cannot be read as a picture \\(.+\\)\\. Give a whole JPEG.*HEIC`,
      );
      await assert.rejects(decodePhotograph(path.join(folder, name)), says);
    }
    await assert.rejects(decodePhotograph(path.join(folder, 'none.jpg')), /none\.jpg: it does not exist/);
  });
});
