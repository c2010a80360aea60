import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { kitti } from '../../../data-loaders/kitti/index.js';
import { parseDepthMap, parseFlowMap } from '../../../data-loaders/kitti/depth-maps.js';
import { writePng } from '../../../src/formats/index.js';
import { colourAt, imagePng, png16, png8, size, temporaryFolder, tenDigits, write, writeDrive } from './fixtures.js';

describe('depth maps', () => {
  it('are 16-bit numbers of metres times 256, 0 where nothing is measured', () => {
    const { values, width, height } = parseDepthMap(
      png16((pixel) => (pixel === 0 ? 0 : 1000 + pixel)),
      'a.png',
    );
    assert.deepEqual([width, height], [size.width, size.height]);
    assert.deepEqual([values[0], values[1], values[24]], [0, 1001 / 256, 4]);
    assert.equal(
      parseDepthMap(
        png16(() => 0),
        'a.png',
      ).values.some((z) => z !== 0),
      false,
    );
  });

  it('of 8 bits are refused, also when they were saved with 16 again', () => {
    assert.throws(
      () =>
        parseDepthMap(
          png8((pixel) => pixel % 256),
          'a.png',
        ),
      { name: 'InputError', message: /a\.png is a PNG of 8 bits, grey; expected 16-bit/ },
    );
    assert.throws(
      () =>
        parseDepthMap(
          png16((pixel) => pixel % 256),
          'a.png',
        ),
      { name: 'InputError', message: /a\.png has no value above 255.*reduced to 8 bits/ },
    );
  });

  it('that are cut short are refused', () => {
    const whole = png16((pixel) => pixel * 50);
    assert.throws(() => parseDepthMap(whole.subarray(0, whole.length - 30), 'a.png'), /a\.png is not a readable PNG/);
  });
});

describe('flow maps', () => {
  it('are three channels of 16 bits: right, down, valid', () => {
    const values = Uint16Array.of(2 ** 15 + 64, 2 ** 15 - 96, 1, 0, 0, 0, 2 ** 15, 2 ** 15, 1);
    const { values: flow } = parseFlowMap(writePng({ width: 3, height: 1, channels: 3, values }), 'flow.png');
    assert.deepEqual([...flow], [1, -1.5, NaN, NaN, 0, 0]);
  });

  it('of other channels or bits are refused', () => {
    for (const png of [png16(() => 0), imagePng()])
      assert.throws(() => parseFlowMap(png, 'flow.png'), {
        name: 'InputError',
        message: /flow\.png has . channels? of/,
      });
  });
});

describe('KITTI depth', () => {
  const folder = temporaryFolder();
  const root = () => path.join(folder.path(), 'kitti');
  const train = '2011_09_26_drive_0001_sync';
  const val = '2011_09_26_drive_0002_sync';
  const idOf = (drive: string, i: number, camera = 2) => `${drive}/image_0${camera}/${tenDigits(i)}`;
  const truthOf = (i: number) => (pixel: number) => (pixel % 5 === 0 ? 256 * (i + 2) + pixel : 0);

  function writeMap(
    split: string,
    drive: string,
    i: number,
    { kind = 'groundtruth', camera = 2, png = png16(truthOf(i)) } = {},
  ): void {
    write(path.join(root(), 'depth', split, drive, 'proj_depth', kind, `image_0${camera}`, `${tenDigits(i)}.png`), png);
  }

  /** Ground truth of frames 1 to 3 of five. */
  function writeDepth(): void {
    for (const [split, drive] of [
      ['train', train],
      ['val', val],
    ]) {
      writeDrive(path.join(root(), 'raw'), drive, 5);
      for (const i of [1, 2, 3]) writeMap(split, drive, i);
    }
    writeMap('train', train, 2, { kind: 'velodyne_raw', png: png16((pixel) => (pixel % 11 === 0 ? 5120 : 0)) });
  }

  it('has the raw image of the same number, truth in metres, the sparse input, scan and pose', async () => {
    writeDepth();
    const dataset = await kitti({ root: root(), layout: 'depth' });
    assert.deepEqual(dataset.modalities, ['depth', 'points', 'pose', 'cloud']);
    assert.deepEqual(dataset.scenes, [
      { id: train, split: 'train', frames: [1, 2, 3].map((i) => idOf(train, i)) },
      { id: val, split: 'val', frames: [1, 2, 3].map((i) => idOf(val, i)) },
    ]);
    const sample = await dataset.load(idOf(train, 2));
    assert.deepEqual([...sample.rgb.subarray(0, 3)], colourAt(0, 0, 2));
    assert.deepEqual([...sample.depth!.subarray(0, 6)], [4, 0, 0, 0, 0, 4 + 5 / 256]);
    assert.deepEqual([sample.sparseDepth![0], sample.sparseDepth![1], sample.sparseDepth![11]], [20, 0, 20]);
    assert.ok(sample.points && sample.worldFromCamera);
    assert.equal((await dataset.load(idOf(train, 1))).sparseDepth, undefined);
    assert.ok((await dataset.cloud(train)).count > 0);
  });

  it('takes the nearest value when it is resized', async () => {
    writeDepth();
    const dataset = await kitti({ root: root(), layout: 'depth', width: 16, height: 8 });
    const { depth, sparseDepth } = await dataset.load(idOf(train, 2));
    // The centre of pixel (0, 0) of the small image lies on pixel (1, 1) of the large one.
    const expected = Float32Array.from({ length: 128 }, (_, i) => {
      const pixel = (2 * Math.floor(i / 16) + 1) * size.width + 3 * (i % 16) + 1;
      return truthOf(2)(pixel) / 256;
    });
    assert.deepEqual(depth, expected);
    assert.equal(sparseDepth!.length, 128);
  });

  it('finds the raw recordings beside its folder and where it is told', async () => {
    writeDepth();
    const beside = await kitti({ root: path.join(root(), 'depth') });
    assert.equal(beside.layout, 'depth');
    fs.renameSync(path.join(root(), 'raw'), path.join(folder.path(), 'elsewhere'));
    await assert.rejects(kitti({ root: root() }), /has no raw recordings .*, or give `raw`/);
    const told = await kitti({ root: root(), raw: path.join(folder.path(), 'elsewhere') });
    assert.deepEqual(told.scenes, beside.scenes);
    await assert.rejects(kitti({ root: root(), raw: root() }), /kitti has no raw recordings/);
  });

  it('leaves out, and counts, maps whose image is not there', async () => {
    writeDepth();
    writeMap('train', train, 77);
    const { scenes, notes } = await kitti({ root: root(), layout: 'depth' });
    assert.equal(scenes[0].frames.length, 3);
    assert.match(notes.join(' '), /left out: 1, the first .*0000000077/);
    for (const drive of [train, val])
      fs.rmSync(path.join(root(), 'raw/2011_09_26', drive, 'image_02'), { recursive: true });
    await assert.rejects(
      kitti({ root: root(), layout: 'depth' }),
      /has 7 depth maps of camera 2, but the raw recordings have no image of the same number/,
    );
    await assert.rejects(
      kitti({ root: root(), layout: 'depth', camera: 0 }),
      /has no depth map of camera 0 \(image_02 and image_03 have such\)\. Choose another camera/,
    );
  });

  it('is split by lists: frames listed with None have no depth map', async () => {
    writeDepth();
    writeMap('train', train, 3, { camera: 3 });
    write(path.join(root(), 'raw/2011_09_26', train, 'image_03/data', `${tenDigits(3)}.png`), imagePng(3));
    const testList = path.join(folder.path(), 'eigen.txt');
    const raw = (drive: string, i: number, camera = 2) =>
      `2011_09_26/${drive}/image_0${camera}/data/${tenDigits(i)}.png`;
    write(
      testList,
      [`${raw(val, 2)} x 721.5377`, `${raw(val, 4)} None 721.5377`, `${raw(train, 3, 3)} x 1`].join('\n'),
    );
    const { scenes, notes } = await kitti({ root: root(), layout: 'depth', testList });
    assert.deepEqual(
      scenes.map(({ split, frames }) => [split, ...frames]),
      [
        ['test', idOf(train, 3, 3)],
        ['test', idOf(val, 2)],
      ],
    );
    assert.match(notes.join(' '), /test: 2 of the 3 frames/);
    const byDrive = await kitti({ root: root(), layout: 'depth', splitBy: 'drive' });
    assert.match(byDrive.notes.join(' '), /too short to be split/);
  });

  it('names a map of another size or of 8 bits', async () => {
    writeDepth();
    writeMap('train', train, 1, { png: png16(truthOf(1), { width: 20, height: 16 }) });
    writeMap('train', train, 2, { png: png8(() => 3) });
    const dataset = await kitti({ root: root(), layout: 'depth' });
    await assert.rejects(dataset.load(idOf(train, 1)), /0000000001\.png is 20×16, its image 48×16/);
    await assert.rejects(dataset.load(idOf(train, 2)), /groundtruth.*0000000002\.png is a PNG of 8 bits/);
  });
});

describe('KITTI depth selection', () => {
  const folder = temporaryFolder();
  const name = (kind: string, extension = 'png') =>
    `2011_09_26_drive_0002_sync_${kind}_0000000005_image_02.${extension}`;

  function writeSelection(): void {
    const inFolder = (...parts: string[]) => path.join(folder.path(), 'depth_selection', ...parts);
    const matrix = '7.215377e+01 0.000000e+00 2.3e+01 0.000000e+00 7.2e+01 9.0 0.000000e+00 0.000000e+00 1.000000e+00';
    const val = 'val_selection_cropped';
    write(inFolder(val, 'image', name('image')), imagePng(1));
    write(
      inFolder(val, 'groundtruth_depth', name('groundtruth_depth')),
      png16(() => 768),
    );
    write(
      inFolder(val, 'velodyne_raw', name('velodyne_raw')),
      png16((pixel) => (pixel === 0 ? 512 : 0)),
    );
    write(inFolder(val, 'intrinsics', name('image', 'txt')), matrix);
    const completion = 'test_depth_completion_anonymous';
    write(inFolder(completion, 'image/0000000000.png'), imagePng(2));
    write(
      inFolder(completion, 'velodyne_raw/0000000000.png'),
      png16(() => 1024),
    );
    write(inFolder(completion, 'intrinsics/0000000000.txt'), matrix);
    write(inFolder('test_depth_prediction_anonymous/image/0000000000.png'), imagePng(3));
    write(inFolder('test_depth_prediction_anonymous/intrinsics/0000000000.txt'), '1 2 3');
  }

  it('has the selected images with their own intrinsics', async () => {
    writeSelection();
    for (const root of [folder.path(), path.join(folder.path(), 'depth_selection')]) {
      const dataset = await kitti({ root });
      assert.deepEqual(
        dataset.scenes.map(({ split, frames }) => [split, frames[0]]),
        [
          ['val', `val_selection_cropped/${name('image').slice(0, -4)}`],
          ['test', 'test_depth_completion_anonymous/0000000000'],
          ['test', 'test_depth_prediction_anonymous/0000000000'],
        ],
      );
      const [val, completion] = await Promise.all(dataset.scenes.slice(0, 2).map(({ id }) => dataset.load(id)));
      assert.deepEqual([val.depth![7], val.sparseDepth![0], val.sparseDepth![1]], [3, 2, 0]);
      assert.deepEqual(val.camera, { ...size, fx: 72.15377, fy: 72, cx: 23, cy: 9 });
      assert.deepEqual([completion.depth, completion.sparseDepth![3]], [undefined, 4]);
      await assert.rejects(
        dataset.load('test_depth_prediction_anonymous/0000000000'),
        /intrinsics.0000000000\.txt is no camera matrix of 9 numbers/,
      );
    }
  });
});
