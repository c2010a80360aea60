import * as assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { rooms } from '../../data-loaders/rooms/index.js';
import type { Sample } from '../../data-loaders/sample.js';
import { datasetPictures, samplePictures } from '../../src/notebook/dataset-pictures.js';

const data = rooms({ width: 32, height: 24, views: 2, scenes: { train: 2, val: 0, test: 0 }, cache: { limit: 0 } });

describe('pictures of a dataset', () => {
  it('have a row for each kind and a column for each frame, with their names', async () => {
    const sheet = await datasetPictures(data, { frames: 2 });
    assert.equal(sheet.rows.length, 10);
    assert.ok(sheet.rows.every((row) => row.length === 2));
    assert.match(inspect(sheet), /^20 pictures in rows: colour; boxes; depth; .*other geometry$/);
  });

  it('leave the place of what a frame lacks empty', async () => {
    const first = data.scenes[0].frames[0];
    const without = async (id: string): Promise<Sample> => {
      const sample = await data.load(id);
      return id === first ? { ...sample, depth: undefined } : sample;
    };
    const { name, fingerprint, modalities, classes, textureKinds, scenes } = data;
    const mixed = { name, fingerprint, modalities, classes, textureKinds, scenes, load: without, cloud: data.cloud };
    const { rows } = await datasetPictures(mixed, { frames: 2 });
    assert.deepEqual(rows[2].map((picture) => picture === undefined), [true, false]); // prettier-ignore
  });
});

describe('pictures of a sample', () => {
  it('say what each is, with the range of depth and the number of boxes', async () => {
    const sample = await data.load(data.scenes[0].frames[0]);
    const words = inspect(samplePictures(sample, data));
    assert.match(words, /^6 pictures: colour, 32 × 24, boxes: \d+, depth: red \d\.\d m, blue \d\.\d m, black none, /);
    assert.match(words, /normals: grey unknown, classes, instances: black none$/);
    const box = { x: 0, y: 0, width: 5, height: 5, class: 'wall', classId: 1, instance: 1, ignore: true };
    const own = { ...data, legend: [[0, 0, 0]] as const };
    const more = inspect(samplePictures({ ...sample, boxes: [box] }, own));
    assert.match(more, /boxes: 1, white: to be ignored/);
    assert.match(more, /classes, in colours of the dataset/);
  });

  it('are only of what the sample has', async () => {
    const { id, dataset, scene, split, width, height, rgb, camera } = await data.load(data.scenes[0].frames[0]);
    const bare = { id, dataset, scene, split, width, height, rgb, camera };
    assert.equal(inspect(samplePictures(bare, data)), '1 picture: colour, 32 × 24');
  });

  it('are two in a row of wide images, three of others', async () => {
    const sample = await data.load(data.scenes[0].frames[0]);
    const wide = { ...sample, height: 12, rgb: sample.rgb.slice(0, 32 * 12 * 3) };
    const bare = ({ id, dataset, scene, split, width, height, rgb, camera, boxes }: Sample): Sample => {
      return { id, dataset, scene, split, width, height, rgb, camera, boxes };
    };
    const boxed = samplePictures(bare(sample), data).rows;
    assert.deepEqual(boxed.map((row) => row.length), [2]); // prettier-ignore
    assert.equal(boxed[0][0]!.width, 320);
    const large = samplePictures(bare(wide), data).rows;
    assert.equal(large[0][0]!.width, 480);
  });
});
