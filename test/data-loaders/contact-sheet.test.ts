import * as assert from 'node:assert/strict';
import { contactSheet } from '../../data-loaders/contact-sheet.js';
import { rooms } from '../../data-loaders/rooms/index.js';
import { readPng } from '../../src/formats/png.js';

describe('contactSheet', () => {
  const dataset = rooms({
    width: 32,
    height: 24,
    views: 2,
    scenes: { train: 3, val: 0, test: 0 },
    cache: { limit: 0 },
  });

  it('shows colour, boxes, depth, normals, classes, instances and four interventions, a column per frame', async () => {
    const png = readPng(await contactSheet(dataset, { frames: 3 }));
    assert.deepEqual([png.width, png.height, png.channels], [3 * 164 + 4, 10 * 124 + 4, 3]);
    const sample = await dataset.load(dataset.scenes[0].frames[0]);
    // The first cell is the first frame's colour image, five times enlarged.
    const at = (x: number, y: number): number[] => [
      ...png.values.slice((y * png.width + x) * 3, (y * png.width + x) * 3 + 3),
    ];
    for (const [u, v] of [
      [0, 0],
      [17, 9],
      [31, 23],
    ])
      assert.deepEqual(at(4 + u * 5 + 2, 4 + v * 5 + 2), [...sample.rgb.slice((v * 32 + u) * 3, (v * 32 + u) * 3 + 3)]);
  });

  it('leaves interventions out where a dataset has none, and makes do with the frames there are', async () => {
    const { name, fingerprint, modalities, classes, textureKinds, scenes } = dataset;
    const plain = {
      ...{ name, fingerprint, modalities, classes, textureKinds, scenes },
      load: (id: string) => dataset.load(id),
      cloud: (id: string) => dataset.cloud(id),
    };
    const png = readPng(await contactSheet(plain, { frames: 20 }));
    assert.deepEqual([png.width, png.height], [6 * 164 + 4, 6 * 124 + 4]);
  });

  it('passes over scenes without frames', async () => {
    const { name, fingerprint, modalities, classes, textureKinds, scenes } = dataset;
    const empty = { ...scenes[0], id: 'empty', frames: [] };
    const sparse = {
      ...{ name, fingerprint, modalities, classes, textureKinds, scenes: [empty, scenes[0], empty, scenes[1]] },
      load: (id: string) => dataset.load(id),
      cloud: (id: string) => dataset.cloud(id),
    };
    assert.equal(readPng(await contactSheet(sparse, { frames: 3 })).width, 3 * 164 + 4);
  });
});
