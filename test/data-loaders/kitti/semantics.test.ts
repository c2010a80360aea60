import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { kitti } from '../../../data-loaders/kitti/index.js';
import { imagePng, png16, png8, rawCalibration, size, temporaryFolder, write } from './fixtures.js';

/** Label ids in blocks of rows: road, then a car, another car, a caravan, a group of persons, sky. */
const ids = [7, 26, 26, 29, 24, 23];
const numbers = [0, 1, 2, 1, 0, 0];
const blockOf = (pixel: number): number => Math.min(5, Math.floor(pixel / size.width / 2));

describe('KITTI semantics', () => {
  const folder = temporaryFolder();
  const training = (...parts: string[]) => path.join(folder.path(), 'training', ...parts);
  const open = (options = {}) => kitti({ root: folder.path(), layout: 'semantics', ...options });

  function writeSemantics(): void {
    write(training('image_2/000000_10.png'), imagePng());
    write(training('calib_cam_to_cam/000000.txt'), rawCalibration());
    write(
      training('semantic/000000_10.png'),
      png8((pixel) => ids[blockOf(pixel)]),
    );
    write(
      training('instance/000000_10.png'),
      png16((pixel) => ids[blockOf(pixel)] * 256 + numbers[blockOf(pixel)]),
    );
    write(path.join(folder.path(), 'testing/image_2/000000_10.png'), imagePng());
  }

  it('has the label ids of Cityscapes, or the classes that are scored, and label · 256 + number of instances', async () => {
    writeSemantics();
    const dataset = await open();
    const at = (row: number): number => row * size.width;
    const sample = await dataset.load('000000_10');
    assert.deepEqual(
      [0, 2, 4, 6, 8, 10].map((row) => sample.semantics![at(row)]),
      ids,
    );
    assert.deepEqual(sample.rawSemantics, sample.semantics);
    assert.deepEqual(
      [0, 2, 4, 6, 8, 10].map((row) => sample.instances![at(row)]),
      [0, 26 * 256 + 1, 26 * 256 + 2, 29 * 256 + 1, 0, 0],
    );
    assert.deepEqual(
      [dataset.classes[0], dataset.classes[26], dataset.legend![26]],
      ['unlabelled', 'car', [0, 0, 142]],
    );
    assert.deepEqual([dataset.trainIds![26], dataset.trainIds![29]], [13, 255]);
    const scored = await open({ labels: 'cityscapes19' });
    const { semantics, rawSemantics } = await scored.load('000000_10');
    assert.deepEqual(
      [0, 2, 4, 6, 8, 10].map((row) => semantics![at(row)]),
      [1, 14, 14, 0, 12, 11],
    );
    assert.equal(scored.classes[14], 'car');
    assert.deepEqual(rawSemantics, sample.rawSemantics);
  });

  it('has the boxes of instances; groups and what is not scored are to be ignored', async () => {
    writeSemantics();
    const { boxes } = await (await open()).load('000000_10');
    const { width } = size;
    assert.deepEqual(boxes, [
      { x: 0, y: 8, width, height: 2, class: 'person', classId: 24, instance: 24 * 256, ignore: true },
      { x: 0, y: 2, width, height: 2, class: 'car', classId: 26, instance: 26 * 256 + 1 },
      { x: 0, y: 4, width, height: 2, class: 'car', classId: 26, instance: 26 * 256 + 2 },
      { x: 0, y: 6, width, height: 2, class: 'caravan', classId: 29, instance: 29 * 256 + 1, ignore: true },
    ]);
  });

  it('has no labels of test images, nor a cloud', async () => {
    writeSemantics();
    write(path.join(folder.path(), 'testing/calib_cam_to_cam/000000.txt'), rawCalibration());
    const dataset = await open();
    const { split, semantics, instances, boxes } = await dataset.load('testing/000000_10');
    assert.deepEqual([split, semantics, instances, boxes], ['test', undefined, undefined, undefined]);
    assert.deepEqual(dataset.modalities, ['semantics', 'instances', 'boxes']);
    await assert.rejects(dataset.cloud('000000_10'), /has no laser scan/);
  });

  it('carries what is there: without instances no boxes', async () => {
    writeSemantics();
    fs.rmSync(training('instance'), { recursive: true });
    const dataset = await open();
    assert.deepEqual(dataset.modalities, ['semantics']);
    const { instances, boxes } = await dataset.load('000000_10');
    assert.deepEqual([instances, boxes], [undefined, undefined]);
  });

  it('names labels outside of the table and maps of the wrong kind', async () => {
    writeSemantics();
    const dataset = await open();
    const fails = (message: RegExp) => assert.rejects(dataset.load('000000_10'), { name: 'InputError', message });
    write(
      training('instance/000000_10.png'),
      png8(() => 3),
    );
    await fails(/instance.000000_10\.png is a PNG of 8 bits/);
    write(
      training('instance/000000_10.png'),
      png16(() => 34 * 256),
    );
    await fails(/instance.000000_10\.png holds 8704, which is no instance of a label/);
    write(
      training('semantic/000000_10.png'),
      png8((pixel) => (pixel === 50 ? 255 : 7)),
    );
    await fails(/semantic.000000_10\.png holds 255 at column 2, row 1/);
    write(
      training('semantic/000000_10.png'),
      png16(() => 7),
    );
    await fails(/semantic.000000_10\.png is a PNG of 16 bits/);
    write(
      training('semantic/000000_10.png'),
      png8(() => 7, { width: 4, height: 4 }),
    );
    await fails(/semantic.000000_10\.png is 4×4, its image 48×16/);
  });
});
