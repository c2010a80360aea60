import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { checkDataset } from '../../../data-loaders/check-dataset.js';
import { kitti, type KittiOptions } from '../../../data-loaders/kitti/index.js';
import { InputError } from '../../../src/support/errors.js';
import { alignscope } from '../../cli/run-cli.js';
import { zipBytes, type ZipFixture } from '../../support/write-zip.js';
import {
  imagePng,
  objectCalibration,
  png16,
  png8,
  scanBytes,
  temporaryFolder,
  tenDigits,
  write,
  writeDrive,
} from './fixtures.js';

const car = 'Car 0.00 0 -1.67 10.50 4.25 20.50 9.00 1.50 1.60 4.40 3.18 2.27 34.38 -1.58\n';
const drive = '2011_09_26_drive_0001_sync';

/** The files of one image of the object benchmark. */
function objectFiles(number: string): [string, Uint8Array][] {
  return [
    [`training/image_2/${number}.png`, imagePng()],
    [`training/calib/${number}.txt`, Buffer.from(objectCalibration())],
    [`training/velodyne/${number}.bin`, scanBytes([[8, 1, 0.2, 0.3]])],
    [`training/label_2/${number}.txt`, Buffer.from(car)],
  ];
}

describe('KITTI with damaged files', () => {
  const folder = temporaryFolder();
  const root = () => path.join(folder.path(), 'kitti');
  const inRoot = (...parts: string[]): string => path.join(root(), ...parts);
  const writeObject = (count = 1): void => {
    for (let i = 0; i < count; i++)
      for (const [name, content] of objectFiles(`00000${i}`)) write(inRoot(name), content);
  };
  const load = async (id = '000000', options: Partial<KittiOptions> = {}): Promise<unknown> =>
    (await kitti({ root: root(), ...options })).load(id);
  const refused = (work: Promise<unknown>, ...says: RegExp[]): Promise<void> =>
    assert.rejects(work, (error: Error) => {
      assert.ok(error instanceof InputError, error.stack);
      for (const text of says) assert.match(error.message, text);
      return true;
    });

  it('names the file of an object frame that is cut short or empty, whichever it is', async () => {
    for (const [name, cut, says] of [
      ['image_2/000000.png', 20, /is not a readable image/],
      ['velodyne/000000.bin', 3, /has 13 bytes, which is no whole number of points/],
      ['calib/000000.txt', 500, /has .* for (?:Tr_velo_to_cam|R0_rect|P2), expected/],
      ['label_2/000000.txt', 8, /line 1, is no object/],
    ] as const) {
      writeObject();
      const file = inRoot('training', name);
      fs.truncateSync(file, fs.statSync(file).size - cut);
      await refused(load(), new RegExp(name.replace('.', '\\.')), says);
    }
    for (const [name, says] of [
      ['image_2/000000.png', /is not a readable image/],
      ['velodyne/000000.bin', /is empty: it holds no point/],
      ['calib/000000.txt', /has no line of numbers for R0_rect/],
    ] as const) {
      writeObject();
      write(inRoot('training', name), '');
      await refused(load(), new RegExp(name.replace('.', '\\.')), says);
    }
  });

  it('names the calibration, packet or depth map of a drive that is cut short', async () => {
    const id = `${drive}/image_02/${tenDigits(0)}`;
    const day = ['raw', '2011_09_26'];
    const map = ['train', drive, 'proj_depth', 'groundtruth', 'image_02', `${tenDigits(0)}.png`];
    const whole = png16((pixel) => 256 + pixel);
    for (const [file, says] of [
      [[...day, 'calib_cam_to_cam.txt'], /has 11 numbers for P_rect_01, expected 12/],
      [[...day, 'calib_velo_to_cam.txt'], /has 6 numbers for R, expected 9/],
      [[...day, 'calib_imu_to_velo.txt'], /has 6 numbers for R, expected 9/],
      [[...day, drive, 'oxts', 'data', `${tenDigits(0)}.txt`], /is no packet .* expected 30 numbers, got \d\d words/],
      [map, /is not a readable PNG/],
    ] as const) {
      writeDrive(inRoot('raw'), drive, 1);
      write(inRoot(...map), whole);
      const damaged = inRoot(...file);
      fs.truncateSync(damaged, fs.statSync(damaged).size >> 1);
      await refused(load(id, { layout: 'depth' }), new RegExp(path.basename(damaged).replace('.', '\\.')), says);
    }
    write(
      inRoot(...map),
      png8(() => 9),
    );
    await refused(load(id, { layout: 'depth' }), /0000000000\.png is a PNG of 8 bits, grey; expected 16-bit/);
  });

  it('says which calibration is missing', async () => {
    writeObject();
    fs.rmSync(inRoot('training/calib/000000.txt'));
    await refused(load(), /calib.000000\.txt is missing\. Unpack data_object_calib\.zip/);
  });

  it('refuses a frame that is there twice', async () => {
    writeObject();
    write(inRoot('training/image_2/000000.jpg'), imagePng());
    await refused(kitti({ root: root() }), /000000\.jpg and 000000\.png are one frame, 000000\. Remove one/);
    fs.rmSync(inRoot('training'), { recursive: true });

    writeDrive(inRoot('raw'), drive, 1);
    const image = inRoot('raw/2011_09_26', drive, 'image_02/data', `${tenDigits(0)}.jpg`);
    write(image, imagePng());
    await refused(kitti({ root: root() }), /0000000000\.jpg and 0000000000\.png are one frame/);
    fs.rmSync(image);
    for (const split of ['train', 'val'])
      write(
        inRoot(split, drive, 'proj_depth/groundtruth/image_02', `${tenDigits(0)}.png`),
        png16(() => 512),
      );
    await refused(kitti({ root: root(), layout: 'depth' }), /val has .*_0001_sync, which is in train too/);
    for (const split of ['train', 'val']) fs.rmSync(inRoot(split), { recursive: true });

    for (const parent of ['', 'depth_selection'])
      write(inRoot(parent, 'val_selection_cropped/image/a.png'), imagePng());
    await refused(
      kitti({ root: root(), layout: 'depth' }),
      /depth_selection.val_selection_cropped and val_.* are the same/,
    );
    write(inRoot('sequences/00/image_2/000000.png'), imagePng());
    write(inRoot('sequences/00/image_2/000000.jpg'), imagePng());
    await refused(kitti({ root: root(), layout: 'odometry' }), /000000\.jpg and 000000\.png are one frame/);
  });

  it('refuses archives that are cut short, mislead or are bombs', async () => {
    const entries = (): ZipFixture[] => objectFiles('000000').map(([name, content]) => ({ name, content }));
    const refusedArchive = (bytes: Uint8Array, ...says: RegExp[]): Promise<void> => {
      write(inRoot('data_object_image_2.zip'), bytes);
      return refused(load(), /data_object_image_2\.zip/, ...says);
    };
    const whole = zipBytes(entries());
    write(inRoot('data_object_image_2.zip'), whole);
    await load();
    await refusedArchive(whole.subarray(0, whole.length - 100), /not a readable zip archive/);
    const content = new Uint8Array(4);
    await refusedArchive(zipBytes([...entries(), { name: 'training/../../evil.png', content }]), /evil\.png/);
    await refusedArchive(zipBytes([...entries(), { name: '/etc/evil.png', content }]), /evil\.png/);
    const [image, ...others] = entries();
    await refusedArchive(zipBytes([image, image, ...others]), /000000\.png" is there twice/);
    await refusedArchive(zipBytes([{ ...image, checksum: 1 }, ...others]), /its checksum is wrong/);
    const scan = { name: 'training/velodyne/000000.bin', content: new Uint8Array(2 ** 24 + 16) };
    const bomb = [...entries().filter(({ name }) => name !== scan.name), scan];
    await refusedArchive(zipBytes(bomb), /000000\.bin cannot be read: .* as zip bombs do/);
  });

  it('reads on where links go round in circles, and names those that lead to themselves', async () => {
    writeObject();
    fs.symlinkSync('..', inRoot('training/up'));
    fs.symlinkSync('.', inRoot('object'));
    fs.symlinkSync('sequences', inRoot('sequences'));
    const dataset = await kitti({ root: root() });
    assert.deepEqual([dataset.layout, dataset.scenes.length], ['object', 1]);
    await dataset.load('000000');
    fs.symlinkSync('000001.png', inRoot('training/image_2/000001.png'));
    await refused(kitti({ root: root() }), /000001\.png is a link that leads to itself/);
  });

  it('says what was expected and found where the root is a level too deep', async () => {
    writeObject();
    await refused(
      kitti({ root: inRoot('training') }),
      /training does not hold KITTI in any layout\. Expected one of\n {2}object: training\/\{image_2,calib/,
      /Found: calib\/ image_2\/ label_2\/ velodyne\/\. Point --root at the folder that holds these/,
    );
  });

  it('counts every frame that data check skips', async () => {
    writeObject(7);
    fs.truncateSync(inRoot('training/image_2/000001.png'), 60);
    fs.truncateSync(inRoot('training/velodyne/000002.bin'), 10);
    fs.rmSync(inRoot('training/calib/000003.txt'));
    write(inRoot('training/label_2/000004.txt'), car.replace('Car', 'Lorry'));
    write(inRoot('training/velodyne/000005.bin'), '');
    const { code, stdout } = alignscope(['data', 'check', 'kitti', '--root', root(), '--on-error', 'skip']);
    assert.equal(code, 0);
    for (const says of [
      /^000001: .*image_2.000001\.png is not a readable image/m,
      /^000002: .*velodyne.000002\.bin has 10 bytes/m,
      /^000003: .*calib.000003\.txt is missing/m,
      /^000004: .*label_2.000004\.txt, line 1, has the unknown type Lorry/m,
      /^000005: .*velodyne.000005\.bin is empty/m,
      /^5 of 7 frames cannot be used and were skipped\.$/m,
    ])
      assert.match(stdout, says);
    await refused(checkDataset(await kitti({ root: root() }), { stop: true }), /^000001: .*image_2.000001\.png/);
  });
});
