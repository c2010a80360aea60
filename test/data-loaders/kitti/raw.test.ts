import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { kitti } from '../../../data-loaders/kitti/index.js';
import { correspondences, isRigid, rotateDirection, type PosedDepth } from '../../../src/geometry/index.js';
import { transformPoint, type Vector3 } from '../../../src/geometry/pose.js';
import { encodeJpeg } from '../../../src/image/index.js';
import { assertAllClose } from '../../support/assert-all-close.js';
import { zipBytes } from '../../support/write-zip.js';
import {
  colourAt,
  imagePng,
  line,
  rectify,
  rotationOf,
  scanBytes,
  size,
  street,
  streetFrom,
  packetOf,
  projection,
  temporaryFolder,
  tenDigits,
  timestamps,
  worldFromImuAt,
  write,
  writeDrive,
  writeRawCalibration,
} from './fixtures.js';

const drive = '2011_09_26_drive_0001_sync';
const idOf = (number: number, of = drive): string => `${of}/image_02/${tenDigits(number)}`;

describe('KITTI raw', () => {
  const folder = temporaryFolder();
  const root = () => path.join(folder.path(), 'raw');
  const inDrive = (...parts: string[]) => path.join(root(), '2011_09_26', drive, ...parts);

  it('is found as the root and in raw/', async () => {
    writeDrive(root(), drive, 2);
    const [inside, above] = [await kitti({ root: root() }), await kitti({ root: folder.path() })];
    assert.deepEqual([inside.layout, above.layout], ['raw', 'raw']);
    assert.deepEqual(inside.scenes, [{ id: drive, split: 'train', frames: [idOf(0), idOf(1)] }]);
    assert.deepEqual(above.scenes, inside.scenes);
    assert.deepEqual(inside.modalities, ['depth', 'points', 'pose', 'cloud']);
    assert.match(inside.notes.join(' '), /Drives of fewer than 12 frames are too short to be split/);
  });

  it('keeps nanoseconds, and puts cameras into a world with z up', async () => {
    writeDrive(root(), drive, 3);
    const dataset = await kitti({ root: root() });
    const [first, , third] = await Promise.all([0, 1, 2].map((i) => dataset.load(idOf(i))));
    assert.equal(third.time! - first.time!, 200_000_246n);
    assert.equal(first.time, 1317042145961661696n);
    assert.ok(isRigid(first.worldFromCamera!));
    // Forward is where the car heads; up is up, for a camera that stands level.
    assertAllClose(rotateDirection(first.worldFromCamera!, [0, 0, 1]), [Math.cos(0.5), Math.sin(0.5), 0], {
      atol: 1e-7,
    });
    assert.ok(rotateDirection(first.worldFromCamera!, [0, -1, 0])[2] > 0.9);
    // Every point of the scan of any frame lies where the street is.
    for (const { points, worldFromCamera } of [first, third])
      street.forEach((point, i) =>
        assertAllClose(
          transformPoint(worldFromCamera!, [...points!.positions.subarray(i * 3, i * 3 + 3)] as Vector3),
          point,
          { atol: 1e-4 },
        ),
      );
  });

  it('has one cloud a scene, of the scans of all frames in the world', async () => {
    writeDrive(root(), drive, 4);
    const dataset = await kitti({ root: root(), voxel: 0.5 });
    const { count, positions, colours } = await dataset.cloud(drive);
    assert.equal(count, street.length);
    const sorted = [...street].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const found = Array.from({ length: count }, (_, i) => [...positions.subarray(i * 3, i * 3 + 3)]);
    found.sort((a, b) => Math.round((a[0] - b[0]) * 10) || a[1] - b[1]);
    assertAllClose(found.flat(), sorted.flat(), { atol: 1e-4 });
    assert.equal(colours.length, count * 3);
    // Kept on disk: the scans are not read again.
    fs.rmSync(inDrive('velodyne_points'), { recursive: true });
    assert.deepEqual(await dataset.cloud(drive), { count, positions, colours });
    const coarse = await kitti({ root: root(), voxel: 1000 });
    await assert.rejects(coarse.cloud(drive), /has no laser scan with a pose/);
  });

  it('makes frames that correspond: the same point in two views', async () => {
    // Walls on both sides, dense enough that most pixels of a small image see a point.
    const wall: [number, number, number, number][] = [];
    for (let x = 2; x < 30; x += 0.1)
      for (let z = -1.5; z < 2.5; z += 0.1) for (const y of [-4, 4]) wall.push([x, y, z, 0.5]);
    writeDrive(root(), drive, 2, { motion: { turn: 0 }, scans: false });
    const heading = 0.5;
    const step = 0.4;
    for (const i of [0, 1]) {
      const imu = Float64Array.of(
        ...[Math.cos(heading), -Math.sin(heading), 0, step * i * Math.cos(heading)],
        ...[Math.sin(heading), Math.cos(heading), 0, step * i * Math.sin(heading)],
        ...[0, 0, 1, 0],
        ...[0, 0, 0, 1],
      );
      write(inDrive('oxts/data', `${tenDigits(i)}.txt`), packetOf(imu));
      write(
        inDrive('velodyne_points/data', `${tenDigits(i)}.bin`),
        scanBytes(wall.map(([x, y, z, r]) => [x - step * i, y, z, r])),
      );
    }
    const dataset = await kitti({ root: root() });
    const view = async (i: number): Promise<PosedDepth> => {
      const { camera, depth, worldFromCamera } = await dataset.load(idOf(i));
      return { camera, depth: depth!, worldFromCamera: worldFromCamera! };
    };
    const [a, b] = [await view(0), await view(1)];
    const measured = a.depth.filter((z) => z > 0).length;
    const { a: matched } = correspondences(a, b, { tolerance: 0.5 });
    assert.ok(matched.length > 0.4 * measured, `${matched.length} of ${measured} pixels correspond`);
  });

  it('aligns scans by number where some are missing, and says so', async () => {
    writeDrive(root(), drive, 5, { scansMissing: [1, 2], packetsMissing: [3] });
    const dataset = await kitti({ root: root() });
    assert.match(dataset.notes.join('\n'), /Frames without laser scan: 2, the first .*0000000001\./);
    assert.match(dataset.notes.join('\n'), /Frames without position: 1, the first .*0000000003\./);
    const [, second, , fourth, fifth] = await Promise.all([0, 1, 2, 3, 4].map((i) => dataset.load(idOf(i))));
    assert.deepEqual([second.points, second.depth], [undefined, undefined]);
    assert.ok(second.worldFromCamera && !second.trackingLost);
    assert.deepEqual([fourth.worldFromCamera, fourth.trackingLost], [undefined, true]);
    // The fifth frame has the fifth scan, not the third that is there.
    const { points, worldFromCamera } = fifth;
    const seen = transformPoint(worldFromCamera!, [...points!.positions.subarray(0, 3)] as Vector3);
    assertAllClose(seen, street[0], { atol: 1e-4 });
    const { scenes, notes } = await kitti({ root: root(), incomplete: 'leave-out' });
    assert.deepEqual(scenes[0].frames, [idOf(0), idOf(4)]);
    assert.match(notes.join(' '), /Left out for it: 3 frames/);
  });

  it('uses the rectifying rotation of camera 0 for every camera', async () => {
    writeDrive(root(), drive, 1);
    write(inDrive('image_03/data', `${tenDigits(0)}.png`), imagePng(77));
    const dataset = await kitti({ root: root(), camera: 3 });
    const sample = await dataset.load(`${drive}/image_03/${tenDigits(0)}`);
    const left = await (await kitti({ root: root() })).load(idOf(0));
    const shift = [0, 1, 2].map((axis) => sample.points!.positions[axis] - left.points!.positions[axis]);
    assertAllClose(shift, [-0.75, 0, 0], { atol: 1e-6 });
    assert.deepEqual([...sample.rgb.subarray(0, 3)], colourAt(0, 0, 77));
    await assert.rejects(kitti({ root: root(), camera: 1 }), /image_01.*has no image in any of 1 drives/);
  });

  it('scales the calibration with images that were resized, and refuses another shape', async () => {
    writeDrive(root(), drive, 2);
    write(inDrive('image_02/data', `${tenDigits(0)}.png`), imagePng(0, { width: 24, height: 8 }));
    write(inDrive('image_02/data', `${tenDigits(1)}.png`), imagePng(0, { width: 40, height: 8 }));
    const dataset = await kitti({ root: root() });
    const { camera } = await dataset.load(idOf(0));
    assert.deepEqual([camera.width, camera.fx, camera.cx, camera.cy], [24, 12, 11.75, 3.625]);
    await assert.rejects(
      dataset.load(idOf(1)),
      /0000000001\.png is 40×8, but .*calib_cam_to_cam\.txt is of images of 48×16/,
    );
  });

  it('reads images that were converted to JPEG', async () => {
    writeDrive(root(), drive, 1);
    fs.rmSync(inDrive('image_02/data', `${tenDigits(0)}.png`));
    const grey = new Uint8Array(size.width * size.height * 3).fill(90);
    write(inDrive('image_02/data', `${tenDigits(0)}.jpg`), await encodeJpeg(grey, size.width, size.height, 95));
    const { rgb, points } = await (await kitti({ root: root() })).load(idOf(0));
    assert.ok(rgb.every((value) => Math.abs(value - 90) < 4));
    assert.equal(points!.count, street.length);
  });

  it('is split by drive, by time where there are few, or as the benchmark has it', async () => {
    const names = ['0001', '0002', '0005', '0009', '0011'].map((number) => `2011_09_26_drive_${number}_sync`);
    for (const name of names) writeDrive(root(), name, 3, { scans: false });
    const splits = async (options = {}) =>
      (await kitti({ root: root(), ...options })).scenes.map(({ id, split }) => [id.slice(17, 21), split]);
    assert.deepEqual(await splits(), [
      ['0001', 'train'],
      ['0002', 'train'],
      ['0005', 'train'],
      ['0009', 'val'],
      ['0011', 'test'],
    ]);
    assert.deepEqual(await splits({ splitBy: 'benchmark' }), [
      ['0001', 'train'],
      ['0002', 'val'],
      ['0005', 'val'],
      ['0009', 'train'],
      ['0011', 'train'],
    ]);
    for (const name of names.slice(1)) fs.rmSync(path.join(root(), '2011_09_26', name), { recursive: true });
    writeDrive(root(), drive, 40, { scans: false });
    const { scenes, notes } = await kitti({ root: root() });
    assert.deepEqual(
      scenes.map(({ split }) => split),
      ['train', 'val', 'test'],
    );
    assert.match(notes.join(' '), /Train and test lie on the same drives/);
    const { scenes: everyFourth } = await kitti({ root: root(), every: 4, splitBy: 'benchmark', segment: 5 });
    assert.deepEqual(
      everyFourth.map(({ id, frames }) => [id, frames.length]),
      [
        [`${drive}-part00`, 5],
        [`${drive}-part01`, 5],
      ],
    );
    assert.equal(everyFourth[1].frames[0], idOf(20));
  });

  it("is split by lists as published for Eigen's split, None and all", async () => {
    const names = ['0001', '0002', '0005', '0009', '0011', '0013'].map((number) => `2011_09_26_drive_${number}_sync`);
    for (const name of names) writeDrive(root(), name, 3, { scans: false });
    const entry = (name: string, number: number, depth = 'None'): string =>
      `2011_09_26/${name}/image_02/data/${tenDigits(number)}.png ${depth} 721.5377`;
    const list = (name: string, lines: string[]): string => {
      write(path.join(folder.path(), name), lines.join('\n'));
      return path.join(folder.path(), name);
    };
    const testList = list('test.txt', [
      entry(names[1], 2, `${names[1]}/proj_depth/groundtruth/image_02/0000000002.png`),
      entry(names[1], 0),
      entry(names[3], 99),
    ]);
    const { scenes, notes } = await kitti({ root: root(), testList });
    // Drives that the list names are in no other split, whether or not their frames are there.
    assert.deepEqual(
      scenes.map(({ id, split, frames }) => [id, split, frames.length]),
      [
        [`${names[1]}-test`, 'test', 2],
        [names[0], 'train', 3],
        [names[2], 'train', 3],
        [names[4], 'train', 3],
        [names[5], 'train', 3],
      ],
    );
    assert.deepEqual(scenes[0].frames, [idOf(0, names[1]), idOf(2, names[1])]);
    assert.match(notes.join(' '), /test: 2 of the 3 frames that .*test\.txt lists are there/);
    const trainList = list('train.txt', [entry(names[0], 1)]);
    const both = await kitti({ root: root(), testList, trainList });
    assert.deepEqual(
      both.scenes.map(({ split, frames }) => [split, frames.length]),
      [
        ['train', 1],
        ['test', 2],
      ],
    );
    await assert.rejects(
      kitti({ root: root(), testList, trainList: testList }),
      /lists 2011_09_26_drive_0002_sync\/image_02\/0000000002, which is listed before for train/,
    );
    await assert.rejects(
      kitti({ root: root(), testList: list('a.txt', [entry(names[0], 50)]) }),
      /None of the 1 frames/,
    );
    // Frames of other cameras are there only where a list names them.
    write(path.join(root(), '2011_09_26', names[0], 'image_03/data', `${tenDigits(0)}.png`), imagePng());
    assert.deepEqual((await kitti({ root: root(), testList })).scenes, scenes);
    const otherCamera = list('b.txt', [entry(names[0], 0).replace('image_02', 'image_03')]);
    const right = await kitti({ root: root(), testList: otherCamera });
    assert.deepEqual(right.scenes[0].frames, [`${names[0]}/image_03/${tenDigits(0)}`]);
    assert.ok(right.scenes.slice(1).every(({ frames }) => frames.every((id) => id.includes('image_02'))));
    await assert.rejects(
      kitti({ root: root(), testList: path.join(folder.path(), 'no.txt') }),
      /no\.txt: it does not exist/,
    );
  });

  it("is split as Eigen's test frames say, from synchronised recordings and others", async () => {
    const [test, other] = ['2011_09_26_drive_0048_sync', '2011_09_26_drive_0001_sync'];
    writeDrive(root(), test, 24, { scans: false });
    writeDrive(root(), other, 3, { scans: false });
    const splits = async () => {
      const { scenes, notes } = await kitti({ root: root(), splitBy: 'eigen' });
      return { scenes: scenes.map(({ id, split, frames }) => [id, split, frames.length]), notes: notes.join(' ') };
    };
    const { scenes, notes } = await splits();
    assert.deepEqual(scenes, [
      [`${test}-test`, 'test', 22],
      [other, 'train', 3],
    ]);
    assert.match(notes, /test: 22 of the 697 frames that Eigen's split lists are there/);
    // The drives of test frames are in no other split in whichever form they are there.
    writeDrive(root(), '2011_09_26_drive_0002_extract', 3, { scans: false });
    assert.deepEqual((await splits()).scenes, scenes);
  });

  it('says which calibration is missing, and reads what does not need it', async () => {
    writeDrive(root(), drive, 1);
    const remove = (name: string) => fs.rmSync(path.join(root(), '2011_09_26', name));
    const load = async () => (await kitti({ root: root() })).load(idOf(0));
    remove('calib_imu_to_velo.txt');
    await assert.rejects(load(), /calib_imu_to_velo\.txt is missing\. Unpack 2011_09_26_calib\.zip beside the drives/);
    fs.rmSync(inDrive('oxts'), { recursive: true });
    assert.equal((await load()).points!.count, street.length);
    remove('calib_velo_to_cam.txt');
    await assert.rejects(load(), /calib_velo_to_cam\.txt is missing/);
    fs.rmSync(inDrive('velodyne_points'), { recursive: true });
    const sample = await load();
    assert.deepEqual([sample.points, sample.worldFromCamera, sample.trackingLost], [undefined, undefined, undefined]);
    remove('calib_cam_to_cam.txt');
    await assert.rejects(load(), /calib_cam_to_cam\.txt is missing/);
  });

  it('names the file that is damaged', async () => {
    writeDrive(root(), drive, 2);
    const load = async (i: number) => (await kitti({ root: root() })).load(idOf(i));
    write(inDrive('oxts/data', `${tenDigits(1)}.txt`), '49 8.4 116\n');
    await assert.rejects(load(1), /oxts.data.0000000001\.txt is no packet of the navigation system/);
    write(inDrive('velodyne_points/data', `${tenDigits(0)}.bin`), new Uint8Array(17));
    await assert.rejects(load(0), /0000000000\.bin has 17 bytes/);
    write(inDrive('image_02/timestamps.txt'), 'noon\n');
    await assert.rejects(load(0), /image_02.timestamps\.txt, line 1, is no time/);
  });

  it('is read out of the archives of drives', async () => {
    writeDrive(root(), drive, 1);
    const unpacked = await (await kitti({ root: root() })).load(idOf(0));
    const packed = path.join(folder.path(), 'packed');
    const entries = (names: string[]) =>
      names.map((name) => ({
        name: `2011_09_26/${name}`,
        content: fs.readFileSync(path.join(root(), '2011_09_26', name)),
      }));
    const number = tenDigits(0);
    const inArchive = [
      'image_02/timestamps.txt',
      `image_02/data/${number}.png`,
      `velodyne_points/data/${number}.bin`,
      `oxts/data/${number}.txt`,
    ];
    write(path.join(packed, `${drive}.zip`), zipBytes(entries(inArchive.map((name) => `${drive}/${name}`))));
    write(
      path.join(packed, '2011_09_26_calib.zip'),
      zipBytes(entries(['calib_cam_to_cam.txt', 'calib_velo_to_cam.txt', 'calib_imu_to_velo.txt'])),
    );
    const sample = await (await kitti({ root: packed })).load(idOf(0));
    assert.deepEqual({ ...sample }, { ...unpacked });
  });
});

describe('KITTI raw, unsynchronised', () => {
  const folder = temporaryFolder();
  const extract = '2011_09_26_drive_0001_extract';

  function writeExtract(): void {
    const root = folder.path();
    const drivePath = path.join(root, '2011_09_26', extract);
    writeRawCalibration(root, '2011_09_26');
    // A lens that does not bend and a camera that looks along with the rectified one: the image stays, a pixel wider around.
    const recorded = { width: size.width + 2, height: size.height + 2 };
    const text = [0, 1, 2, 3].flatMap((camera) => {
      const [fx, , cx, , , fy, cy] = projection(camera);
      return [
        line(`S_0${camera}`, [recorded.width, recorded.height]),
        line(`K_0${camera}`, [fx, 0, cx + 1, 0, fy, cy + 1, 0, 0, 1]),
        line(`D_0${camera}`, [0, 0, 0, 0, 0]),
        line(`S_rect_0${camera}`, [size.width, size.height]),
        line(`R_rect_0${camera}`, camera === 0 ? rotationOf(rectify) : [1, 0, 0, 0, 1, 0, 0, 0, 1]),
        line(`P_rect_0${camera}`, projection(camera)),
      ];
    });
    write(path.join(root, '2011_09_26/calib_cam_to_cam.txt'), text.join('\n'));
    for (let i = 0; i < 3; i++)
      write(path.join(drivePath, 'image_02/data', `${tenDigits(i)}.png`), imagePng(i, recorded));
    write(path.join(drivePath, 'image_02/timestamps.txt'), timestamps(3));
    // The scanner began a frame earlier, so that its numbers are ahead by one; it missed the one of the third image.
    for (let i = 0; i < 3; i++) {
      const text = streetFrom(i - 1).map((point) => point.join(' '));
      write(path.join(drivePath, 'velodyne_points/data', `${tenDigits(i)}.txt`), text.join('\n'));
    }
    write(path.join(drivePath, 'velodyne_points/timestamps.txt'), timestamps(3, { offset: -100_000_123 + 20_000_000 }));
    // Positions come ten times as often.
    for (let i = 0; i < 25; i++)
      write(path.join(drivePath, 'oxts/data', `${tenDigits(i)}.txt`), packetOf(worldFromImuAt(i / 10)));
    const times = Array.from({ length: 25 }, (_, i) => {
      const nanoseconds = 961661696 + i * 10_000_012;
      return `2011-09-26 13:02:${25 + Math.floor(nanoseconds / 1e9)}.${String(nanoseconds % 1e9).padStart(9, '0')}`;
    });
    write(path.join(drivePath, 'oxts/timestamps.txt'), times.join('\n'));
  }

  it('is rectified, and has the scan and position that are nearest in time', async () => {
    writeExtract();
    const dataset = await kitti({ root: folder.path() });
    const [first, second, third] = await Promise.all(
      [0, 1, 2].map((i) => dataset.load(`${extract}/image_02/${tenDigits(i)}`)),
    );
    assert.deepEqual([first.width, first.height], [size.width, size.height]);
    assert.deepEqual([...second.rgb.subarray(0, 3)], colourAt(1, 1, 1));
    for (const sample of [first, second]) {
      const point = [...sample.points!.positions.subarray(0, 3)] as Vector3;
      assertAllClose(transformPoint(sample.worldFromCamera!, point), street[0], { atol: 1e-4 });
    }
    assert.equal(third.points, undefined);
    assert.ok(third.worldFromCamera);
  });

  it('cannot be aligned without times, and gives way to synchronised recordings', async () => {
    writeExtract();
    const times = path.join(folder.path(), '2011_09_26', extract, 'velodyne_points/timestamps.txt');
    const whole = fs.readFileSync(times);
    fs.rmSync(times);
    const dataset = await kitti({ root: folder.path() });
    await assert.rejects(
      dataset.load(`${extract}/image_02/${tenDigits(0)}`),
      /is not synchronised and has no time for image 0000000000 or no velodyne_points\/timestamps\.txt/,
    );
    write(times, whole);
    write(path.join(folder.path(), '2011_09_26', extract, 'image_02/data', `${tenDigits(1)}.png`), imagePng());
    await assert.rejects(
      (await kitti({ root: folder.path() })).load(`${extract}/image_02/${tenDigits(1)}`),
      /0000000001\.png is 48×16; camera 2 records 50×18/,
    );
    writeDrive(folder.path(), drive, 2);
    const { scenes } = await kitti({ root: folder.path() });
    assert.deepEqual(
      scenes.map(({ id }) => id),
      [drive],
    );
  });
});
