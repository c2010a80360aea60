import * as assert from 'node:assert/strict';
import { scannet } from '../../../data-loaders/scannet/index.js';
import { prepareFramePairs, resolveOptions } from '../../../src/pretrain/index.js';
import { seeded } from '../../../src/support/random.js';
import { temporaryFolder } from './temporary.js';
import { roomSens } from './write-scans.js';

describe('frame pairs of ScanNet', () => {
  const folder = temporaryFolder();

  it('are made of the frames whose tracking was not lost', async () => {
    const lost = new Float64Array(16).fill(-Infinity);
    folder.write('scans/scene0001_00/scene0001_00.sens', roomSens(4, { 1: lost }));
    const dataset = await scannet({ root: folder.path(), width: 32, height: 24 });
    const options = resolveOptions({ positives: 20, leastOverlap: 0.2 });
    const { frames, pairs } = await prepareFramePairs(dataset, {
      split: 'train',
      options,
      stride: 4,
      random: seeded(1, 'pairs'),
    });
    assert.deepEqual(
      frames.map(({ id }) => id),
      ['000000', '000002', '000003'].map((name) => `scene0001_00/${name}`),
    );
    assert.deepEqual(
      pairs.map(({ a, b }) => [a, b]),
      [
        [0, 1],
        [0, 2],
        [1, 2],
      ],
    );
    for (const { points } of pairs) assert.ok(points.length >= 20);
  });
});
