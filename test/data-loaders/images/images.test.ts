import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import sharp from 'sharp';
import { images } from '../../../data-loaders/images/index.js';
import { InputError } from '../../../src/support/errors.js';
import { zipBytes } from '../../support/write-zip.js';

const size = { width: 6, height: 4 };

/** An even picture of one colour in the format that the name ends with. */
function picture(name: string, colour: [number, number, number]): Promise<Buffer> {
  const [r, g, b] = colour;
  const made = sharp({ create: { ...size, channels: 3, background: { r, g, b } } });
  if (name.endsWith('.webp')) return made.webp({ lossless: true }).toBuffer();
  return name.endsWith('.png') ? made.png().toBuffer() : made.jpeg({ quality: 100 }).toBuffer();
}

describe('a folder of images', () => {
  let root: string;
  beforeEach(() => (root = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-images-'))));
  afterEach(() => fs.rmSync(root, { recursive: true }));

  const write = async (name: string, colour: [number, number, number] = [10, 20, 30]): Promise<void> => {
    const file = path.join(root, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, await picture(name, colour));
  };
  const ids = (dataset: Awaited<ReturnType<typeof images>>): string[] => dataset.scenes.flatMap(({ frames }) => frames);

  it('gives jpg, png and webp of all folders in natural order, each a scene with a nominal camera', async () => {
    await write('b/shot10.png', [1, 2, 3]);
    await write('b/shot9.webp', [4, 5, 6]);
    await write('a.JPG', [7, 8, 9]);
    await write('b/._shot9.webp');
    await write('__MACOSX/a.png');
    fs.writeFileSync(path.join(root, 'notes.txt'), 'none');
    const dataset = await images({ root });
    assert.deepEqual(ids(dataset), ['a.JPG', 'b/shot9.webp', 'b/shot10.png']);
    const { id, scene, width, height, rgb, camera, ...more } = await dataset.load('b/shot9.webp');
    assert.deepEqual({ id, scene, width, height }, { id: 'b/shot9.webp', scene: 'b/shot9.webp', ...size });
    assert.deepEqual([...rgb.subarray(0, 3)], [4, 5, 6]);
    assert.deepEqual(camera, { ...size, fx: 6, fy: 6, cx: 3, cy: 2 });
    assert.deepEqual(more, { dataset: 'images', split: 'train' });
    assert.deepEqual([...(await dataset.load('b/shot10.png')).rgb.subarray(0, 3)], [1, 2, 3]);
    await assert.rejects(dataset.cloud('a.JPG'), /no cloud/);
  });

  it('resizes, thins, and reads the same out of an archive', async () => {
    for (const i of [1, 2, 3]) await write(`${i}.png`, [i, i, i]);
    const thinned = await images({ root, width: 3, height: 2, every: 2 });
    assert.deepEqual(ids(thinned), ['1.png', '3.png']);
    const { rgb, camera } = await thinned.load('3.png');
    assert.deepEqual([...rgb], Array(18).fill(3));
    assert.deepEqual(camera, { width: 3, height: 2, fx: 3, fy: 3, cx: 1.5, cy: 1 });

    const names = ['2.png', 'in/3.png'];
    const zip = path.join(root, 'all.zip');
    fs.writeFileSync(zip, zipBytes(await Promise.all(names.map(async (name) => ({ name, content: await picture(name, [9, 8, 7]) }))))); // prettier-ignore
    const packed = await images({ root: zip });
    assert.deepEqual(ids(packed), names);
    assert.deepEqual([...(await packed.load('in/3.png')).rgb.subarray(0, 3)], [9, 8, 7]);
  });

  it('splits by folders train, val and test where all are in such, else by order', async () => {
    await write('test/1.png');
    await write('train/2.png');
    const splits = async (): Promise<string[]> => (await images({ root })).scenes.map(({ split }) => split);
    assert.deepEqual(await splits(), ['test', 'train']);
    for (const i of [3, 4]) await write(`${i}.png`);
    assert.deepEqual(await splits(), ['train', 'train', 'train', 'test']);
  });

  it('changes its fingerprint with its files and options', async () => {
    await write('1.png');
    const { fingerprint } = await images({ root });
    assert.equal((await images({ root })).fingerprint, fingerprint);
    assert.notEqual((await images({ root, width: 2, height: 2 })).fingerprint, fingerprint);
    await write('2.png');
    assert.notEqual((await images({ root })).fingerprint, fingerprint);
  });

  it('refuses what it cannot read, naming it', async () => {
    const refused = (work: Promise<unknown>, says: RegExp): Promise<void> =>
      assert.rejects(work, (error: Error) => error instanceof InputError && says.test(error.message));
    fs.writeFileSync(path.join(root, 'notes.txt'), 'none');
    await refused(images({ root }), /has no images .*Found there: notes\.txt\./);
    await refused(images({ root: path.join(root, 'nowhere') }), /nowhere/);
    await refused(images({ root, width: 3 }), /both or neither/);
    await refused(images({ root, every: 0 }), /every/);
    const noise = Buffer.from(Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * i * 31) % 251));
    const raw = { raw: { width: 64, height: 64, channels: 3 as const } };
    for (const format of ['png', 'jpeg', 'webp'] as const) {
      const whole = await sharp(noise, raw)[format]().toBuffer();
      fs.writeFileSync(path.join(root, `cut.${format}`), whole.subarray(0, whole.length / 2));
    }
    const dataset = await images({ root });
    for (const format of ['png', 'jpeg', 'webp'])
      await refused(dataset.load(`cut.${format}`), new RegExp(`cut\\.${format} is not a readable image`));
    await refused(dataset.load('../cut.png'), /no image \.\.\/cut\.png/);
  });
});
