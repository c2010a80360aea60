import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { readNpy, readPng } from '../../src/formats/index.js';
import { assertAllClose } from '../support/assert-all-close.js';

const samples = path.resolve(import.meta.dirname, '../../../../shared/data');

describe('real files', () => {
  before(function () {
    if (!fs.existsSync(samples)) {
      console.log(`      skipped: no real files in ${samples}`);
      this.skip();
    }
  });

  it('KITTI depth, a 16-bit PNG of metres·256, has the values that numpy and Pillow read', () => {
    const file = path.join(
      samples,
      'kitti/depth/train/2011_09_26_drive_0000_sync/proj_depth/groundtruth/image_02/0000000005.png',
    );
    const { width, height, channels, values } = readPng(fs.readFileSync(file), file);
    const depth = Array.from(values, (value) => value / 256);
    const valid = depth.filter((metres) => metres > 0);
    assert.deepEqual([width, height, channels, valid.length], [1242, 375, 1, 90839]);
    assert.equal(depth[214 * width + 1074], 18.58203125);
    assert.equal(depth[257 * width + 1078], 12.4609375);
    assert.equal(
      valid.reduce((least, metres) => Math.min(least, metres)),
      5.33203125,
    );
    assert.equal(
      valid.reduce((most, metres) => Math.max(most, metres)),
      84.89453125,
    );
    assertAllClose([valid.reduce((sum, metres) => sum + metres) / valid.length], [17.898388]);
  });

  it('Cityscapes disparity, a 16-bit PNG of 2048×1024, has the values that numpy and Pillow read', () => {
    const folder = path.join(samples, 'cityscapes/disparity/train/aachen');
    const file = path.join(
      folder,
      fs.readdirSync(folder).find((name) => name.startsWith('aachen_000001_000019'))!,
    );
    const { width, values } = readPng(fs.readFileSync(file), file);
    assert.equal(values[292 * width + 343], 1851);
    assert.equal(values[514 * width + 1194], 3976);
    assert.equal(values.filter((value) => value === 0).length, 271776);
    assert.equal(values.filter((value) => value === 1).length, 79020);
  });

  it('arrays saved by NumPy have their shape and type', () => {
    const { shape, values } = readNpy(path.join(samples, 'similarity/x_100x10.npy'));
    assert.deepEqual(shape, [100, 10]);
    assert.equal(values.length, 1000);
    assert.ok(Array.from(values, Number).every(Number.isFinite));
  });
});
