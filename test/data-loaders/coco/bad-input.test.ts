import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { checkDataset } from '../../../data-loaders/check-dataset.js';
import { coco } from '../../../data-loaders/coco/index.js';
import { InputError } from '../../../src/support/errors.js';
import { alignscope } from '../../cli/run-cli.js';
import { zipBytes, type ZipFixture } from '../../support/write-zip.js';
import { instances, jpeg, object, write, writeJson } from './collection.js';

const size = { width: 8, height: 6 };
const image = (id: number) => ({ id, file_name: `${id}.jpg`, ...size });
const annotations = 'annotations/instances_val2017.json';

describe('COCO with damaged files', () => {
  let root: string;
  let picture: Uint8Array;
  const cacheBefore = process.env.ALIGNSCOPE_CACHE;
  const inRoot = (...parts: string[]): string => path.join(root, ...parts);

  before(async () => (picture = await jpeg(size)));
  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-coco-'));
    process.env.ALIGNSCOPE_CACHE = inRoot('cache');
  });
  afterEach(() => {
    fs.rmSync(root, { recursive: true });
    if (cacheBefore === undefined) delete process.env.ALIGNSCOPE_CACHE;
    else process.env.ALIGNSCOPE_CACHE = cacheBefore;
  });

  const refused = (work: Promise<unknown>, ...says: RegExp[]): Promise<void> =>
    assert.rejects(work, (error: Error) => {
      assert.ok(error instanceof InputError, error.stack);
      for (const text of says) assert.match(error.message, text);
      return true;
    });
  const load = async (): Promise<unknown> => (await coco({ root })).load('1');

  describe('in the archive of the images', () => {
    const archived = async (entries: readonly ZipFixture[], ...says: RegExp[]): Promise<void> => {
      write(root, 'val2017.zip', zipBytes(entries));
      await refused(load(), /val2017\.zip/, ...says);
    };
    const entry = (): ZipFixture => ({ name: 'val2017/1.jpg', content: picture });
    beforeEach(() => writeJson(root, annotations, instances([image(1)], [])));

    it('refuses one that is cut short, and entries that lead out of it or are there twice', async () => {
      write(root, 'val2017.zip', zipBytes([entry()]).subarray(0, -30));
      await refused(load(), /val2017\.zip is not a readable zip archive/);
      await archived([entry(), { name: 'val2017/../../2.jpg', content: picture }], /\.\.\/2\.jpg/);
      await archived([entry(), { ...entry(), name: 'val2017\\2.jpg' }], /2\.jpg|backslash|invalid characters/);
      await archived([entry(), entry()], /val2017\/1\.jpg" is there twice/);
    });

    it('does not unpack a zip bomb, nor an image that is none', async () => {
      await archived([{ ...entry(), content: new Uint8Array(2 ** 24 + 1) }], /1\.jpg cannot be read: .* as zip bombs do/); // prettier-ignore
      write(root, 'val2017.zip', zipBytes([{ ...entry(), content: picture.subarray(0, picture.length - 20) }]));
      await refused(load(), /val2017\/1\.jpg is not a readable image/);
    });
  });

  describe('in the archive of the annotations', () => {
    const refusedUnpacking = async (entry: Partial<ZipFixture>, ...says: RegExp[]): Promise<void> => {
      write(root, 'val2017/1.jpg', picture);
      const content = Buffer.from(JSON.stringify(instances([image(1)], [])));
      write(root, 'annotations_trainval2017.zip', zipBytes([{ name: annotations, content, ...entry }]));
      await refused(load(), ...says);
      const left = fs.existsSync(inRoot('cache/coco')) ? fs.readdirSync(inRoot('cache/coco')) : [];
      assert.deepEqual(left, [], 'nothing half unpacked stays in the cache');
    };

    it('unpacks no bomb and nothing that is damaged', async () => {
      const zeros = new Uint8Array(2 ** 24 + 1);
      await refusedUnpacking({ content: zeros }, /instances_val2017\.json cannot be read: .* as zip bombs do/);
      await refusedUnpacking({ checksum: 1 }, /instances_val2017\.json cannot be read: its checksum is wrong/);
      await refusedUnpacking({ size: 10 }, /instances_val2017\.json cannot be read/);
    });

    it('refuses JSON that ends early', async () => {
      write(root, 'val2017/1.jpg', picture);
      const text = JSON.stringify(instances([image(1)], []));
      const content = Buffer.from(text.slice(0, -20));
      write(root, 'annotations_trainval2017.zip', zipBytes([{ name: annotations, content }]));
      await refused(load(), /annotations_trainval2017\.zip|instances_val2017\.json/, /is cut short: it ends at byte/);
    });
  });

  it('names links that lead to themselves, and takes a folder that does for none', async () => {
    writeJson(root, annotations, instances([image(1)], []));
    fs.symlinkSync('val2017', inRoot('val2017'));
    await refused(load(), /no folder of images for val2017/);
    fs.rmSync(inRoot('val2017'));
    write(root, 'val2017/2.jpg', picture);
    fs.symlinkSync('1.jpg', inRoot('val2017/1.jpg'));
    fs.symlinkSync('..', inRoot('val2017/up'));
    await refused(load(), /1\.jpg is a link that leads to itself/);
    fs.rmSync(inRoot(annotations));
    fs.symlinkSync('instances_val2017.json', inRoot(annotations));
    await refused(coco({ root }), /instances_val2017\.json is a link that leads to itself/);
  });

  it('counts every image that data check skips', async () => {
    const listed = [1, 2, 3, 4].map(image);
    for (const id of [1, 2, 4]) write(root, `val2017/${id}.jpg`, picture);
    fs.truncateSync(inRoot('val2017/2.jpg'), picture.length >> 1);
    const objects = [object(7, 4, 1, [0, 0, 2, 2], { bbox: [0, 0, -2, 2] })];
    writeJson(root, annotations, instances(listed, objects));
    const { code, stdout } = alignscope(['data', 'check', 'coco', '--root', root, '--on-error', 'skip']);
    assert.equal(code, 0);
    for (const says of [
      /^2: .*val2017.2\.jpg is not a readable image/m,
      /^3: .*val2017.3\.jpg is missing, though .*instances_val2017\.json lists it/m,
      /^4: .*instances_val2017\.json: annotation 7 has the bbox/m,
      /^3 of 4 frames cannot be used and were skipped\.$/m,
    ])
      assert.match(stdout, says);
    await refused(checkDataset(await coco({ root }), { stop: true }), /^2: /);
    const present = await checkDataset(await coco({ root, images: 'present' }));
    assert.deepEqual([present.frames, present.skipped.frames], [3, 2]);
  });
});
