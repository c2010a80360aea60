import * as assert from 'node:assert/strict';
import { LoadPool } from '../../data-loaders/load-pool.js';
import { withOwnBuffers } from '../../data-loaders/own-buffers.js';
import { openDataset, type DatasetName } from '../../data-loaders/registry.js';
import { needsRealData, realFile } from '../support/real-data.js';

/** The buffers of all large arrays in a value. */
function largeBuffers(value: unknown): ArrayBufferLike[] {
  if (ArrayBuffer.isView(value)) return value.byteLength < 4096 ? [] : [value.buffer];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(largeBuffers) : [];
}

describe('the arrays of a sample', () => {
  it('are handed over where they are rasters of their own, and copied else', () => {
    const raster = new Uint16Array(5000).fill(7);
    const shared = new Float32Array(8000).fill(3);
    const pose = Float64Array.of(1, 2, 3);
    const given = {
      id: 'a',
      raster,
      again: raster,
      part: shared.subarray(1000, 7000),
      inner: [{ pose }],
      none: undefined,
    };
    const { value, buffers } = withOwnBuffers(given);
    assert.deepEqual(value, given);
    assert.equal(value.raster, raster);
    assert.notEqual(value.part.buffer, shared.buffer);
    assert.notEqual(value.inner[0].pose, pose);
    assert.deepEqual(buffers, [raster.buffer, value.part.buffer, value.inner[0].pose.buffer]);
  });

  it('are still the same when a thread has given them away', async function () {
    this.timeout(20_000);
    const options = { width: 64, height: 48, scenes: { train: 1, val: 0, test: 0 }, seed: 'own', cache: { limit: 0 } };
    const dataset = await openDataset('rooms', options);
    const pool = new LoadPool({ name: 'rooms', options, fingerprint: dataset.fingerprint }, 1);
    try {
      const [frame] = dataset.scenes[0].frames;
      const alone = await dataset.load(frame);
      for (let time = 0; time < 2; time++) assert.deepEqual(await pool.load(frame), alone);
    } finally {
      await pool.close();
    }
  });

  describe('of real files', () => {
    before(needsRealData());

    const roots: [DatasetName, string, object?][] = [
      ['kitti', 'kitti/object'],
      ['kitti', 'kitti/raw'],
      ['kitti', 'kitti/scene_flow', { layout: 'stereo' }],
      ['kitti', 'kitti/constructed/semantics'],
      ['cityscapes', 'cityscapes', { depth: true }],
      ['coco', 'coco', { layout: 'instances' }],
      ['coco', 'coco', { layout: 'panoptic' }],
      ['nyuv2', 'nyu/sync'],
      ['nyuv2', 'nyu/constructed', { layout: 'mat' }],
      ['scannet', 'scannet/constructed', { layout: 'sens' }],
      ['scannet', 'scannet/constructed', { layout: 'frames25k' }],
      ['images', 'coco/val2017'],
    ];
    for (const [name, root, options] of roots)
      it(`belong to who loaded them: ${name} in ${root} ${Object.values(options ?? {}).join()}`, async () => {
        const dataset = await openDataset(name, { root: realFile(root), ...options });
        const frame = dataset.scenes.flatMap(({ frames }) => frames)[0];
        const first = largeBuffers(await dataset.load(frame));
        const second = largeBuffers(await dataset.load(frame));
        assert.ok(first.length > 0 && first.length === second.length);
        assert.ok(second.every((buffer) => !first.includes(buffer)));
      });
  });
});
