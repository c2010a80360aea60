import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { kitti } from '../../../data-loaders/kitti/index.js';
import {
  invertPose,
  multiplyPoses,
  rotateDirection,
  transformPoint,
  type Pose,
  type Vector3,
} from '../../../src/geometry/pose.js';
import { openDatasets } from '../../../src/study/dataset.js';
import { assertAllClose } from '../../support/assert-all-close.js';
import {
  colourAt,
  imagePng,
  line,
  offsets,
  projection,
  rectifiedFromVelodyne,
  rows,
  scanBytes,
  street,
  temporaryFolder,
  write,
} from './fixtures.js';
import { writeStreetDrive, writeStreetSequence } from './street-drive.js';

/** Camera 0 of frame i in that of frame 0: it drives forward (z) and turns left. */
function poseAt(i: number): Float64Array {
  const [s, c] = [Math.sin(-0.05 * i), Math.cos(0.05 * i)];
  return Float64Array.of(c, 0, s, -0.1 * i, 0, 1, 0, 0.02 * i, -s, 0, c, 0.9 * i, 0, 0, 0, 1);
}

/** Points that stand still, in the frame of the first camera 0: the street, seen as if from the scanner. */
const still = street.map((point) => transformPoint(rectifiedFromVelodyne, point as unknown as Vector3));

const sixDigits = (i: number): string => String(i).padStart(6, '0');

describe('KITTI odometry', () => {
  const folder = temporaryFolder();
  const root = () => path.join(folder.path(), 'odometry');
  const inDataset = (...parts: string[]) => path.join(root(), 'dataset', ...parts);

  function writeSequence(name: string, frames: number, { poses = true, tr = true, camera = 2 } = {}): void {
    const sequence = inDataset('sequences', name);
    for (let i = 0; i < frames; i++) {
      write(path.join(sequence, `image_${camera}`, `${sixDigits(i)}.png`), imagePng(i));
      const velodyneFromWorld = multiplyPoses(invertPose(rectifiedFromVelodyne), invertPose(poseAt(i)));
      const scan = still.map((point): [number, number, number, number] => [
        ...transformPoint(velodyneFromWorld, point),
        0.5,
      ]);
      write(path.join(sequence, 'velodyne', `${sixDigits(i)}.bin`), scanBytes(scan));
    }
    const calibration = [0, 1, 2, 3].map((index) => line(`P${index}`, projection(index)));
    if (tr) calibration.push(line('Tr', rows(rectifiedFromVelodyne)));
    write(path.join(sequence, 'calib.txt'), calibration.join('\n') + '\n');
    const times = Array.from({ length: frames }, (_, i) => (0.1036224 * i).toExponential(6));
    write(path.join(sequence, 'times.txt'), times.join('\n'));
    if (poses) {
      const lines = Array.from({ length: frames }, (_, i) =>
        rows(poseAt(i))
          .map((n) => n.toExponential(9))
          .join(' '),
      );
      write(inDataset('poses', `${name}.txt`), lines.join('\n') + '\n');
    }
  }

  it('puts the colour camera into a world with z up, from poses of camera 0', async () => {
    writeSequence('00', 3);
    const dataset = await kitti({ root: folder.path() });
    assert.equal(dataset.layout, 'odometry');
    assert.deepEqual(dataset.modalities, ['depth', 'points', 'pose', 'cloud']);
    const [first, , third] = await Promise.all([0, 1, 2].map((i) => dataset.load(`00/${sixDigits(i)}`)));
    // Camera 2 lies where its offset from camera 0 says; the first camera looks along y.
    const position = ({ worldFromCamera: m }: typeof first): number[] => [m![3], m![7], m![11]];
    const [x, y, z] = offsets[2].map((offset) => -offset);
    assertAllClose(position(first), [x, z, -y]);
    assertAllClose(rotateDirection(first.worldFromCamera!, [0, 0, 1]), [0, 1, 0]);
    assertAllClose(rotateDirection(first.worldFromCamera!, [0, -1, 0]), [0, 0, 1]);
    const [cx, cy, cz] = transformPoint(poseAt(2), [x, y, z]);
    assertAllClose(position(third), [cx, cz, -cy], { atol: 1e-7 });
    assert.equal(third.time, 207244800n);
    assert.deepEqual([...third.rgb.subarray(0, 3)], colourAt(0, 0, 2));
    // What stands still does so in the world, in each scan and in the cloud.
    const expected = still.map(([a, b, c]) => [a, c, -b]);
    for (const { points, worldFromCamera } of [first, third])
      expected.forEach((point, i) =>
        assertAllClose(
          transformPoint(worldFromCamera!, [...points!.positions.subarray(i * 3, i * 3 + 3)] as Vector3),
          point,
          { atol: 1e-4 },
        ),
      );
    const { count, positions } = await dataset.cloud(dataset.scenes[0].id);
    for (let p = 0; p < count; p++) {
      const at = [...positions.subarray(p * 3, p * 3 + 3)];
      const nearest = Math.min(...expected.map((point) => Math.hypot(...point.map((value, axis) => value - at[axis]))));
      assert.ok(nearest < 1e-3, `a point of the cloud is ${nearest} m off`);
    }
  });

  it('works without Tr, but not with scans then', async () => {
    writeSequence('00', 2, { tr: false });
    const dataset = await kitti({ root: inDataset(), layout: 'odometry' });
    assert.deepEqual(dataset.modalities, ['pose']);
    assert.match(dataset.notes.join(' '), /calib\.txt has no Tr, so scans cannot be used/);
    const sample = await dataset.load('00/000001');
    assert.deepEqual([sample.points, sample.depth], [undefined, undefined]);
    assert.ok(sample.worldFromCamera);
  });

  it('of grey images needs the camera named', async () => {
    writeSequence('00', 1, { camera: 0 });
    await assert.rejects(
      kitti({ root: root() }),
      /has no image_2\/000000\.png in any of 1 sequences.*choose another camera/,
    );
    const sample = await (await kitti({ root: root(), camera: 0 })).load('00/000000');
    assertAllClose(sample.worldFromCamera!, [1, 0, 0, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1]);
  });

  it('leaves out sequences without poses, unless split as the benchmark', async () => {
    writeSequence('04', 1);
    writeSequence('11', 2, { poses: false });
    const { scenes, notes } = await kitti({ root: root() });
    assert.deepEqual(
      scenes.map(({ id }) => id),
      ['04'],
    );
    assert.match(notes.join(' '), /1 sequences without poses are left out/);
    const benchmark = await kitti({ root: root(), splitBy: 'benchmark' });
    assert.deepEqual(
      benchmark.scenes.map(({ id, split }) => [id, split]),
      [
        ['04', 'train'],
        ['11', 'test'],
      ],
    );
    const test = await benchmark.load('11/000001');
    assert.equal(test.worldFromCamera, undefined);
    assert.ok(test.points);
    await assert.rejects(benchmark.cloud('11'), /Scene 11 .* has no laser scan with a pose/);
    fs.rmSync(inDataset('poses'), { recursive: true });
    fs.rmSync(inDataset('sequences/04'), { recursive: true });
    const alone = await kitti({ root: root() });
    assert.deepEqual(alone.modalities, ['depth', 'points']);
    assert.deepEqual(alone.scenes[0].frames, ['11/000000', '11/000001']);
  });

  it('has frames without pose where the file ends early or tracking was lost', async () => {
    writeSequence('00', 4);
    const poses = inDataset('poses/00.txt');
    const lines = fs.readFileSync(poses, 'utf8').split('\n');
    write(poses, [lines[0], lines[1].replace(/\S+$/, 'nan'), lines[2]].join('\n'));
    fs.rmSync(inDataset('sequences/00/velodyne/000002.bin'));
    const dataset = await kitti({ root: root() });
    assert.match(dataset.notes.join(' '), /Frames without pose: 2\. Frames without scan: 1\./);
    const lost = await dataset.load('00/000001');
    assert.deepEqual([lost.worldFromCamera, lost.trackingLost], [undefined, true]);
    assert.equal((await dataset.load('00/000003')).trackingLost, true);
    const { scenes } = await kitti({ root: root(), incomplete: 'leave-out' });
    assert.deepEqual(scenes[0].frames, ['00/000000']);
  });

  it('has what the raw recording of the same drive has, in a world of its own, and can be studied', async () => {
    const drive = '2011_09_30_drive_0027_sync';
    const street = { frames: 14, width: 80, height: 24, resolution: 1, scansMissing: [4] };
    writeStreetDrive(path.join(folder.path(), 'raw'), drive, street);
    writeStreetSequence(root(), '07', drive, street);
    const size = { width: 40, height: 12 };
    const raw = await kitti({ root: path.join(folder.path(), 'raw'), ...size });
    const odometry = await kitti({ root: root(), ...size });
    assert.deepEqual(odometry.modalities, raw.modalities);
    assert.deepEqual(
      odometry.scenes.map(({ split, frames }) => [split, frames.length]),
      raw.scenes.map(({ split, frames }) => [split, frames.length]),
    );
    const poses: Pose[][] = [];
    for (const number of [0, 4, 13]) {
      const recorded = await raw.load(`${drive}/image_02/${String(number).padStart(10, '0')}`);
      const sample = await odometry.load(`07/${sixDigits(number)}`);
      assert.deepEqual([sample.rgb, sample.depth, sample.camera], [recorded.rgb, recorded.depth, recorded.camera]);
      assert.equal(sample.depth === undefined, number === 4);
      poses.push([recorded.worldFromCamera!, sample.worldFromCamera!]);
    }
    const [first, , last] = poses.map(([recorded, own]) => multiplyPoses(own, invertPose(recorded)));
    // The benchmark writes seven digits.
    assertAllClose(last, first, { atol: 2e-5 });
    const [opened] = await openDatasets({ dataset: { name: 'kitti', root: root(), ...size }, seeds: [0] });
    assert.deepEqual(opened.scenes, odometry.scenes);
  });

  it('is cut into scenes of consecutive frames', async () => {
    writeSequence('00', 10);
    const { scenes } = await kitti({ root: root(), splitBy: 'benchmark', segment: 4, every: 2 });
    assert.deepEqual(
      scenes.map(({ frames }) => frames),
      [['00/000000', '00/000002', '00/000004', '00/000006', '00/000008']],
    );
    const { scenes: shorter } = await kitti({ root: root(), splitBy: 'benchmark', segment: 5 });
    assert.deepEqual(
      shorter.map(({ id, frames }) => [id, frames[0], frames.length]),
      [
        ['00-part00', '00/000000', 5],
        ['00-part01', '00/000005', 5],
      ],
    );
  });

  it('names the file that is damaged', async () => {
    writeSequence('00', 3);
    const open = () => kitti({ root: root() });
    const poses = inDataset('poses/00.txt');
    const lines = fs.readFileSync(poses, 'utf8').split('\n');
    for (const wrong of ['1 2 3', '2 0 0 0 0 1 0 0 0 0 1 0', lines[1].replace(/^\S+/, 'x'), lines[1].slice(0, 100)]) {
      write(poses, [lines[0], wrong, lines[2]].join('\n'));
      const dataset = await open();
      await assert.rejects(dataset.load('00/000001'), {
        name: 'InputError',
        message: /poses.00\.txt, line 2, is no pose of 12 numbers/,
      });
      // The others have theirs.
      assert.ok((await dataset.load('00/000002')).worldFromCamera);
    }
    write(poses, lines.join('\n'));
    const dataset = await open();
    write(inDataset('sequences/00/times.txt'), '0 soon');
    await assert.rejects(dataset.load('00/000000'), /times\.txt holds soon, which is no time/);
  });

  it('names the sequence that has no calibration, and reads the others', async () => {
    writeSequence('00', 1);
    writeSequence('01', 1);
    fs.rmSync(inDataset('sequences/00/calib.txt'));
    const dataset = await kitti({ root: root() });
    assert.match(dataset.notes.join(' '), /Sequences without calib\.txt, whose frames cannot be read: 00\./);
    await assert.rejects(
      dataset.load('00/000000'),
      /sequences.00.calib\.txt is missing\. Unpack data_odometry_calib\.zip/,
    );
    assert.ok((await dataset.load('01/000000')).points);
  });
});
