import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { coco } from '../../../data-loaders/coco/index.js';
import { writePng } from '../../../src/formats/index.js';
import { InputError } from '../../../src/support/errors.js';
import { zipBytes } from '../../support/write-zip.js';
import { jpeg, panopticPng, write, writeJson } from './collection.js';

const ids = [0, 0, 300, 300, 70000, 70000, 300, 9];
const segment = (id: number, category_id: number, more: object = {}) => ({ id, category_id, iscrowd: 0, area: 2, bbox: [0, 0, 2, 1], ...more }); // prettier-ignore
const segments = [segment(70000, 187), segment(300, 1, { area: 3 }), segment(9, 1, { iscrowd: 1, area: 1 })];
const categories = [
  { id: 187, name: 'sky-other-merged', isthing: 0 },
  { id: 1, name: 'person', isthing: 1 },
];

describe('COCO, panoptic segments', () => {
  const png = 'annotations/panoptic_val2017/000000000001.png';
  let root = '';

  beforeEach(async () => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'coco-'));
    write(root, 'val2017/000000000001.jpg', await jpeg({ width: 4, height: 2 }));
    write(root, png, panopticPng(ids, 4));
    writeAnnotation({});
  });
  afterEach(() => fs.rmSync(root, { recursive: true }));

  function writeAnnotation(more: object, annotation: object = {}): void {
    const file_name = '000000000001.png';
    writeJson(root, 'annotations/panoptic_val2017.json', {
      images: [{ id: 1, file_name: '000000000001.jpg', width: 4, height: 2 }],
      annotations: [{ image_id: 1, file_name, segments_info: segments, ...annotation }],
      categories,
      ...more,
    });
  }

  const refused = (promise: Promise<unknown>, message: RegExp): Promise<void> =>
    assert.rejects(promise, (error: Error) => {
      assert.ok(error instanceof InputError, error.stack);
      assert.match(error.message, message);
      return true;
    });

  it('label every pixel; things have instances and boxes, stuff has neither', async () => {
    const dataset = await coco({ root });
    assert.equal(dataset.layout, 'panoptic');
    assert.deepEqual(dataset.classes, ['unlabelled', 'person', 'sky-other-merged']);
    const sample = await dataset.load('1');
    assert.deepEqual([...sample.semantics!], [0, 0, 1, 1, 2, 2, 1, 1]);
    assert.deepEqual([...sample.rawSemantics!], [0, 0, 1, 1, 187, 187, 1, 1]);
    assert.deepEqual([...sample.instances!], [0, 0, 1, 1, 0, 0, 1, 2]);
    assert.deepEqual(
      sample.boxes!.map(({ class: name, instance, annotation, iscrowd, ignore, area }) => [name, instance, annotation, iscrowd, ignore, area]), // prettier-ignore
      [
        ['person', 1, 300, false, false, 3],
        ['person', 2, 9, true, true, 1],
      ],
    );
    const annotation = await dataset.segments('1');
    assert.deepEqual([...annotation.ids], ids);
    assert.deepEqual(annotation.segments[1], { id: 300, categoryId: 1, iscrowd: false, area: 3, box: { x: 0, y: 0, width: 2, height: 1 } }); // prettier-ignore
    await refused(dataset.annotations('1'), /was opened with the layout panoptic\. Open it with the layout instances/);
  });

  it('come out of the archive of their PNGs, too', async () => {
    const content = fs.readFileSync(path.join(root, png));
    fs.rmSync(path.join(root, 'annotations/panoptic_val2017'), { recursive: true });
    await refused(coco({ root }), /has no folder panoptic_val2017\/ of PNGs beside it\. Unpack/);
    write(root, 'annotations/panoptic_val2017.zip', zipBytes([{ name: 'panoptic_val2017/000000000001.png', content }]));
    assert.deepEqual([...(await (await coco({ root })).load('1')).semantics!], [0, 0, 1, 1, 2, 2, 1, 1]);
  });

  it('are the layout where only captions are there, too', async () => {
    const images = [{ id: 1, file_name: '000000000001.jpg', width: 4, height: 2 }];
    const annotations = [{ id: 1, image_id: 1, caption: 'A sky.' }];
    writeJson(root, 'annotations/captions_val2017.json', { images, annotations });
    const dataset = await coco({ root });
    assert.equal(dataset.layout, 'panoptic');
    assert.deepEqual((await dataset.load('1')).captions, ['A sky.']);
  });

  it('ask for the outer of the two archives to be unpacked', async () => {
    const json = fs.readFileSync(path.join(root, 'annotations/panoptic_val2017.json'));
    fs.rmSync(path.join(root, 'annotations'), { recursive: true });
    const before = process.env.ALIGNSCOPE_CACHE;
    process.env.ALIGNSCOPE_CACHE = path.join(root, 'cache');
    try {
      const entries = [
        { name: 'annotations/panoptic_val2017.json', content: json },
        { name: 'annotations/panoptic_val2017.zip', content: zipBytes([]) },
      ];
      write(root, 'panoptic_annotations_trainval2017.zip', zipBytes(entries));
      await refused(coco({ root }), /panoptic_val2017\.zip can only be read from a folder\. Unpack the archive/);
    } finally {
      if (before === undefined) delete process.env.ALIGNSCOPE_CACHE;
      else process.env.ALIGNSCOPE_CACHE = before;
    }
  });

  it("take COCO's classes and the sizes of the images where the file has only annotations", async () => {
    writeAnnotation({ images: undefined, categories: undefined });
    const dataset = await coco({ root });
    assert.equal(dataset.classes.length, 134);
    assert.ok(dataset.notes.some((note) => /lists no categories; COCO's 133 are taken/.test(note)));
    const { semantics, boxes } = await dataset.load('1');
    assert.deepEqual([...new Set(semantics)].map((classId) => dataset.classes[classId]), ['unlabelled', 'person', 'sky-other-merged']); // prettier-ignore
    assert.equal(boxes!.length, 2);
  });

  it('load images without annotation unlabelled', async () => {
    writeAnnotation({ annotations: [] });
    const dataset = await coco({ root });
    assert.equal((await dataset.load('1')).semantics, undefined);
    await refused(dataset.segments('1'), /has no annotation of image 1/);
  });

  it('are refused when PNG and annotation do not belong together, or are damaged', async () => {
    const load = async () => (await coco({ root })).load('1');
    writeAnnotation({}, { segments_info: segments.slice(0, 2) });
    await refused(load(), /000000000001\.png has pixels of segment 9, which its annotation does not list/);
    const wrong: [object, RegExp][] = [
      [{ id: 2 ** 24 }, /segment 16777216 of image 1 has an id that no colour has/],
      [{ id: 0 }, /segment 0 of image 1 has an id/],
      [{ area: 'x' }, /has the area "x"/],
      [{ iscrowd: 3 }, /has iscrowd 3/],
      [{ bbox: [1] }, /has the bbox \[1\]/],
    ];
    for (const [change, message] of wrong) {
      writeAnnotation({}, { segments_info: [...segments, { ...segment(5, 1), ...change }] });
      await refused(load(), message);
    }
    writeAnnotation({});
    write(root, png, panopticPng(ids, 2));
    await refused(load(), /000000000001\.png is 2×4, its image 4×2/);
    write(root, png, writePng({ width: 4, height: 2, channels: 1, values: new Uint8Array(8) }));
    await refused(load(), /has 1 channels of 8 bits; segment ids take 3 of 8/);
    write(root, png, writePng({ width: 4, height: 2, channels: 3, values: new Uint16Array(24) }));
    await refused(load(), /has 3 channels of 16 bits/);
    write(root, png, panopticPng(ids, 4).subarray(0, 40));
    await refused(load(), /000000000001\.png is not a readable PNG/);
    fs.rmSync(path.join(root, png));
    await refused(load(), /000000000001\.png: it does not exist/);
  });
});
