import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { kitti, kittiEntry } from '../../../data-loaders/kitti/index.js';
import { parseObjectLabels } from '../../../data-loaders/kitti/object-labels.js';
import { objectRig } from '../../../data-loaders/kitti/rig.js';
import { datasetOptions } from '../../../data-loaders/dataset-entry.js';
import { identityPose } from '../../../src/geometry/index.js';
import { InputError } from '../../../src/support/errors.js';
import '../../support/property-seed.js';
import { imagePng, png8, temporaryFolder, tenDigits, write, writeDrive } from './fixtures.js';

const drive = '2011_09_26_drive_0001_sync';

describe('KITTI', () => {
  const folder = temporaryFolder();
  const inRoot = (...parts: string[]) => path.join(folder.path(), ...parts);

  it('says what was expected and what is there when the root is another folder', async () => {
    write(inRoot('holiday/beach.jpg'), 'x');
    write(inRoot('notes.txt'), 'x');
    await assert.rejects(kitti({ root: folder.path() }), (error: Error) => {
      assert.ok(error instanceof InputError);
      assert.match(error.message, /does not hold KITTI in any layout\. Expected one of/);
      for (const layout of ['object: training', 'raw: 2011_09_26', 'odometry: sequences/00', 'depth: {train,val}'])
        assert.ok(error.message.includes(layout), layout);
      assert.match(error.message, /Found: (cache\/ )?holiday\/ notes\.txt\./);
      return true;
    });
    await assert.rejects(kitti({ root: folder.path(), layout: 'stereo' }), /does not hold the layout stereo of KITTI/);
    await assert.rejects(kitti({ root: inRoot('nowhere') }), /nowhere: it does not exist/);
    await assert.rejects(kitti({ root: inRoot('notes.txt') }), /neither a folder nor a \.zip/);
  });

  it('asks which layout to read where there are several', async () => {
    writeDrive(inRoot('raw'), drive, 1);
    write(
      inRoot('semantics/training/semantic/000000_10.png'),
      png8(() => 7),
    );
    write(inRoot('semantics/training/image_2/000000_10.png'), imagePng());
    await assert.rejects(
      kitti({ root: folder.path() }),
      /has several layouts of KITTI: raw, semantics\. Say which with --layout/,
    );
    assert.equal((await kitti({ root: folder.path(), layout: 'raw' })).layout, 'raw');
  });

  it('refuses options that are none', async () => {
    const wrong = (options: object, message: RegExp) =>
      assert.rejects(kitti({ root: folder.path(), ...options }), { name: 'InputError', message });
    await wrong({ height: 10 }, /one of width and height/);
    await wrong({ camera: 4 }, /camera/);
    await wrong({ layout: 'tracking' }, /layout/);
    await wrong({ depthScale: 3 }, /depthScale/);
    await wrong({ voxel: 0 }, /voxel/);
    await wrong({ every: 0 }, /every/);
  });

  it('refuses options that the layout would leave unheeded', async () => {
    writeDrive(inRoot('raw'), drive, 1);
    write(inRoot('training/image_2/000000_10.png'), imagePng());
    for (const folder of ['semantic', 'disp_occ_0', 'velodyne'])
      write(
        inRoot('training', folder, '000000_10.png'),
        png8(() => 7),
      );
    const wrong = (options: object, message: RegExp) =>
      assert.rejects(kitti({ root: folder.path(), ...options }), { name: 'InputError', message });
    for (const layout of ['stereo', 'semantics'] as const) {
      await wrong({ layout, camera: 3 }, new RegExp(`layout ${layout} of kitti has truth of camera 2 only`));
      await wrong({ layout, testList: 'x' }, /Option testList of kitti is for object, raw, depth, not for/);
    }
    await wrong({ layout: 'object', splitBy: 'drive' }, /Option splitBy of kitti is for raw, odometry, depth, not for/);
    await wrong({ layout: 'raw', raw: 'x' }, /Option raw of kitti is for depth, not for raw\. Leave it out/);
    const testList = inRoot('list.txt');
    write(testList, `2011_09_26/${drive}/image_02/data/${tenDigits(0)}.png None 1`);
    await wrong({ layout: 'raw', splitBy: 'benchmark', testList }, /Lists and splitBy `benchmark` both decide/);
    await wrong({ layout: 'raw', splitBy: 'eigen', testList }, /Eigen's split has test frames of its own, of camera 2/);
    await wrong({ layout: 'raw', splitBy: 'eigen', camera: 3 }, /Eigen's split has test frames of its own/);
  });

  it('is known by what decides its content', async () => {
    writeDrive(folder.path(), drive, 2);
    const fingerprint = async (options = {}) => (await kitti({ root: folder.path(), ...options })).fingerprint;
    const before = await fingerprint();
    assert.equal(await fingerprint({ layout: 'raw' }), before);
    assert.equal(await fingerprint({ points: false }), before);
    for (const options of [{ every: 2 }, { width: 24, height: 8 }, { voxel: 0.1 }, { segment: 1 }])
      assert.notEqual(await fingerprint(options), before, JSON.stringify(options));
    const image = inRoot('2011_09_26', drive, 'image_02/data', `${tenDigits(1)}.png`);
    const { mtime } = fs.statSync(image);
    fs.utimesSync(image, mtime, new Date(mtime.getTime() + 5000));
    const touched = await fingerprint();
    assert.notEqual(touched, before);
    const calibration = inRoot('2011_09_26/calib_velo_to_cam.txt');
    fs.appendFileSync(calibration, '\n');
    assert.notEqual(await fingerprint(), touched);
  });

  it('does not follow links out of its root', async () => {
    writeDrive(inRoot('kitti'), drive, 2);
    const image = inRoot('kitti/2011_09_26', drive, 'image_02/data', `${tenDigits(0)}.png`);
    fs.renameSync(image, inRoot('secret.png'));
    fs.symlinkSync(inRoot('secret.png'), image);
    await assert.rejects(kitti({ root: inRoot('kitti') }), /is a link out of/);
  });

  it('reads any text as labels and calibration, or refuses it', () => {
    const words = fc.constantFrom(
      'Car',
      'DontCare',
      'P2:',
      'R0_rect:',
      'Tr_velo_to_cam:',
      '1',
      '-0.5',
      'nan',
      '1e400',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string()), { maxLength: 60 }), (parts) => {
        for (const parse of [parseObjectLabels, objectRig] as const)
          try {
            parse(parts.join(' '), 'x', identityPose());
          } catch (error) {
            assert.ok(error instanceof InputError, String(error));
          }
      }),
    );
  });

  it('takes its plain options on the command line', () => {
    const names = datasetOptions(kittiEntry).map(({ name }) => name);
    for (const name of ['root', 'layout', 'camera', 'splitBy', 'testList', 'raw', 'incomplete', 'segment'])
      assert.ok(names.includes(name), name);
    assert.deepEqual(
      datasetOptions(kittiEntry).filter(({ type }) => type === undefined),
      [],
    );
  });
});
