import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { nyuv2, type NyuOptions } from '../../../data-loaders/nyu/index.js';
import { writePng } from '../../../src/formats/index.js';
import { assertAllClose } from '../../support/assert-all-close.js';
import { zipBytes } from '../../support/write-zip.js';
import { labelled, netpbm, writeFile, writeH5, writeLabelled, writeSplits } from './nyu-files.js';
import { rejects } from './rejects.js';

const size = { width: 8, height: 6 };
const pixels = 48;
const colours = Uint8Array.from({ length: pixels * 3 }, (_, i) => i);
const counting = Uint16Array.from({ length: pixels }, (_, i) => i);

const colourPng = (of = size, values = colours) => writePng({ ...of, channels: 3, values });
const png = (values: Uint8Array | Uint16Array, of = size) => writePng({ ...of, channels: 1, values });

describe('other layouts of NYU Depth v2', () => {
  let root: string;

  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-nyu-'));
  });
  afterEach(() => fs.rmSync(root, { recursive: true }));

  const write = (content: Uint8Array | string, ...parts: string[]) => writeFile(content, root, ...parts);
  const open = (options: Partial<NyuOptions> = {}) => nyuv2({ root, ...options });

  describe('sync', () => {
    const writeFrame = (folder: string, number: string) => {
      write(colourPng(), folder, `rgb_${number}.png`);
      write(png(counting.map((value) => value * 100)), folder, `sync_depth_${number}.png`);
    };

    it('has scenes for training and labelled images for test, depth in millimetres', async () => {
      writeFrame('sync/basement_0001a', '00000');
      writeFrame('sync/basement_0001a', '00010');
      writeFrame('official_splits/train/office', '00002');
      writeFrame('official_splits/test/office', '00283');
      fs.rmSync(path.join(root, 'official_splits/test/office/sync_depth_00283.png'));
      const dataset = await open();
      assert.equal(dataset.layout, 'sync');
      assert.deepEqual(dataset.scenes, [
        { id: 'basement_0001a', split: 'train', frames: ['basement_0001a/00000', 'basement_0001a/00010'] },
        { id: 'office/00283', split: 'test', frames: ['office/00283'] },
      ]);
      const { rgb, depth, normals, camera } = await dataset.load('basement_0001a/00010');
      assert.deepEqual(rgb, colours);
      assertAllClose(
        depth!,
        Float32Array.from(counting, (value) => value / 10),
      );
      assert.equal(normals!.length, pixels * 3);
      assertAllClose([camera.fx, camera.cx], [518.8579 / 80, 325.5824 / 80]);
      assert.ok(dataset.notes.some((note) => /without sync_depth_\*\.png.*: 1, the first office\/00283/.test(note)));
      assert.equal((await dataset.load('office/00283')).depth, undefined);
      await rejects(dataset.annotation('office/00283'), /has no labels.*layout sync/);
    });

    it('trains on labelled images where there are no scenes; each folder is a root, too', async () => {
      writeFrame('nyu_depth_v2/official_splits/train/office', '00002');
      writeFrame('nyu_depth_v2/official_splits/test/office', '00283');
      const expected = ['office/00002 train', 'office/00283 test'];
      for (const folder of ['', 'nyu_depth_v2', 'nyu_depth_v2/official_splits']) {
        const { scenes } = await nyuv2({ root: path.join(root, folder) });
        assert.deepEqual(scenes.map(({ id, split }) => `${id} ${split}`), expected); // prettier-ignore
      }
      writeFrame('sync/basement_0001a', '00000');
      const { scenes } = await nyuv2({ root: path.join(root, 'sync') });
      assert.deepEqual(scenes[0].frames, ['basement_0001a/00000']);
    });

    it('holds what lists as published with BTS name of a split, and no more', async () => {
      for (const place of ['kitchen_0001a', 'office_0002', 'study_0003'])
        for (const number of ['00000', '00010']) writeFrame(`sync/${place}`, number);
      writeFrame('official_splits/test/office', '00283');
      writeFrame('official_splits/test/office', '00284');
      const list = (name: string, ...images: string[]) => {
        const lines = images.map((one) => one.replace(/(.*)\/(.*)/, '$1/rgb_$2.jpg $1/sync_depth_$2.png 518.8579\n'));
        write(lines.join(''), name);
        return path.join(root, name);
      };
      const splits = async (options: Partial<NyuOptions>) =>
        (await open(options)).scenes.map(({ id, split, frames }) => `${id} ${split} ${frames.length}`);
      const trainList = list('train.txt', '/kitchen_0001a/00010', '/office_0002/00000', '/attic_0009/00000');
      const valList = list('val.txt', '/study_0003/00000');
      const testList = list('test.txt', 'office/00284');
      assert.deepEqual(await splits({ trainList }), [
        'kitchen_0001a train 1',
        'office_0002 train 1',
        'office/00283 test 1',
        'office/00284 test 1',
      ]);
      const all = { trainList, valList, testList };
      assert.deepEqual(await splits(all), [
        'kitchen_0001a train 1',
        'office_0002 train 1',
        'study_0003 val 1',
        'office/00284 test 1',
      ]);
      const { notes, scenes, fingerprint } = await open(all);
      assert.deepEqual(scenes[0].frames, ['kitchen_0001a/00010']);
      assert.ok(notes.some((note) => /^4 of the 5 images that .*train\.txt, .*val\.txt, .*test\.txt name/.test(note)));
      assert.ok(notes.includes('Frames that are in no list and left out: 4.'));
      list('val.txt', '/study_0003/00010');
      assert.notEqual((await open(all)).fingerprint, fingerprint);
      const torn = list('torn.txt', '/kitchen_0001a/00000');
      await rejects(open({ trainList, valList: torn }), /torn\.txt and .*train\.txt both have images of kitchen_0001a/);
      await rejects(open({ trainList, testList: trainList }), /kitchen_0001a\/00010 is in .*train\.txt and in /);
      await rejects(open({ trainList: list('none.txt') }), /none\.txt lists no image/);
      write('kitchen_0001a/00010\n', 'other.txt');
      await rejects(open({ trainList: path.join(root, 'other.txt') }), /other\.txt, line 1, names no image like/);
      write(colourPng(), 'pri3d/test/color/nyu_rgb_0001.png');
      await rejects(open({ layout: 'pri3d', trainList }), /trainList, .* belong to the layout sync/);
    });

    it('refuses depth of 8 bits or of another size, and damaged images', async () => {
      writeFrame('sync/basement_0001a', '00000');
      const load = async () => (await open()).load('basement_0001a/00000');
      write(png(new Uint8Array(pixels)), 'sync/basement_0001a/sync_depth_00000.png');
      await rejects(load(), /sync_depth_00000\.png is a PNG of 8 bits/);
      write(png(new Uint16Array(24), { width: 6, height: 4 }), 'sync/basement_0001a/sync_depth_00000.png');
      await rejects(load(), /sync_depth_00000\.png is 6×4, its image 8×6/);
      write(colourPng().subarray(0, 90), 'sync/basement_0001a/rgb_00000.png');
      await rejects(load(), /rgb_00000\.png is not a readable image/);
      await rejects(open({ labels: 'nyu13' }), /layout sync .* no labels/);
      await rejects(open({ depthMap: 'filled' }), /belong to the layout mat/);
    });
  });

  describe('raw', () => {
    const scene = 'basement_0001a';
    const depthName = (time: string) => `d-${time}-0000000001.pgm`;
    const colourName = (time: string) => `r-${time}-0000000002.ppm`;
    const writeDepth = (time: string, values = new Uint16Array(pixels).fill(700)) =>
      write(netpbm(size, values), scene, depthName(time));
    const writeColour = (time: string, red: number) =>
      write(netpbm(size, new Uint8Array(pixels * 3).fill(red)), scene, colourName(time));
    const idOf = (time: string) => `${scene}/d-${time}-0000000001`;

    it('is little-endian disparity: metres by the formula, 0 where nothing was measured, 10 m at most', async () => {
      const stored = new Uint16Array(pixels).fill(977);
      stored.set([2047, 1093, 1092, 1057, 1058, 400]);
      writeDepth('1294439283.377657', stored);
      writeColour('1294439283.400000', 7);
      const dataset = await open();
      assert.deepEqual([dataset.layout, dataset.modalities], ['raw', ['depth']]);
      const { depth, camera, normals } = await dataset.load(idOf('1294439283.377657'));
      const metres = (d: number) => 351.3 / (1092.5 - d);
      assertAllClose(depth!.subarray(0, 7), [0, 0, 10, metres(1057), 10, metres(400), metres(977)]);
      assertAllClose([camera.fx, camera.cy], [582.6245 / 80, 238.4439 / 80]);
      assert.equal(normals, undefined);
    });

    it('takes the colour that is nearest in time', async () => {
      for (const time of ['100.000000', '100.100000', '100.400000', '101.000000']) writeDepth(time);
      writeColour('99.950000', 1);
      writeColour('100.120000', 2);
      writeColour('100.500000', 3);
      write('', scene, 'a-100.000000-0000000003.dump');
      write(`${depthName('100.000000')}\n`, scene, 'INDEX.txt');
      const dataset = await open();
      const found: [number, number][] = [];
      for (const frame of dataset.scenes[0].frames) {
        const { rgb, colourDelay } = await dataset.load(frame);
        found.push([rgb[0], Math.round(colourDelay! * 1000)]);
      }
      assert.deepEqual(found, [
        [1, -50],
        [2, 20],
        [3, 100],
        [3, -500],
      ]);
      assert.ok(dataset.notes.includes('Colour is the nearest in time, at most 0.500 s apart.'));
    });

    it('fails for the frames of a file that is cut short, not for its scene', async () => {
      for (const time of ['1.000000', '2.000000', '3.000000']) writeDepth(time);
      writeColour('1.000000', 1);
      writeColour('3.000000', 3);
      const whole = fs.readFileSync(path.join(root, scene, depthName('2.000000')));
      write(whole.subarray(0, 50), scene, depthName('2.000000'));
      write('', scene, colourName('3.000000'));
      const dataset = await open();
      await dataset.load(idOf('1.000000'));
      await rejects(dataset.load(idOf('2.000000')), /d-2\.000000-0000000001\.pgm is not a readable PGM/);
      await rejects(dataset.load(idOf('3.000000')), /r-3\.000000-0000000002\.ppm is not a readable PGM or PPM/);
    });

    it('refuses depth that is big-endian, of 8 bits or of another size, and colour that is grey', async () => {
      const time = '1.000000';
      const load = async () => (await open()).load(idOf(time));
      writeColour(time, 1);
      write(netpbm(size, new Uint16Array(pixels).fill(700), { bigEndian: true }), scene, depthName(time));
      await rejects(load(), /d-1\.000000.* holds 48130, raw depth ends at 2047/);
      write(netpbm(size, new Uint8Array(pixels)), scene, depthName(time));
      await rejects(load(), /d-1\.000000.* has 1 channels of 8 bits/);
      write(netpbm({ width: 2, height: 2 }, new Uint16Array(4)), scene, depthName(time));
      await rejects(load(), /d-1\.000000.* is 2×2, .* 8×6/);
      write(netpbm(size, new Uint8Array(pixels)), scene, colourName(time));
      await rejects(load(), /r-1\.000000.* has 1 channels of 8 bits; raw colour has 3/);
      fs.rmSync(path.join(root, scene, colourName(time)));
      await rejects(open(), /no scene with both/);
    });

    it('keeps places with labelled test images for test, all stretches of them', async () => {
      for (const name of ['kitchen_0001b', 'office_0002', 'attic_0003'])
        for (const [file, content] of [
          [depthName('1.000000'), netpbm(size, new Uint16Array(pixels))],
          [colourName('1.000000'), netpbm(size, colours)],
        ] as const)
          write(content, name, file);
      const splits = async () => (await open({ layout: 'raw' })).scenes.map(({ id, split }) => `${id} ${split}`);
      assert.deepEqual(await splits(), ['attic_0003 train', 'kitchen_0001b train', 'office_0002 train']);
      await writeLabelled(path.join(root, 'nyu_depth_v2_labeled.mat'), labelled);
      writeSplits(path.join(root, 'splits.mat'), [3], [1, 2]);
      const labelledImages = await open({ layout: 'mat' });
      assert.deepEqual(await splits(), ['attic_0003 train', 'kitchen_0001b test', 'office_0002 train']);
      // The file that told is still open to be read.
      assert.equal((await labelledImages.load('office_0002/0003')).width, labelled.width);
    });

    it('is read from archives, beside what is unpacked', async () => {
      const content = (red: number) => [
        { name: depthName('1.000000'), content: netpbm(size, new Uint16Array(pixels).fill(700)) },
        { name: colourName('1.000000'), content: netpbm(size, new Uint8Array(pixels * 3).fill(red)) },
      ];
      const archived = content(9).map((file) => ({ ...file, name: `cafe_0001/${file.name}` }));
      write(zipBytes(archived), 'cafe.zip');
      for (const file of content(4)) write(file.content, 'study_0001', file.name);
      const dataset = await open();
      assert.deepEqual(
        dataset.scenes.map(({ id }) => id),
        ['cafe_0001', 'study_0001'],
      );
      const { rgb, depth } = await dataset.load('cafe_0001/d-1.000000-0000000001');
      assert.equal(rgb[0], 9);
      assertAllClose([depth![0]], [351.3 / 392.5]);
      write(fs.readFileSync(path.join(root, 'cafe.zip')).subarray(0, 200), 'cafe.zip');
      await rejects(open(), /cafe\.zip is not a readable zip archive/);
    });
  });

  describe('pri3d', () => {
    const labels = Uint8Array.from({ length: pixels }, (_, i) => (i < 24 ? 4 : i % 14));
    const instances = Uint8Array.from({ length: pixels }, (_, i) => (i < 12 ? 1 : i < 24 ? 2 : 0));
    const writeImage = (split: string, number: string) => {
      write(colourPng(), split, 'color', `nyu_rgb_${number}.png`);
      write(png(labels), split, 'label', `new_nyu_class13_${number}.png`);
      write(png(instances), split, 'instance', `${number}.png`);
    };

    it('has 13 classes and instances, split by folder', async () => {
      writeImage('train', '0003');
      writeImage('test', '0002');
      const dataset = await open();
      assert.equal(dataset.layout, 'pri3d');
      assert.deepEqual(dataset.scenes, [
        { id: '0003', split: 'train', frames: ['0003'] },
        { id: '0002', split: 'test', frames: ['0002'] },
      ]);
      assert.deepEqual(dataset.modalities, ['semantics', 'instances', 'boxes']);
      assert.deepEqual([dataset.classes.length, dataset.classes[13], dataset.legend!.length], [14, 'window', 14]);
      const { semantics, rawSemantics, boxes } = await dataset.load('0002');
      assert.deepEqual(semantics, Uint16Array.from(labels));
      assert.deepEqual(rawSemantics, semantics);
      assert.deepEqual(
        boxes!.map(({ class: name, y, instance }) => [name, y, instance]),
        [
          ['chair', 0, 1],
          ['chair', 1, 2],
        ],
      );
    });

    it('reads labels of images that are not there, and says so', async () => {
      writeImage('test', '0002');
      write(png(labels), 'test', 'label', 'new_nyu_class13_0009.png');
      write(png(instances), 'test', 'instance', '0009.png');
      const dataset = await open();
      assert.deepEqual(dataset.withoutImage, ['0009']);
      assert.ok(dataset.notes.some((note) => /with labels but no colour, left out: 1, the first 0009/.test(note)));
      assert.deepEqual((await dataset.annotation('0009')).instances, instances);
      await rejects(dataset.load('0009'), /no frame 0009.*look like 0002/);
    });

    it('refuses labels outside of the table, of another size or missing, and a number in both splits', async () => {
      writeImage('test', '0002');
      const load = async () => (await open()).load('0002');
      write(png(new Uint8Array(pixels).fill(14, 9)), 'test', 'label', 'new_nyu_class13_0002.png');
      await rejects(load(), /new_nyu_class13_0002\.png has label 14 at column 1, row 1; labels end at 13/);
      write(png(new Uint16Array(pixels)), 'test', 'label', 'new_nyu_class13_0002.png');
      await rejects(load(), /new_nyu_class13_0002\.png is a PNG of 16 bits/);
      writeImage('test', '0002');
      write(png(new Uint8Array(24), { width: 6, height: 4 }), 'test', 'instance', '0002.png');
      await rejects(load(), /instance.0002\.png is 6×4, its labels 8×6/);
      fs.rmSync(path.join(root, 'test', 'instance', '0002.png'));
      write(png(instances), 'test', 'instance', '0009.png');
      await rejects(load(), /instance.0002\.png.*does not exist/);
      await rejects(open({ labels: 'nyu40' }), /13 classes nyu13, not nyu40/);
      writeImage('train', '0002');
      await rejects(open(), /image 0002 in train and in test/);
    });
  });

  describe('h5', () => {
    const rgb = Uint8Array.from({ length: pixels * 3 }, (_, i) => i);
    const depth = Float32Array.from({ length: pixels }, (_, i) => i / 8);
    const shape: [number, number] = [size.height, size.width];

    it('has one row-major file a frame; val is the official test', async () => {
      await writeH5(path.join(root, 'nyudepthv2/train/basement_0001a/00001.h5'), { rgb, depth, shape });
      await writeH5(path.join(root, 'nyudepthv2/val/official/00051.h5'), { rgb, depth, shape });
      const dataset = await open();
      assert.deepEqual(dataset.scenes, [
        { id: 'basement_0001a', split: 'train', frames: ['basement_0001a/00001'] },
        { id: 'official/00051', split: 'test', frames: ['official/00051'] },
      ]);
      const sample = await dataset.load('official/00051');
      assert.deepEqual([sample.width, sample.height], [8, 6]);
      assert.deepEqual(sample.depth, depth);
      assert.deepEqual([...sample.rgb.subarray(3 * 9, 3 * 10)], [9, pixels + 9, 2 * pixels + 9]);
      assert.equal(sample.normals!.length, pixels * 3);
    });

    it('refuses files of another shape or type, and damaged ones', async () => {
      const file = path.join(root, 'val/official/00051.h5');
      await writeH5(file, { rgb, depth, shape }, [3, size.width, size.height]);
      const load = async () => (await open()).load('official/00051');
      await rejects(load(), /rgb has the shape \[3, 8, 6\], depth \[6, 8\]/);
      fs.rmSync(file);
      await writeH5(file, { rgb, depth: Float64Array.from(depth), shape });
      await rejects(load(), /no depth of 32-bit floating point/);
      write(fs.readFileSync(file).subarray(0, 300), 'val/official/00051.h5');
      await rejects(load(), /00051\.h5 is not a readable HDF5 file/);
    });
  });

  describe('crops', () => {
    const large = { width: 640, height: 480 };
    const metres = Uint16Array.from({ length: 640 * 480 }, (_, i) => (i % 640) + 1000 * Math.floor(i / 640 / 8));

    it('cut the frame or all but the scored part, and the camera with it', async () => {
      write(colourPng(large, new Uint8Array(640 * 480 * 3)), 'sync/basement_0001a/rgb_00000.png');
      write(png(metres, large), 'sync/basement_0001a/sync_depth_00000.png');
      for (const [crop, left, top, width, height] of [
        ['frame', 7, 7, 625, 467],
        ['eigen', 41, 45, 560, 426],
      ] as const) {
        const sample = await (await open({ crop })).load('basement_0001a/00000');
        assert.deepEqual([sample.width, sample.height], [width, height]);
        assert.deepEqual([sample.camera.width, sample.camera.height], [width, height]);
        assertAllClose([sample.camera.cx, sample.camera.cy], [325.5824 - left, 253.7362 - top]);
        assert.equal(sample.rgb.length, width * height * 3);
        const last = metres[(top + height - 1) * 640 + left + width - 1];
        assertAllClose([sample.depth![0], sample.depth!.at(-1)!], [metres[top * 640 + left] / 1000, last / 1000]);
      }
      const { width, depth } = await (
        await open({ crop: 'eigen', width: 56, height: 42 })
      ).load('basement_0001a/00000');
      assert.deepEqual([width, depth!.length], [56, 56 * 42]);
    });

    it('leave out boxes of what lies outside, and fit the others to what is left', async () => {
      const labels = new Uint8Array(640 * 480).fill(4);
      const instances = new Uint8Array(640 * 480);
      for (let v = 0; v < 20; v++) instances.fill(1, v * 640 + 600, v * 640 + 640);
      instances.fill(2, 0, 5);
      write(colourPng(large, new Uint8Array(640 * 480 * 3)), 'test/color/nyu_rgb_0001.png');
      write(png(labels, large), 'test/label/new_nyu_class13_0001.png');
      write(png(instances, large), 'test/instance/0001.png');
      const { boxes } = await (await open({ crop: 'frame' })).load('0001');
      const box = { class: 'chair', classId: 4, instance: 1 };
      assert.deepEqual(boxes, [{ ...box, x: 593, y: 0, width: 32, height: 13 }]);
    });

    it('are of 640×480 pixels only', async () => {
      write(colourPng(), 'sync/basement_0001a/rgb_00000.png');
      await rejects((await open({ crop: 'frame' })).load('basement_0001a/00000'), /is 8×6; the crops .* of 640×480/);
    });
  });

  it('are told from each other, and what is wrong with a root or an option is said', async () => {
    await rejects(open(), /does not hold NYU Depth v2 in any layout/, /Found: nothing/);
    write('', 'notes.txt');
    await rejects(open({ layout: 'mat' }), /the layout mat/, /nyu_depth_v2_labeled\.mat/, /Found: notes\.txt/);
    await rejects(nyuv2({ root: path.join(root, 'nowhere') }), /nowhere.*does not exist/);
    write(colourPng(), 'sync/basement_0001a/rgb_00000.png');
    write(colourPng(), 'pri3d/test/color/nyu_rgb_0001.png');
    await rejects(open(), /several layouts of NYU Depth v2: sync, pri3d/, /--layout/);
    const dataset = await open({ layout: 'sync' });
    await rejects(dataset.load('attic/00000'), /no frame attic\/00000/, /basement_0001a\/00000/);
    await rejects(dataset.annotation('attic/00000'), /no frame attic/);
    await rejects(dataset.cloud('basement_0001a'), /no poses/);
    await rejects(open({ width: 4 }), /both or neither/);
    await rejects(open({ crop: 'garg' } as never), /crop/);
    await rejects(open({ every: 0 }), /every/);
  });
});
