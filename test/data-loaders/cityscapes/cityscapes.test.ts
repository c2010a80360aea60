import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { cityscapes, cityscapesLabels } from '../../../data-loaders/cityscapes/index.js';
import { inspectSample } from '../../../data-loaders/inspect.js';
import { writePng } from '../../../src/formats/index.js';
import { InputError } from '../../../src/support/errors.js';
import { assertAllClose } from '../../support/assert-all-close.js';
import { zipBytes } from '../../support/write-zip.js';
import {
  calibration,
  colours,
  fileOf,
  frameFiles,
  labelsOf,
  pixels,
  png,
  size,
  storedInstances,
  writeFiles,
  type Place,
} from './street.js';

const aachen: Place = { split: 'train', city: 'aachen' };
const id = 'aachen_000000/000019';

describe('Cityscapes', () => {
  let root: string;

  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-cityscapes-'));
  });
  afterEach(() => fs.rmSync(root, { recursive: true }));

  const write = (place: Place, gt?: string) => writeFiles(root, frameFiles(place, gt));
  const remove = (place: Place, type: string, ending: string) =>
    fs.rmSync(path.join(root, fileOf(place, type, ending)));
  const replace = (place: Place, type: string, ending: string, content: Uint8Array | string) =>
    writeFiles(root, [[fileOf(place, type, ending), content]]);
  const rejects = (work: Promise<unknown>, ...patterns: RegExp[]) =>
    assert.rejects(work, (error: Error) => {
      assert.ok(error instanceof InputError, String(error));
      for (const pattern of patterns) assert.match(error.message, pattern);
      return true;
    });

  it('gives every part of a frame', async () => {
    write(aachen);
    const dataset = await cityscapes({ root, right: true });
    assert.deepEqual(dataset.scenes, [{ id: 'aachen_000000', split: 'train', frames: [id] }]);
    assert.deepEqual(dataset.modalities, ['depth', 'semantics', 'instances', 'boxes']);
    const sample = await dataset.load(id);
    assert.deepEqual(
      [sample.id, sample.scene, sample.split, sample.width, sample.height],
      [id, 'aachen_000000', 'train', 16, 8],
    );
    assert.deepEqual(sample.rgb, colours(0));
    assert.deepEqual(sample.rightRgb, colours(255));
    const stored = storedInstances();
    assert.deepEqual(sample.rawSemantics, Uint16Array.from(labelsOf(stored)));
    assert.deepEqual(sample.semantics, sample.rawSemantics);
    assert.deepEqual(
      sample.instances,
      stored.map((value) => (value < 1000 ? 0 : value)),
    );
    assert.deepEqual(sample.boxes, [
      { x: 10, y: 2, width: 4, height: 5, class: 'car', classId: 26, instance: 26, ignore: true },
      { x: 1, y: 2, width: 3, height: 2, class: 'car', classId: 26, instance: 26000 },
      { x: 6, y: 3, width: 2, height: 4, class: 'car', classId: 26, instance: 26001 },
      { x: 14, y: 7, width: 2, height: 1, class: 'caravan', classId: 29, instance: 29000, ignore: true },
    ]);
  });

  it('measures depth with the camera of the frame: 0 where nothing was matched, Infinity where it is too far', async () => {
    const other = { ...aachen, number: '000001_000019' };
    write(aachen);
    write(other);
    const { intrinsic, extrinsic } = JSON.parse(
      fs.readFileSync(path.join(root, fileOf(other, 'camera', 'camera.json')), 'utf8'),
    ) as { intrinsic: object; extrinsic: object };
    const widened = { extrinsic: { ...extrinsic, baseline: 0.4 }, intrinsic: { ...intrinsic, fx: 1024 } };
    replace(other, 'camera', 'camera.json', JSON.stringify(widened));
    const dataset = await cityscapes({ root });
    const { depth } = await dataset.load(id);
    assert.deepEqual([...depth!.subarray(0, 2)], [0, Infinity]);
    const metres = Array.from({ length: pixels - 2 }, (_, i) => (calibration.fx * calibration.baseline) / (i + 2));
    assertAllClose(depth!.subarray(2), metres, { rtol: 1e-6 });
    const second = await dataset.load('aachen_000001/000019');
    assertAllClose(second.depth!.subarray(2), metres, { rtol: 1e-6 });
    assert.equal(second.camera.baseline, 0.4);
    assert.equal(second.camera.fx, 1024 / 128);
  });

  it('scales the camera to images that are smaller than recorded, and with the working size', async () => {
    write(aachen);
    const { camera, boxes, depth, semantics } = await (await cityscapes({ root, width: 8, height: 4 })).load(id);
    assert.deepEqual(camera, { width: 8, height: 4, fx: 8, fy: 8, cx: 1000 / 256, cy: 500 / 256, baseline: 0.2 });
    assert.deepEqual([boxes![1].x, boxes![1].width], [0.5, 1.5]);
    assert.equal(depth![0], Math.fround((2048 * 0.2) / 17));
    assert.equal(semantics!.length, 32);
  });

  it('trains 19 classes under their train ids + 1, and leaves the others out', async () => {
    write(aachen);
    const dataset = await cityscapes({ root, labels: 'cityscapes19' });
    assert.equal(dataset.classes.length, 20);
    assert.deepEqual(dataset.trainIds.slice(0, 3), [255, 0, 1]);
    assert.deepEqual([dataset.classes[14], dataset.legend![14]], ['car', [0, 0, 142]]);
    const { semantics, rawSemantics, boxes } = await dataset.load(id);
    assert.deepEqual(
      semantics,
      rawSemantics!.map((label) => ({ 7: 1, 26: 14 })[label] ?? 0),
    );
    assert.deepEqual(
      boxes!.map(({ class: name, classId, ignore }) => [name, classId, ignore ?? false]),
      [
        ['car', 14, true],
        ['car', 14, false],
        ['car', 14, false],
        ['unlabelled', 0, true],
      ],
    );
  });

  it('is inspected with names and train ids of labels', async () => {
    write(aachen);
    const dataset = await cityscapes({ root });
    const inspect = (u: number, v: number) => inspectSample(dataset, id, { split: 'train', count: 1, at: [u, v] });
    const { semantics, instances, depth, points } = await inspect(1, 2);
    assert.deepEqual(semantics, { at: { id: 26, name: 'car', trainId: 13 } });
    assert.deepEqual(instances, { count: 3, byClass: { car: 2, caravan: 1 } });
    assert.deepEqual([depth!.valid, depth!.max, points.count], [127 / 128, Math.fround(2048 * 0.1), 0]);
    assert.deepEqual((await inspect(14, 7)).semantics, { at: { id: 29, name: 'caravan', trainId: 255 } });
  });

  it('has the table of labels', () => {
    const trained = cityscapesLabels.filter(({ trainId }) => trainId !== 255);
    assert.deepEqual(
      trained.map(({ trainId }) => trainId),
      Array.from({ length: 19 }, (_, i) => i),
    );
    assert.equal(trained.filter(({ hasInstances }) => hasInstances).length, 8);
    assert.ok(trained.every(({ ignored }) => !ignored));
    const plate = cityscapesLabels.find(({ id: label }) => label === -1)!;
    assert.deepEqual([plate.name, plate.trainId, plate.categoryId], ['license plate', 255, 7]);
  });

  it('derives label ids from instance ids where they are missing', async () => {
    write(aachen);
    remove(aachen, 'gtFine', 'gtFine_labelIds.png');
    const { rawSemantics } = await (await cityscapes({ root })).load(id);
    assert.deepEqual(rawSemantics, Uint16Array.from(labelsOf(storedInstances())));
  });

  it('gives labels without instances where only label ids are there', async () => {
    write(aachen);
    remove(aachen, 'gtFine', 'gtFine_instanceIds.png');
    const dataset = await cityscapes({ root });
    assert.deepEqual(dataset.modalities, ['depth', 'semantics']);
    const { semantics, instances, boxes } = await dataset.load(id);
    assert.deepEqual(semantics, Uint16Array.from(labelsOf(storedInstances())));
    assert.deepEqual([instances, boxes], [undefined, undefined]);
  });

  it('draws labels and instances from polygons where they are missing', async () => {
    write(aachen);
    remove(aachen, 'gtFine', 'gtFine_labelIds.png');
    remove(aachen, 'gtFine', 'gtFine_instanceIds.png');
    const box = (x0: number, y0: number, x1: number, y1: number) => [
      [x0, y0],
      [x1, y0],
      [x1, y1],
      [x0, y1],
    ];
    const objects = [
      { label: 'road', polygon: box(-5, 0, 40, 1) },
      { label: 'car', polygon: box(1, 2, 3, 3) },
      { label: 'car', polygon: box(0, 0, 15, 7), deleted: 1 },
      { label: 'sky', polygon: box(6, 3, 7, 6) },
      { label: 'car', polygon: box(6, 3, 7, 6), deleted: 0, verified: 1, user: 'ls' },
      { label: 'cargroup', polygon: box(10, 2, 11, 2) },
      { label: 'cargroup', polygon: box(13, 5, 13, 6) },
      { label: 'license plate', polygon: box(0, 0, 15, 7) },
      { label: 'caravan', polygon: box(14, 7, 20, 12) },
    ];
    const content = JSON.stringify({ imgHeight: 8, imgWidth: 16, objects });
    replace(aachen, 'gtFine', 'gtFine_polygons.json', content);
    const dataset = await cityscapes({ root });
    assert.deepEqual((await dataset.annotation(id)).instanceIds, storedInstances());
    const sample = await dataset.load(id);
    assert.deepEqual(sample.rawSemantics, Uint16Array.from(labelsOf(storedInstances())));
    assert.equal(sample.boxes!.length, 4);
  });

  it('splits by city, keeps every n-th frame of each, and reads city names with hyphens', async () => {
    for (const number of ['000000_000019', '000001_000019', '000001_046078']) write({ ...aachen, number });
    write({ split: 'val', city: 'lindau' });
    write({ split: 'train_extra', city: 'bad-honnef' }, 'gtCoarse');
    write({ split: 'train', city: 'zurich' }, 'gtCoarse');
    const fine = await cityscapes({ root, every: 2, depth: false });
    assert.equal(fine.layout, 'fine');
    assert.deepEqual(fine.scenes, [
      { id: 'aachen_000000', split: 'train', frames: ['aachen_000000/000019'] },
      { id: 'aachen_000001', split: 'train', frames: ['aachen_000001/046078'] },
      { id: 'zurich_000000', split: 'train', frames: ['zurich_000000/000019'] },
      { id: 'lindau_000000', split: 'val', frames: ['lindau_000000/000019'] },
    ]);
    const coarse = await cityscapes({ root, layout: 'coarse' });
    assert.deepEqual(coarse.scenes.slice(1), [
      { id: 'aachen_000001', split: 'train', frames: ['aachen_000001/000019', 'aachen_000001/046078'] },
      { id: 'zurich_000000', split: 'train', frames: ['zurich_000000/000019'] },
      { id: 'bad-honnef_000000', split: 'train', frames: ['bad-honnef_000000/000019'] },
      { id: 'lindau_000000', split: 'val', frames: ['lindau_000000/000019'] },
    ]);
    const { rawSemantics } = await coarse.load('bad-honnef_000000/000019');
    assert.deepEqual(rawSemantics, Uint16Array.from(labelsOf(storedInstances())));
    await rejects(fine.load('zurich_000000/000019'), /gtFine.train.zurich.*instanceIds\.png is missing/);
    await rejects(fine.load('bern_000000/000019'), /has no frame bern/, /aachen_000000\/000019/);
  });

  it('reads coarse labels where there are no others', async () => {
    write(aachen, 'gtCoarse');
    assert.equal((await cityscapes({ root })).layout, 'coarse');
    await rejects(cityscapes({ root, layout: 'fine' }), /no folder gtFine/, /gtFine_trainvaltest\.zip/);
  });

  it('does not take the dummy labels of the test split for labels', async () => {
    write(aachen);
    write({ split: 'test', city: 'berlin' });
    const dataset = await cityscapes({ root });
    const berlin = 'berlin_000000/000019';
    const { split, semantics, rawSemantics, instances, boxes, depth } = await dataset.load(berlin);
    assert.equal(split, 'test');
    assert.deepEqual([semantics, rawSemantics, instances, boxes], [undefined, undefined, undefined, undefined]);
    assert.ok(depth);
    await rejects(dataset.annotation(berlin), /dummies/);
  });

  it('finds each folder in that of its archive, and reads archives that are not unpacked', async () => {
    const files = frameFiles(aachen);
    const sorted = [...files].map(([file, content]) => ({ name: file, content, type: file.split('/')[0] }));
    for (const { name, content, type } of sorted)
      writeFiles(root, [[`${type}_trainvaltest/${name}`, content]] as [string, Uint8Array][]);
    const unpacked = await (await cityscapes({ root, right: true })).load(id);
    fs.rmSync(root, { recursive: true });
    fs.mkdirSync(root);
    for (const type of new Set(sorted.map((file) => file.type))) {
      const entries = sorted.filter((file) => file.type === type);
      const readme = { name: 'README', content: Buffer.from('Cityscapes') };
      fs.writeFileSync(path.join(root, `${type}_trainvaltest.zip`), zipBytes([readme, ...entries]));
    }
    fs.writeFileSync(path.join(root, 'leftImg8bit_sequence_trainvaltest.zip'), 'not read');
    const zipped = await cityscapes({ root, right: true });
    assert.deepEqual(await zipped.load(id), unpacked);
    assert.equal(zipped.notes.length, 2);
  });

  it('has a fingerprint of what is read and how', async () => {
    write(aachen);
    const fingerprint = async (options: object = {}) => (await cityscapes({ root, ...options })).fingerprint;
    const first = await fingerprint();
    assert.equal(await fingerprint(), first);
    assert.notEqual(await fingerprint({ labels: 'cityscapes19' }), first);
    fs.utimesSync(path.join(root, fileOf(aachen, 'camera', 'camera.json')), 1, 1);
    assert.notEqual(await fingerprint(), first);
  });

  it('names the camera file that depth needs', async () => {
    write(aachen);
    remove(aachen, 'camera', 'camera.json');
    await rejects(
      (await cityscapes({ root })).load(id),
      /camera.train.aachen.*_camera\.json is missing/,
      /depth: false/,
    );
    const without = await cityscapes({ root, depth: false });
    const { camera, depth } = await without.load(id);
    assert.equal(depth, undefined);
    assert.deepEqual(camera, { width: 16, height: 8, fx: NaN, fy: NaN, cx: NaN, cy: NaN });
    assert.ok(without.notes.some((note) => /1 frames have no camera file/.test(note)));
  });

  it('reads labels of frames whose image is not there, and says so', async () => {
    write(aachen);
    write({ split: 'val', city: 'lindau' });
    remove({ split: 'val', city: 'lindau' }, 'leftImg8bit', 'leftImg8bit.png');
    const dataset = await cityscapes({ root });
    const lindau = 'lindau_000000/000019';
    assert.deepEqual(dataset.withoutImage, [lindau]);
    assert.equal(dataset.scenes.length, 1);
    assert.ok(dataset.notes.some((note) => /1 frames have labels but no image/.test(note)));
    assert.deepEqual((await dataset.annotation(lindau)).instanceIds, storedInstances());
    await rejects(dataset.load(lindau), /leftImg8bit\.png is missing/);
  });

  it('names files that are damaged or of another kind', async () => {
    const fails = async (type: string, ending: string, content: Uint8Array | string, ...patterns: RegExp[]) => {
      write(aachen);
      replace(aachen, type, ending, content);
      await rejects(
        (await cityscapes({ root, right: true })).load(id),
        new RegExp(ending.replace('.', '\\.')),
        ...patterns,
      );
    };
    const whole = frameFiles(aachen);
    const cut = (type: string, ending: string) => whole.get(fileOf(aachen, type, ending))!.slice(0, -30);
    await fails('leftImg8bit', 'leftImg8bit.png', cut('leftImg8bit', 'leftImg8bit.png'), /not a readable image/);
    await fails('disparity', 'disparity.png', cut('disparity', 'disparity.png'), /not a readable PNG/);
    await fails('disparity', 'disparity.png', png(new Uint8Array(pixels)), /expected 16-bit/);
    await fails('gtFine', 'gtFine_instanceIds.png', png(labelsOf(storedInstances())), /expected 16-bit/);
    await fails('gtFine', 'gtFine_labelIds.png', png(storedInstances()), /expected label ids of 8 bits/);
    await fails('gtFine', 'gtFine_labelIds.png', png(new Uint8Array(pixels).fill(255, 17)), /255 at column 1, row 1/);
    await fails('gtFine', 'gtFine_instanceIds.png', png(new Uint16Array(pixels).fill(7001)), /7001 .* is no label/);
    const small = writePng({ width: 8, height: 4, channels: 1, values: new Uint16Array(32) });
    await fails('disparity', 'disparity.png', small, /8×4, its image 16×8/);
    await fails('gtFine', 'gtFine_instanceIds.png', small, /8×4.*16×8/);
    await fails('camera', 'camera.json', '{"extrinsic": {', /not a camera file/);
    await fails('camera', 'camera.json', '{"extrinsic": {"baseline": 0.2}, "intrinsic": {"fx": 0}}', /intrinsic\.fx/);
  });

  it('names polygon files that cannot be drawn', async () => {
    write(aachen);
    remove(aachen, 'gtFine', 'gtFine_instanceIds.png');
    const fails = async (content: string, pattern: RegExp) => {
      replace(aachen, 'gtFine', 'gtFine_polygons.json', content);
      await rejects((await cityscapes({ root })).load(id), /_polygons\.json/, pattern);
    };
    const polygons = (objects: unknown, imgWidth: number = size.width) =>
      JSON.stringify({ imgHeight: size.height, imgWidth, objects });
    await fails('{', /JSON/);
    await fails(polygons([{ label: 'dragon', polygon: [[0, 0]] }]), /unknown label "dragon"/);
    await fails(polygons([{ label: 'dragongroup', polygon: [[0, 0]] }]), /unknown label "dragongroup"/);
    await fails(polygons([{ label: 'car', polygon: [[0, null]] }]), /objects\.0\.polygon/);
    await fails(polygons([], 1e9), /imgWidth/);
    await fails(polygons([], 17), /17×8.*16×8/);
    const cars = Array.from({ length: 1001 }, () => ({ label: 'car', polygon: [[0, 0]] }));
    await fails(polygons(cars), /more than 1000 objects car/);
  });

  it('says what was expected of a root and what is there', async () => {
    fs.mkdirSync(path.join(root, 'aachen'));
    await rejects(
      cityscapes({ root }),
      /does not hold Cityscapes/,
      /leftImg8bit\/\{train,val,test\}/,
      /Found: aachen\//,
    );
    await rejects(cityscapes({ root: path.join(root, 'nowhere') }), /nowhere.*does not exist/);
    write(aachen);
    await rejects(cityscapes({ root, width: 8 }), /both or neither/);
    await rejects(cityscapes({ root, layouts: 'fine' } as never), /layouts/);
    fs.rmSync(path.join(root, 'disparity'), { recursive: true });
    fs.rmSync(path.join(root, 'rightImg8bit'), { recursive: true });
    await rejects(cityscapes({ root, depth: true }), /no disparity\//);
    await rejects(cityscapes({ root, right: true }), /no rightImg8bit\//);
    const dataset = await cityscapes({ root });
    await rejects(dataset.cloud('aachen_000000'), /no poses/);
    write({ split: 'val', city: 'aachen' });
    await rejects(cityscapes({ root }), /aachen in train and in val/);
  });

  it('does not follow links out of the root', async () => {
    const outside = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-outside-'));
    try {
      write(aachen);
      const image = path.join(root, fileOf(aachen, 'leftImg8bit', 'leftImg8bit.png'));
      fs.renameSync(image, path.join(outside, 'image.png'));
      fs.symlinkSync(path.join(outside, 'image.png'), image);
      await rejects(cityscapes({ root }), /link out of/);
    } finally {
      fs.rmSync(outside, { recursive: true });
    }
  });
});
