import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as fc from 'fast-check';
import sharp from 'sharp';
import { parseAnnotation } from '../../../data-loaders/coco/annotation.js';
import { coco } from '../../../data-loaders/coco/index.js';
import type { CocoOptions } from '../../../data-loaders/coco/index.js';
import { decodeMask, encodeMask, maskArea, stringFromMask } from '../../../src/image/index.js';
import { InputError } from '../../../src/support/errors.js';
import '../../support/property-seed.js';
import { zipBytes } from '../../support/write-zip.js';
import { instances, jpeg, object, rectangle, write, writeJson } from './collection.js';

const size = { width: 8, height: 6 };
const image = (id: number, more: object = {}) => ({ id, file_name: `${id}.jpg`, ...size, ...more });

let root = '';
const roots: string[] = [];

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'coco-'));
  roots.push(root);
});
after(() => roots.forEach((folder) => fs.rmSync(folder, { recursive: true })));

const refused = (promise: Promise<unknown>, message: RegExp): Promise<void> =>
  assert.rejects(promise, (error: Error) => {
    assert.ok(error instanceof InputError, error.stack);
    assert.match(error.message, message);
    return true;
  });

/** Writes val2017 with these images, on disk, and annotations. */
async function writeVal(images: object[], annotations: object[]): Promise<void> {
  for (const { file_name, ...own } of images as { file_name: string; width: number; height: number }[])
    write(root, `val2017/${file_name}`, await jpeg(own));
  writeJson(root, 'annotations/instances_val2017.json', instances(images as never, annotations));
}

const open = (options: Partial<CocoOptions> = {}) => coco({ root, ...options });

describe('COCO, objects', () => {
  it('gives colour, labels, instances and boxes of an image', async () => {
    const crowd = object(900000000007, 7, 18, [0, 0, 8, 6], {
      iscrowd: 1,
      area: 30,
      segmentation: { size: [6, 8], counts: [0, 30, 18] },
    });
    const mask = encodeMask(
      Uint8Array.from({ length: 48 }, (_, i) => Number(i % 8 === 7)),
      size,
    );
    const string = object(3, 7, 90, [7, 0, 1, 6], { segmentation: { size: [6, 8], counts: stringFromMask(mask) } });
    const parts = object(2, 7, 1, [1, 1, 6.5, 2.25], {
      area: 8,
      segmentation: [rectangle(1, 1, 2, 2), rectangle(5, 1, 2, 2)],
    });
    await writeVal([image(7)], [parts, crowd, string]);
    const dataset = await open();
    assert.deepEqual(dataset.classes, ['unlabelled', 'person', 'dog', 'toothbrush']);
    assert.deepEqual(
      dataset.categories.map(({ id }) => id),
      [1, 18, 90],
    );
    assert.deepEqual(dataset.modalities, ['semantics', 'instances', 'boxes']);
    assert.deepEqual(dataset.scenes, [{ id: '7', split: 'val', frames: ['7'] }]);

    const sample = await dataset.load('7');
    assert.deepEqual([sample.id, sample.scene, sample.split, sample.dataset], ['7', '7', 'val', 'coco']);
    assert.deepEqual([sample.width, sample.height, sample.rgb.length], [8, 6, 144]);
    assert.deepEqual(sample.camera, { ...size, fx: 8, fy: 8, cx: 4, cy: 3 });
    const rows = [
      [2, 2, 2, 2, 2, 0, 0, 3],
      [2, 1, 1, 2, 2, 1, 1, 3],
      [2, 1, 1, 2, 2, 1, 1, 3],
      [2, 2, 2, 2, 2, 0, 0, 3],
      [2, 2, 2, 2, 2, 0, 0, 3],
      [2, 2, 2, 2, 2, 0, 0, 3],
    ].flat();
    assert.deepEqual([...sample.semantics!], rows);
    assert.deepEqual(
      [...sample.rawSemantics!],
      rows.map((classId) => [0, 1, 18, 90][classId]),
    );
    assert.deepEqual(
      [...sample.instances!],
      rows.map((classId) => [0, 1, 2, 3][classId]),
    );
    const common = { class: 'person', classId: 1, instance: 1, iscrowd: false, ignore: false };
    assert.deepEqual(sample.boxes, [
      { x: 1, y: 1, width: 6.5, height: 2.25, ...common, annotation: 2, area: 8 },
      { x: 0, y: 0, width: 8, height: 6, class: 'dog', classId: 2, instance: 2, iscrowd: true, ignore: true, annotation: 900000000007, area: 30 }, // prettier-ignore
      { x: 7, y: 0, width: 1, height: 6, ...common, class: 'toothbrush', classId: 3, instance: 3, annotation: 3, area: 6 }, // prettier-ignore
    ]);
  });

  it('draws the smaller of two objects over the larger by the area of the file, in any order, and crowds below', async () => {
    const [large, small] = [object(1, 7, 1, [0, 0, 6, 6]), object(2, 7, 18, [2, 2, 2, 2])];
    const crowd = object(3, 7, 90, [3, 3, 1, 1], { iscrowd: 1, segmentation: { size: [6, 8], counts: [21, 1, 26] } });
    for (const annotations of [
      [large, small, crowd],
      [crowd, small, large],
    ]) {
      await writeVal([image(7)], annotations);
      const { semantics } = await (await open()).load('7');
      assert.deepEqual(
        [0, 2 * 8 + 2, 3 * 8 + 3, 7].map((pixel) => semantics![pixel]),
        [1, 2, 2, 0],
      );
    }
  });

  it('keeps the masks of objects that cover each other', async () => {
    await writeVal([image(7)], [object(1, 7, 1, [0, 0, 6, 6]), object(2, 7, 18, [2, 2, 2, 2])]);
    const dataset = await open();
    const [large, small] = await dataset.annotations('7');
    assert.equal(maskArea(large.mask!), 36);
    assert.equal(decodeMask(small.mask!)[2 * 8 + 2], 1);
    assert.deepEqual({ ...small, mask: undefined }, { id: 2, imageId: 7, categoryId: 18, iscrowd: false, area: 4, box: { x: 2, y: 2, width: 2, height: 2 }, mask: undefined, keypoints: undefined }); // prettier-ignore
    await refused(dataset.segments('7'), /was opened with the layout instances\. Open it with the layout panoptic/);
  });

  it('gives captions and keypoints of the same images', async () => {
    const people = [object(1, 7, 1, [0, 0, 4, 4]), object(2, 7, 1, [4, 0, 2, 4])];
    await writeVal([image(7), image(8)], [object(5, 7, 18, [0, 4, 1, 1]), ...people]);
    const images = [image(8), image(7)];
    const [person] = [{ id: 1, name: 'person', keypoints: ['nose', 'tail'], skeleton: [[1, 2]] }];
    writeJson(root, 'annotations/person_keypoints_val2017.json', {
      ...instances(images, [{ ...people[1], keypoints: [5, 1, 2, 0, 0, 0] }]),
      categories: [person],
    });
    writeJson(root, 'annotations/captions_val2017.json', {
      images,
      annotations: [
        { id: 90, image_id: 7, caption: 'Two people and a dog.' },
        { id: 91, image_id: 8, caption: 'Nothing.' },
        { id: 92, image_id: 7, caption: 'Ünïcode 🐕' },
      ],
    });
    const dataset = await open();
    assert.deepEqual(dataset.keypoints, { keypoints: ['nose', 'tail'], skeleton: [[1, 2]] });
    const sample = await dataset.load('7');
    assert.deepEqual(sample.captions, ['Two people and a dog.', 'Ünïcode 🐕']);
    assert.deepEqual(sample.keypoints, [{ instance: 3, points: Float32Array.of(5, 1, 2, 0, 0, 0) }]);
    const other = await dataset.load('8');
    assert.deepEqual([other.captions, other.keypoints, other.boxes], [['Nothing.'], [], []]);

    const half = await (await open({ width: 4, height: 12 })).load('7');
    assert.deepEqual(half.keypoints, [{ instance: 3, points: Float32Array.of(2.5, 2, 2, 0, 0, 0) }]);
    assert.deepEqual([half.width, half.height, half.semantics!.length, half.camera.fx], [4, 12, 48, 4]);
    assert.deepEqual([half.boxes![2].x, half.boxes![2].height, half.boxes![2].area], [2, 8, 8]);
  });

  it('opens a collection of captions, of keypoints, or of test images alone', async () => {
    write(root, 'test2017/9.jpg', await jpeg(size));
    writeJson(root, 'annotations/image_info_test2017.json', { images: [image(9)], categories: [] });
    writeJson(root, 'annotations/image_info_test-dev2017.json', { images: [], categories: [] });
    const test = await open();
    assert.deepEqual([test.modalities, test.classes], [[], ['unlabelled']]);
    const sample = await test.load('9');
    assert.deepEqual([sample.split, sample.semantics, sample.boxes, sample.captions], ['test', undefined, undefined, undefined]); // prettier-ignore
    assert.ok(test.notes.includes('test2017 has no annotations.'));

    write(root, 'train2017/1.jpg', await jpeg(size));
    const person = object(4, 1, 1, [0, 0, 2, 2], { keypoints: [1, 1, 2] });
    writeJson(root, 'annotations/person_keypoints_train2017.json', instances([image(1)], [person]));
    const train = await open({ only: 'train' });
    assert.deepEqual((await train.load('1')).keypoints, [{ instance: 1, points: Float32Array.of(1, 1, 2) }]);
    assert.deepEqual((await train.load('1')).boxes!.length, 1);
    const both = await open();
    assert.deepEqual(
      both.scenes.map(({ id, split }) => [id, split]),
      [
        ['9', 'test'],
        ['1', 'train'],
      ],
    );
  });

  it('keeps images without annotations unless told, and every n-th', async () => {
    await writeVal([image(1), image(2), image(3), image(4)], [object(1, 2, 1, [0, 0, 2, 2]), object(2, 4, 1, [0, 0, 2, 2])]); // prettier-ignore
    const ids = async (options: Partial<CocoOptions>) => (await open(options)).scenes.map(({ id }) => id);
    assert.deepEqual(await ids({}), ['1', '2', '3', '4']);
    assert.deepEqual(await ids({ images: 'annotated' }), ['2', '4']);
    assert.deepEqual(await ids({ every: 3 }), ['1', '4']);
    const empty = await (await open()).load('1');
    assert.deepEqual([empty.boxes, empty.semantics!.every((classId) => classId === 0)], [[], true]);
  });

  it('says which images are missing, and which files are not listed', async () => {
    await writeVal([image(1), image(2)], []);
    fs.renameSync(path.join(root, 'val2017/2.jpg'), path.join(root, 'val2017/other.jpg'));
    const dataset = await open();
    assert.deepEqual(dataset.missing, ['2']);
    assert.deepEqual(
      dataset.scenes.map(({ id }) => id),
      ['1', '2'],
    );
    assert.ok(
      dataset.notes.some((note) =>
        /^val2017: 1 of 2 images are not on disk \(2\.jpg\); .* with --images present\.$/.test(note),
      ),
    );
    assert.ok(dataset.notes.includes('val2017: 1 files beside the images are not listed and not used.'));
    await dataset.load('1');
    await refused(dataset.load('2'), /val2017\/2\.jpg is missing, though .*instances_val2017\.json lists it/);
    await refused(dataset.load('3'), /has no image 3\. Its ids look like 1/);
    const present = await open({ images: 'present' });
    assert.deepEqual([present.scenes.map(({ id }) => id), present.missing], [['1'], []]);
  });

  it('says when annotations belong to no image', async () => {
    await writeVal([image(1)], [object(1, 1, 1, [0, 0, 2, 2]), object(2, 77, 1, [0, 0, 2, 2])]);
    const { notes } = await open();
    assert.ok(
      notes.some((note) => /instances_val2017\.json: 1 annotations of images that it does not list/.test(note)),
    );
  });

  it('has no clouds, and says so', async () => {
    await writeVal([image(1)], []);
    const dataset = await open();
    assert.ok(!dataset.modalities.includes('cloud'));
    await refused(dataset.cloud('1'), /no image has a point cloud/);
  });

  it('has another fingerprint when annotations, images or options change', async () => {
    await writeVal([image(1), image(2)], []);
    const first = (await open()).fingerprint;
    assert.equal((await open()).fingerprint, first);
    const others = [(await open({ every: 2 })).fingerprint, (await open({ width: 4, height: 4 })).fingerprint];
    fs.rmSync(path.join(root, 'val2017/2.jpg'));
    others.push((await open()).fingerprint);
    await writeVal([image(1), image(2)], [object(1, 1, 1, [0, 0, 2, 2])]);
    others.push((await open()).fingerprint);
    assert.equal(new Set([first, ...others]).size, 5);
  });
});

describe('COCO, colour', () => {
  const colourOf = async (bytes: Uint8Array) => {
    write(root, 'val2017/1.jpg', bytes);
    writeJson(root, 'annotations/instances_val2017.json', instances([image(1, { width: 8, height: 6 })], []));
    return (await open()).load('1');
  };

  it('repeats grey in three channels', async () => {
    const grey = await sharp(await jpeg(size))
      .toColourspace('b-w')
      .jpeg()
      .toBuffer();
    assert.equal((await sharp(grey).metadata()).channels, 1);
    const { rgb } = await colourOf(grey);
    assert.equal(rgb.length, 144);
    for (let i = 0; i < 144; i += 3) assert.ok(rgb[i] === rgb[i + 1] && rgb[i] === rgb[i + 2]);
    assert.ok(rgb[3 * 47] > rgb[0]);
  });

  it('converts CMYK', async () => {
    const brown = { create: { width: 8, height: 6, channels: 3 as const, background: '#a08070' } };
    const cmyk = await sharp(brown).toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer();
    assert.equal((await sharp(cmyk).metadata()).channels, 4);
    const { rgb } = await colourOf(cmyk);
    assert.equal(rgb.length, 144);
    for (const [channel, value] of [0xa0, 0x80, 0x70].entries())
      assert.ok(Math.abs(rgb[channel] - value) < 6, `channel ${channel} is ${rgb[channel]}`);
  });

  it('leaves the pixels of a photograph that says it was taken upright as they are stored', async () => {
    const turned = await sharp(await jpeg(size))
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 95 })
      .toBuffer();
    assert.equal((await sharp(turned).metadata()).orientation, 6);
    const { rgb, width, height } = await colourOf(turned);
    assert.deepEqual([width, height], [8, 6]);
    assert.ok(rgb[3 * 7] > rgb[0] + 100, 'red grows to the right');
  });

  it('refuses damaged images, and those of another size than their annotations', async () => {
    const whole = await jpeg({ width: 64, height: 48 });
    await refused(colourOf(whole), /val2017\/1\.jpg is 64×48, but 8×6 in .*instances_val2017\.json/);
    await refused(colourOf(whole.subarray(0, whole.length / 2)), /val2017\/1\.jpg is not a readable image/);
    await refused(colourOf(Buffer.from('no image')), /val2017\/1\.jpg is not a readable image/);
  });
});

describe('COCO, layouts', () => {
  it('finds images in images/, images/val2017/ and where 2014 has them', async () => {
    await writeVal([image(1)], []);
    fs.mkdirSync(path.join(root, 'images'));
    fs.renameSync(path.join(root, 'val2017'), path.join(root, 'images/val2017'));
    assert.equal((await (await open()).load('1')).width, 8);
    fs.renameSync(path.join(root, 'images/val2017/1.jpg'), path.join(root, 'images/1.jpg'));
    fs.rmdirSync(path.join(root, 'images/val2017'));
    assert.equal((await (await open()).load('1')).width, 8);

    const name = 'COCO_val2014_000000000042.jpg';
    write(root, `val2014/${name}`, await jpeg(size));
    writeJson(root, 'annotations/instances_val2014.json', instances([image(42, { file_name: name })], []));
    const latest = await open();
    assert.deepEqual(
      latest.scenes.map(({ id }) => id),
      ['1'],
    );
    assert.ok(latest.notes.includes('Release 2017; 2014 is there too.'));
    assert.equal((await (await open({ year: 2014 })).load('42')).width, 8);
    await refused(open({ year: 2015 }), /has no release 2015 with images, but 2014, 2017/);
  });

  it('finds annotation files without their folder, and images in folders of their own', async () => {
    write(root, 'val2017/a/1.jpg', await jpeg(size));
    writeJson(root, 'instances_val2017.json', instances([image(1, { file_name: 'a/1.jpg' }), image(2)], []));
    const dataset = await open();
    assert.deepEqual(dataset.missing, ['2']);
    assert.equal((await dataset.load('1')).width, 8);
  });

  it('reads the splits whose images are there, and says which it leaves out', async () => {
    await writeVal([image(1)], []);
    writeJson(root, 'annotations/instances_train2017.json', 'not even looked at');
    const dataset = await open();
    assert.ok(
      dataset.notes.includes('train2017 is left out: its annotations are there, but no folder train2017/ of images.'),
    );
    await refused(open({ only: 'train' }), /has no folder of images for train2017\. Point --root/);
  });

  it('refuses one id in two splits, and splits of different categories', async () => {
    await writeVal([image(1)], []);
    write(root, 'train2017/1.jpg', await jpeg(size));
    writeJson(root, 'annotations/instances_train2017.json', instances([image(1)], []));
    await refused(open(), /Image 1 is both in train2017 and in val2017/);
    assert.equal((await open({ only: 'train' })).scenes.length, 1);
    const others = instances([image(2)], [], { categories: [{ id: 1, name: 'human' }] });
    writeJson(root, 'annotations/instances_train2017.json', others);
    await refused(open(), /instances_val2017\.json and .*instances_train2017\.json list different categories/);
  });

  it('reads the official archives without unpacking them', async () => {
    const before = process.env.ALIGNSCOPE_CACHE;
    process.env.ALIGNSCOPE_CACHE = path.join(root, 'cache');
    try {
      const json = Buffer.from(JSON.stringify(instances([image(1)], [object(4, 1, 18, [0, 0, 2, 2])])));
      const names = ['annotations/instances_val2017.json', 'val2017/1.jpg'];
      write(root, 'annotations_trainval2017.zip', zipBytes([{ name: names[0], content: json }]));
      write(root, 'val2017.zip', zipBytes([{ name: names[1], content: await jpeg(size), method: 0 }]));
      for (let i = 0; i < 2; i++) {
        const sample = await (await open()).load('1');
        assert.deepEqual([sample.rgb.length, sample.boxes![0].class, sample.semantics![0]], [144, 'dog', 2]);
      }
      assert.equal(fs.readdirSync(path.join(root, 'cache/coco')).length, 1, 'only annotations are unpacked, once');
    } finally {
      if (before === undefined) delete process.env.ALIGNSCOPE_CACHE;
      else process.env.ALIGNSCOPE_CACHE = before;
    }
  });

  it('says what a root should hold, and what is there instead', async () => {
    await refused(open(), /has no annotation file\. Point --root at the folder[^]*Found there: nothing\.$/);
    write(root, 'annotations/readme.txt', '');
    write(root, 'photos/1.jpg', '');
    await refused(open(), /annotations\/instances_val2017\.json[^]*Found there: annotations\/ photos\/\.$/);
    writeJson(root, 'annotations/instances_val2017.json', instances([], []));
    await refused(open(), /has no folder of images for val2017/);
    await refused(open({ layout: 'panoptic' }), /no annotation file for the layout panoptic/);
    await refused(open({ only: 'test' }), /no annotations of the split test/);
    await refused(open({ root: path.join(root, 'nowhere') }), /nowhere: it does not exist/);
  });

  it('refuses wrong options', async () => {
    await refused(open({ width: 8 }), /one of width and height/);
    await refused(open({ every: 0 }), /Options of coco are wrong[^]*every/);
    await refused(open({ extra: 1 } as never), /Options of coco are wrong[^]*extra/);
  });

  it('refuses images outside the root, by name or by link', async () => {
    await writeVal([image(1)], []);
    const outside = fs.mkdtempSync(path.join(os.tmpdir(), 'coco-'));
    roots.push(outside);
    write(outside, 'secret.jpg', await jpeg(size));
    fs.rmSync(path.join(root, 'val2017/1.jpg'));
    fs.symlinkSync(path.join(outside, 'secret.jpg'), path.join(root, 'val2017/1.jpg'));
    await refused((await open()).load('1'), /1\.jpg is a link out of/);
    const leading = image(1, { file_name: `../../${path.basename(outside)}/secret.jpg` });
    writeJson(root, 'annotations/instances_val2017.json', instances([leading], []));
    await refused(open(), /has the file_name ".*secret\.jpg", which is refused, because it leads to a parent folder/);
  });
});

describe('COCO, wrong annotations', () => {
  it('names file and annotation', async () => {
    const good = object(31, 1, 1, [0, 0, 2, 2]);
    const rle = (segmentation: unknown): object => ({ segmentation });
    const wrong: [object, RegExp][] = [
      [{ bbox: [0, 0, 2] }, /annotation 31 has the bbox \[0,0,2\]/],
      [{ bbox: [0, 0, -2, 2] }, /has the bbox \[0,0,-2,2\]/],
      [{ bbox: [0, 0, null, 2] }, /has the bbox/],
      [{ bbox: undefined }, /has the bbox undefined/],
      [{ area: undefined }, /has the area undefined/],
      [{ area: -1 }, /has the area -1/],
      [{ iscrowd: 2 }, /has iscrowd 2/],
      [rle([[0, 0, 1]]), /annotation 31, segmentation, is a polygon of 3 coordinates/],
      [rle([[0, 0, 1, 'x', 2, 2]]), /is no list of polygons/],
      [rle([0, 0, 1, 1, 2, 2]), /is no list of polygons/],
      [rle('jfX3d1Z;1YWi4'), /is neither a list of polygons nor an RLE/],
      [rle({ counts: [48] }), /is neither a list of polygons nor an RLE/],
      [rle({ size: [8, 6], counts: [48] }), /is an RLE of \[height, width\] \[8,6\], its image is \[6, 8\]/],
      [rle({ size: [6, 8], counts: [40] }), /has runs of 40 pixels in all/],
      [rle({ size: [6, 8], counts: 'jfX3d1Z;1YWi' }), /is no compressed RLE|has .* as its run/],
      [rle({ size: [6, 8], counts: { 0: 48 } }), /has counts that are neither/],
      [{ keypoints: [1, 2] }, /has keypoints that are no list of x, y, visibility/],
      [{ keypoints: [1, 2, 3] }, /has keypoints that are no list/],
    ];
    for (const [change, message] of wrong) {
      await writeVal([image(1), image(2)], [{ ...good, ...change }]);
      const dataset = await open();
      await refused(dataset.load('1'), message);
      await refused(dataset.load('1'), /^\S+instances_val2017\.json: annotation 31/);
      await dataset.load('2');
    }
  });

  it('refuses or reads annotations of any values, and does not crash', () => {
    const size = { width: 8, height: 6 };
    const numbers = fc.array(fc.oneof(fc.nat(50), fc.double()), { maxLength: 9 });
    const segmentations = fc.oneof(
      fc.jsonValue(),
      fc.array(numbers, { maxLength: 3 }),
      fc.record({ size: fc.constant([6, 8]), counts: fc.oneof(numbers, fc.string(), fc.jsonValue()) }),
    );
    const annotations = fc.record(
      { area: fc.nat(9), bbox: fc.constant([1, 1, 2, 2]), segmentation: segmentations, keypoints: fc.jsonValue() },
      { requiredKeys: ['area', 'bbox'] },
    );
    fc.assert(
      fc.property(fc.oneof(annotations, fc.dictionary(fc.string(), fc.jsonValue())), (stored) => {
        try {
          const { mask } = parseAnnotation(stored, size, 'a.json');
          if (mask) assert.equal(decodeMask(mask).length, 48);
        } catch (error) {
          assert.ok(error instanceof InputError, (error as Error).stack);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('draws nothing for an object without segmentation, and keeps its box', async () => {
    for (const segmentation of [undefined, null, []]) {
      await writeVal([image(1)], [object(1, 1, 1, [0, 0, 2, 2], { segmentation })]);
      const sample = await (await open()).load('1');
      assert.deepEqual([sample.boxes!.length, sample.semantics!.some((classId) => classId > 0)], [1, false]);
    }
  });

  it('refuses captions that are none', async () => {
    await writeVal([image(1)], []);
    writeJson(root, 'annotations/captions_val2017.json', { images: [image(1)], annotations: [{ id: 3, image_id: 1 }] });
    await refused((await open()).load('1'), /captions_val2017\.json: annotation 3 has no caption/);
  });

  it('refuses a damaged file, and one that has changed since it was opened', async () => {
    await writeVal([image(1)], [object(1, 1, 1, [0, 0, 2, 2])]);
    const file = path.join(root, 'annotations/instances_val2017.json');
    const dataset = await open();
    const text = fs.readFileSync(file, 'utf8');
    fs.writeFileSync(file, text.replace('"id":1,"image_id":1', '"id":2,"image_id":1'));
    await refused(dataset.load('1'), /has changed since it was indexed/);
    fs.writeFileSync(file, '{}');
    await refused(dataset.load('1'), /has changed since it was indexed/);
    fs.rmSync(file);
    await refused(dataset.load('1'), /instances_val2017\.json: it does not exist/);
    fs.writeFileSync(file, text.slice(0, text.length / 2));
    await refused(open(), /instances_val2017\.json is cut short: it ends at byte \d+/);
  });
});
