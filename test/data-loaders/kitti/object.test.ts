import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { kitti, projectScan } from '../../../data-loaders/kitti/index.js';
import { transformPoint, type Vector3 } from '../../../src/geometry/index.js';
import { project } from '../../../src/geometry/camera.js';
import { assertAllClose } from '../../support/assert-all-close.js';
import { zipBytes } from '../../support/write-zip.js';
import {
  centre,
  colourAt,
  focal,
  imagePng,
  objectCalibration,
  offsets,
  projection,
  rectifiedFromVelodyne,
  scanBytes,
  size,
  temporaryFolder,
  write,
} from './fixtures.js';

const points: [number, number, number, number][] = [
  [8, 1, 0.2, 0.3],
  [12, -2, -0.5, 0.6],
  [-7, 0, 0, 1],
];

const label = [
  'Car 0.00 0 -1.67 10.50 4.25 20.50 9.00 1.50 1.60 4.40 3.18 2.27 34.38 -1.58',
  'DontCare -1 -1 -10 1.00 2.00 3.00 5.00 -1 -1 -1 -1000 -1000 -1000 -10',
  'Person_sitting 0.25 2 0.50 0.00 0.00 5.00 8.00 1.20 0.50 0.80 -1.00 1.00 9.00 0.10 0.93',
  '',
].join('\n');

/** Files of one image in a part of the benchmark. */
function files(number: string, tint = 0): [string, string | Uint8Array][] {
  return [
    [`image_2/${number}.png`, imagePng(tint)],
    [`image_3/${number}.png`, imagePng(tint + 100)],
    [`calib/${number}.txt`, objectCalibration()],
    [`velodyne/${number}.bin`, scanBytes(points)],
  ];
}

describe('KITTI object', () => {
  const folder = temporaryFolder();
  const root = () => path.join(folder.path(), 'kitti');

  function writeObject(below = 'object'): void {
    for (const number of ['000000', '000001', '000002'])
      for (const [name, content] of files(number, Number(number)))
        write(path.join(root(), below, 'training', name), content);
    write(path.join(root(), below, 'training/label_2/000000.txt'), label);
    write(path.join(root(), below, 'training/label_2/000001.txt'), '');
    for (const [name, content] of files('000000', 9)) write(path.join(root(), below, 'testing', name), content);
  }

  it('is found with and without the level object/, image by image', async () => {
    writeObject();
    const above = await kitti({ root: root() });
    const inside = await kitti({ root: path.join(root(), 'object'), layout: 'object' });
    assert.equal(above.layout, 'object');
    assert.deepEqual(above.scenes, inside.scenes);
    assert.deepEqual(
      above.scenes.map(({ id, split, frames }) => [id, split, frames.join()]),
      [
        ['000000', 'train', '000000'],
        ['000001', 'train', '000001'],
        ['000002', 'train', '000002'],
        ['testing/000000', 'test', 'testing/000000'],
      ],
    );
    const test = await above.load('testing/000000');
    assert.deepEqual([...test.rgb.subarray(0, 3)], colourAt(0, 0, 9));
    assert.equal(test.boxes, undefined);
    assert.equal(test.split, 'test');
  });

  it('gives boxes of its classes, in pixels and in space; DontCare is to be ignored; an empty file has none', async () => {
    writeObject();
    const dataset = await kitti({ root: root() });
    const { boxes, boxes3d, camera } = await dataset.load('000000');
    assert.deepEqual(boxes, [
      ...[{ x: 10.5, y: 4.25, width: 10, height: 4.75, class: 'Car', classId: 1, instance: 1 }].map((box) => ({
        ...box,
        truncation: 0,
        occlusion: 0,
        alpha: -1.67,
      })),
      ...[{ x: 1, y: 2, width: 2, height: 3, class: 'DontCare', classId: 0, instance: 2, ignore: true }].map((box) => ({
        ...box,
        truncation: -1,
        occlusion: -1,
        alpha: -10,
      })),
      ...[{ x: 0, y: 0, width: 5, height: 8, class: 'Person_sitting', classId: 5, instance: 3 }].map((box) => ({
        ...box,
        truncation: 0.25,
        occlusion: 2,
        alpha: 0.5,
        score: 0.93,
      })),
    ]);
    assert.equal(dataset.classes[5], 'Person_sitting');
    assert.deepEqual(
      boxes3d!.map((box) => [box.class, box.instance, box.size, box.yaw]),
      [
        ['Car', 1, [4.4, 1.6, 1.5], -1.58],
        ['Person_sitting', 3, [0.8, 0.5, 1.2], 0.1],
      ],
    );
    // The middle of the box, 0.75 m above its bottom, as P2 itself projects it.
    const p = projection(2);
    const [x, y, z] = [3.18, 2.27 - 0.75, 34.38];
    const row = (r: number): number => p[r * 4] * x + p[r * 4 + 1] * y + p[r * 4 + 2] * z + p[r * 4 + 3];
    assertAllClose(project(camera, boxes3d![0].centre)!, [row(0) / row(2), row(1) / row(2)]);
    assert.deepEqual((await dataset.load('000001')).boxes, []);
    assert.deepEqual((await dataset.load('000001')).boxes3d, []);
    assert.equal((await dataset.load('000002')).boxes, undefined);
  });

  it('has the scan in the frame of the camera, coloured by the image, and as sparse depth', async () => {
    writeObject();
    const dataset = await kitti({ root: root() });
    for (const camera of [2, 3] as const) {
      const sample = await (await kitti({ root: root(), camera })).load('000001');
      const offset = offsets[camera];
      const expected = points.map(([x, y, z]) =>
        transformPoint(rectifiedFromVelodyne, [x, y, z]).map((value, axis) => value + offset[axis]),
      );
      assertAllClose(sample.points!.positions, expected.flat(), { atol: 1e-5 });
      assertAllClose([...sample.points!.reflectance], [0.3, 0.6, 1]);
      assert.deepEqual([...sample.points!.inImage], [1, 1, 0]);
      // What P of this camera and the calibration say of the first point.
      const p = projection(camera);
      const [a, b, c] = transformPoint(rectifiedFromVelodyne, points[0].slice(0, 3) as Vector3);
      const [u, v, w] = [0, 1, 2].map((r) => p[r * 4] * a + p[r * 4 + 1] * b + p[r * 4 + 2] * c + p[r * 4 + 3]);
      const [column, row] = [Math.floor(u / w), Math.floor(v / w)];
      assertAllClose([sample.depth![row * size.width + column]], [w]);
      assert.equal(sample.depth!.filter((z) => z > 0).length, 2);
      assert.deepEqual([...sample.points!.colours.subarray(0, 3)], colourAt(column, row, camera === 2 ? 1 : 101));
      assert.deepEqual([sample.camera.fx, sample.camera.cx, sample.camera.cy], [focal, ...centre]);
      assert.equal(sample.camera.baseline, 0.75);
      // Boxes in pixels are those of the left colour image.
      assert.equal(sample.boxes === undefined, camera === 3);
    }
    assert.deepEqual(dataset.modalities, ['depth', 'pose', 'points', 'boxes', 'boxes3d']);
    const right = await kitti({ root: root(), camera: 3 });
    assert.deepEqual(right.modalities, ['depth', 'pose', 'points', 'boxes3d']);
  });

  it('projects the scan into any camera of the car, as P of that camera has it', async () => {
    writeObject();
    for (const options of [{}, { width: 24, height: 8, points: true }]) {
      const sample = await (await kitti({ root: root(), ...options })).load('000001');
      for (const index of [0, 1, 2, 3] as const) {
        const { camera, positions, depth } = projectScan(sample, index);
        const p = projection(index);
        points.slice(0, 2).forEach(([x, y, z], i) => {
          const [a, b, c] = transformPoint(rectifiedFromVelodyne, [x, y, z]);
          const [u, v, w] = [0, 1, 2].map((r) => p[r * 4] * a + p[r * 4 + 1] * b + p[r * 4 + 2] * c + p[r * 4 + 3]);
          const seen = [...positions.subarray(i * 3, i * 3 + 3)] as Vector3;
          const scale = sample.width / size.width;
          assertAllClose(project(camera, seen)!, [(scale * u) / w, (scale * v) / w], { atol: 1e-4 });
          const pixel = Math.floor((scale * v) / w) * sample.width + Math.floor((scale * u) / w);
          assertAllClose([depth[pixel]], [w], { rtol: 1e-6 });
        });
        assert.equal(depth.filter((z) => z > 0).length, 2);
        assert.equal(camera.baseline, index < 2 ? 0.5 : 0.75);
      }
      assert.deepEqual(projectScan(sample, 2).depth, sample.depth);
    }
    const small = await (await kitti({ root: root(), width: 24, height: 8 })).load('000001');
    assert.throws(() => projectScan(small, 3), { name: 'InputError', message: /000001 has no laser scan to project/ });
    const calibration = path.join(root(), 'object/training/calib/000001.txt');
    write(calibration, objectCalibration().replace('P3:', 'Q3:'));
    const sample = await (await kitti({ root: root() })).load('000001');
    assert.throws(() => projectScan(sample, 3), { name: 'InputError', message: /of 000001 has no camera 3/ });
  });

  it('has as the world of each image its scanner, and as cloud its scan', async () => {
    writeObject();
    const dataset = await kitti({ root: root() });
    const { worldFromCamera, points: scan } = await dataset.load('000001');
    points.forEach(([x, y, z], i) =>
      assertAllClose(
        transformPoint(worldFromCamera!, [...scan!.positions.subarray(i * 3, i * 3 + 3)] as Vector3),
        [x, y, z],
        { atol: 1e-5 },
      ),
    );
    const cloud = await dataset.cloud('000001');
    assert.equal(cloud.count, 3);
    // Ordered by voxel: the point behind the car comes first, grey since no image shows it.
    assertAllClose(cloud.positions, [-7, 0, 0, 8, 1, 0.2, 12, -2, -0.5], { atol: 1e-5 });
    assert.deepEqual([...cloud.colours.subarray(0, 3)], [255, 255, 255]);
  });

  it('is resized: depth is measured anew in the small image, scans are left out unless wanted', async () => {
    writeObject();
    const small = { root: root(), width: 12, height: 4 };
    const sample = await (await kitti(small)).load('000000');
    assert.deepEqual([sample.width, sample.height, sample.camera.fx, sample.camera.cy], [12, 4, 6, centre[1] / 4]);
    assert.equal(sample.depth!.length, 48);
    assert.equal(sample.depth!.filter((z) => z > 0).length, 2);
    assert.deepEqual([sample.boxes![0].x, sample.boxes![0].height], [2.625, 1.1875]);
    assertAllClose(
      sample.boxes3d![0].centre,
      (await (await kitti({ root: root() })).load('000000')).boxes3d![0].centre,
    );
    assert.equal('points' in sample, false);
    const dataset = await kitti({ ...small, points: true });
    assert.equal((await dataset.load('000000')).points!.count, 3);
    assert.ok(dataset.modalities.includes('points'));
  });

  it('is split by lists of numbers', async () => {
    writeObject();
    const list = (name: string, content: string): string => {
      write(path.join(folder.path(), name), content);
      return path.join(folder.path(), name);
    };
    const trainList = list('train.txt', '000001\n000004\n');
    const valList = list('val.txt', '000000\n');
    const { scenes, notes } = await kitti({ root: root(), trainList, valList });
    assert.deepEqual(
      scenes.map(({ id, split }) => [id, split]),
      [
        ['000000', 'val'],
        ['000001', 'train'],
      ],
    );
    assert.match(notes.join(' '), /2 of the 3 listed are there/);
    await assert.rejects(
      kitti({ root: root(), trainList, valList: trainList }),
      /lists 000001, which is listed before/,
    );
    await assert.rejects(
      kitti({ root: root(), testList: list('none.txt', '000009\n') }),
      /None of the 1 images that the lists name/,
    );
  });

  it('leaves out what lacks scan or label when told so', async () => {
    writeObject();
    fs.rmSync(path.join(root(), 'object/training/velodyne/000001.bin'));
    const kept = await kitti({ root: root() });
    assert.match(kept.notes.join(' '), /Images without scan or label: 2\./);
    const sample = await kept.load('000001');
    assert.deepEqual([sample.points, sample.depth, sample.worldFromCamera], [undefined, undefined, undefined]);
    await assert.rejects(kept.cloud('000001'), /Scene 000001 .* has no laser scan/);
    const { scenes } = await kitti({ root: root(), incomplete: 'leave-out' });
    assert.deepEqual(
      scenes.map(({ id }) => id),
      ['000000', 'testing/000000'],
    );
  });

  it('is read out of the archives of the download', async () => {
    writeObject();
    const unpacked = await (await kitti({ root: root() })).load('000000');
    const packed = path.join(folder.path(), 'packed');
    const entries = (kinds: string[]) =>
      [...files('000000'), ['label_2/000000.txt', label] as [string, string]]
        .filter(([name]) => kinds.includes(name.split('/')[0]))
        .map(([name, content]) => ({ name: `training/${name}`, content: Buffer.from(content) }));
    write(path.join(packed, 'data_object_image_2.zip'), zipBytes(entries(['image_2'])));
    write(path.join(packed, 'data_object_velodyne.zip'), zipBytes(entries(['velodyne'])));
    write(path.join(packed, 'data_object_label_2.zip'), zipBytes(entries(['label_2'])));
    write(path.join(packed, 'data_object_calib.zip'), zipBytes(entries(['calib'])));
    write(path.join(packed, 'unrelated.zip'), 'no archive at all');
    const sample = await (await kitti({ root: packed })).load('000000');
    assert.deepEqual({ ...sample }, { ...unpacked });
  });

  it('names the file that cannot be used', async () => {
    writeObject();
    const training = (name: string) => path.join(root(), 'object/training', name);
    const dataset = await kitti({ root: root() });
    const fails = (id: string, message: RegExp) => assert.rejects(dataset.load(id), { name: 'InputError', message });
    const whole = imagePng();
    write(training('image_2/000000.png'), whole.subarray(0, whole.length / 2));
    await fails('000000', /000000\.png is not a readable image/);
    write(training('velodyne/000001.bin'), scanBytes(points).subarray(0, 30));
    await fails('000001', /000001\.bin has 30 bytes/);
    write(training('calib/000002.txt'), objectCalibration().replace('P2:', 'P9:'));
    await fails('000002', /calib.000002\.txt has no projection of camera 2/);
    write(training('calib/000002.txt'), objectCalibration().replace(/R0_rect: \S+/, 'R0_rect:'));
    await fails('000002', /000002\.txt has 8 numbers for R0_rect, expected 9/);
    write(training('calib/000002.txt'), objectCalibration().replace(/R0_rect: \S+/, 'R0_rect: 0'));
    await fails('000002', /000002\.txt has for R0_rect no rotation/);
    write(training('calib/000002.txt'), objectCalibration().replace(/Tr_velo_to_cam: \S+/, 'Tr_velo_to_cam: 2'));
    await fails('000002', /000002\.txt has for Tr_velo_to_cam no rotation/);
    write(training('calib/000002.txt'), objectCalibration().replace(/P2: \S+/, 'P2: 0'));
    await fails('000002', /000002\.txt has for P2 no projection of a rectified camera/);
    fs.rmSync(training('calib/000002.txt'));
    await fails('000002', /000002\.txt: it does not exist/);
    await fails('000077', /has no frame 000077\. Its ids look like 000000/);
    await assert.rejects(dataset.cloud('x'), /has no scene x/);
  });

  it('names line and fault of a label that is none', async () => {
    writeObject();
    const dataset = await kitti({ root: root() });
    const good = label.split('\n')[0];
    for (const [bad, message] of [
      [good.replace('Car', 'Lorry'), /000000\.txt, line 2, has the unknown type Lorry; there are Car, Van/],
      [good.replace(' -1.58', ''), /000000\.txt, line 2, is no object: expected a type and 14 numbers/],
      [good.replace('34.38', 'far'), /000000\.txt, line 2, is no object/],
      [good.replace('Car', 'unlabelled'), /unknown type unlabelled/],
    ] as const) {
      write(path.join(root(), 'object/training/label_2/000000.txt'), `${good}\n${bad}\n`);
      await assert.rejects(dataset.load('000000'), { name: 'InputError', message });
    }
  });
});
