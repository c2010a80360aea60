import * as assert from 'node:assert/strict';
import { framePairs } from '../../src/pretrain/index.js';
import { buildEncoder } from '../../src/nn/index.js';
import { SharedFramePairs } from '../../src/study/shared-frame-pairs.js';
import { seeded } from '../../src/support/random.js';
import { tinyDataset } from '../pretrain/tiny-dataset.js';
import { startFastestBackend } from '../support/start-backend.js';
import { tinyStudy } from './tiny-study.js';

describe('frame pairs that the runs of a seed share', () => {
  before(() => startFastestBackend());

  it('are those that a pretraining would prepare itself, prepared once until they are let go', async () => {
    const world = tinyDataset();
    let loaded = 0;
    const load = (id: string): ReturnType<typeof world.load> => {
      loaded++;
      return world.load(id);
    };
    const shared = new SharedFramePairs(tinyStudy, { ...world, load }, 7);
    const [first, second] = await Promise.all([shared.of('train'), shared.of('train')]);
    assert.equal(second, first);
    assert.equal(loaded, first.frames.length);

    const encoder = buildEncoder(tinyStudy.encoder, seeded('any weights'));
    const { options, batch } = tinyStudy.pretrain;
    const own = await framePairs(world, { encoder, options: { ...options, batch }, seed: 7 });
    encoder.dispose();
    assert.deepEqual(first, own);

    shared.release();
    assert.notEqual(await shared.of('train'), first);
    assert.equal(loaded, 2 * first.frames.length);
  });
});
