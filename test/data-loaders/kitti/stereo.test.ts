import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { kitti } from '../../../data-loaders/kitti/index.js';
import { writePng } from '../../../src/formats/index.js';
import { assertAllClose } from '../../support/assert-all-close.js';
import { colourAt, focal, imagePng, png16, rawCalibration, size, temporaryFolder, write } from './fixtures.js';

describe('KITTI stereo', () => {
  const folder = temporaryFolder();
  const training = (...parts: string[]) => path.join(folder.path(), 'data_scene_flow/training', ...parts);
  const disparityAt = (pixel: number): number => (pixel % 3 === 0 ? 0 : 512 + pixel);

  function writeStereo(images = 1): void {
    for (let i = 0; i < images; i++) {
      const number = String(i).padStart(6, '0');
      write(training('image_2', `${number}_10.png`), imagePng(i));
      write(training('image_2', `${number}_11.png`), imagePng(200));
      write(training('image_3', `${number}_10.png`), imagePng(i + 100));
      write(training('disp_occ_0', `${number}_10.png`), png16(disparityAt));
      write(
        training('disp_noc_0', `${number}_10.png`),
        png16((pixel) => (pixel < 100 ? disparityAt(pixel) : 0)),
      );
      write(training('calib_cam_to_cam', `${number}.txt`), rawCalibration());
      const flow = Uint16Array.from(
        { length: size.width * size.height * 3 },
        (_, k) => [2 ** 15 + 128, 2 ** 15 - 64, k < 3 ? 0 : 1][k % 3],
      );
      write(training('flow_occ', `${number}_10.png`), writePng({ ...size, channels: 3, values: flow }));
    }
    write(path.join(folder.path(), 'data_scene_flow/testing/image_2/000000_10.png'), imagePng(50));
    write(path.join(folder.path(), 'data_scene_flow/testing/calib_cam_to_cam/000000.txt'), rawCalibration());
  }

  it('gives disparity, depth fx·B/d, flow and the right image', async () => {
    writeStereo();
    const dataset = await kitti({ root: folder.path() });
    assert.deepEqual([dataset.layout, dataset.modalities], ['stereo', ['depth']]);
    const sample = await dataset.load('000000_10');
    assert.deepEqual([sample.disparity![0], sample.disparity![1]], [0, 513 / 256]);
    assertAllClose([sample.depth![0], sample.depth![1]], [0, (focal * 0.75) / (513 / 256)]);
    assert.deepEqual([...sample.flow!.subarray(0, 4)], [NaN, NaN, 2, -1]);
    assert.deepEqual([...sample.rightRgb!.subarray(0, 3)], colourAt(0, 0, 100));
    assert.equal(sample.camera.baseline, 0.75);
    const test = await dataset.load('testing/000000_10');
    assert.deepEqual([test.split, test.depth, test.flow], ['test', undefined, undefined]);
    const noc = await (await kitti({ root: folder.path(), maps: 'noc' })).load('000000_10');
    assert.deepEqual([noc.disparity![1], noc.disparity![101], noc.flow], [513 / 256, 0, undefined]);
    await assert.rejects(dataset.cloud('000000_10'), /has no laser scan with a pose/);
  });

  it('scales disparity and flow with the image', async () => {
    writeStereo();
    const dataset = await kitti({ root: folder.path(), width: 24, height: 4 });
    const { disparity, flow, rightRgb, depth, camera } = await dataset.load('000000_10');
    const full = await (await kitti({ root: folder.path() })).load('000000_10');
    // Pixel (0, 0) holds the centre of pixel (1, 2).
    const source = 2 * size.width + 1;
    assert.equal(disparity![0], full.disparity![source] / 2);
    assert.equal(depth![0], full.depth![source]);
    assertAllClose([depth![0]], [(camera.fx * camera.baseline!) / disparity![0]]);
    assert.deepEqual([...flow!.subarray(0, 2)], [1, -0.25]);
    assert.equal(rightRgb!.length, 24 * 4 * 3);
  });

  it('has the first fifth of its training images for validation', async () => {
    writeStereo(11);
    const { scenes } = await kitti({ root: folder.path() });
    assert.deepEqual(
      scenes.map(({ split }) => split),
      ['val', 'val', ...Array<string>(9).fill('train'), 'test'],
    );
    const { scenes: half } = await kitti({ root: folder.path(), every: 2 });
    assert.deepEqual(
      half.map(({ id }) => id),
      ['000000_10', '000002_10', '000004_10', '000006_10', '000008_10', '000010_10', 'testing/000000_10'],
    );
  });

  it('takes the camera of the day that the image size tells where there is no calibration', async () => {
    writeStereo();
    fs.rmSync(training('calib_cam_to_cam'), { recursive: true });
    await assert.rejects(
      (await kitti({ root: folder.path() })).load('000000_10'),
      /000000_10\.png is 48×16, as no camera of KITTI records, and .*calib_cam_to_cam.000000\.txt is missing/,
    );
    const recorded = { width: 1226, height: 370 };
    write(training('image_2/000000_10.png'), imagePng(0, recorded));
    fs.rmSync(training('image_3'), { recursive: true });
    fs.rmSync(training('flow_occ'), { recursive: true });
    write(
      training('disp_occ_0/000000_10.png'),
      png16(() => 2560, recorded),
    );
    const dataset = await kitti({ root: folder.path() });
    const { camera, depth } = await dataset.load('000000_10');
    assert.deepEqual([camera.fx, camera.cx, camera.cy, camera.baseline], [707.0912, 601.8873, 183.1104, 0.537905]);
    assertAllClose([depth![0]], [(707.0912 * 0.537905) / 10]);
    assert.match(dataset.notes.join(' '), /Images without calib_cam_to_cam: 1\./);
  });

  it('needs a right camera for depth, and maps of the size of the image', async () => {
    writeStereo();
    const calibration = training('calib_cam_to_cam/000000.txt');
    write(calibration, rawCalibration().replace('P_rect_03', 'Q_rect_03'));
    const dataset = await kitti({ root: folder.path() });
    await assert.rejects(
      dataset.load('000000_10'),
      /disp_occ_0.000000_10\.png gives no depth: the calibration has no right/,
    );
    write(training('disp_occ_0/000000_10.png'), png16(disparityAt, { width: 10, height: 10 }));
    await assert.rejects(dataset.load('000000_10'), /disp_occ_0.000000_10\.png is 10×10, its image 48×16/);
  });

  it('leaves out images without truth when told so', async () => {
    writeStereo(2);
    fs.rmSync(training('disp_occ_0/000000_10.png'));
    const kept = await kitti({ root: folder.path() });
    assert.match(kept.notes.join(' '), /Training images without disp_occ_0: 1\./);
    assert.equal((await kept.load('000000_10')).depth, undefined);
    const { scenes } = await kitti({ root: folder.path(), incomplete: 'leave-out' });
    assert.deepEqual(
      scenes.map(({ id }) => id),
      ['000001_10', 'testing/000000_10'],
    );
  });
});
