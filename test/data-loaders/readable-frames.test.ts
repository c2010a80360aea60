import * as assert from 'node:assert/strict';
import { loadReadable, prepareReadable, unreadableFrames, withoutFrames } from '../../data-loaders/readable-frames.js';
import { rooms } from '../../data-loaders/rooms/index.js';
import type { SceneDataset } from '../../data-loaders/sample.js';
import { InputError, WorkError } from '../../src/support/errors.js';

const world = rooms({ width: 24, height: 16, views: 2, scenes: { train: 2, val: 1, test: 1 }, cache: { limit: 0 } });
const [broken, other] = world.scenes[0].frames;

/** The world with a frame that cannot be read, which its scene's cloud needs. */
function withBroken(error: Error = new InputError(`${broken}.png is truncated.`)): SceneDataset {
  return {
    name: 'recorded',
    fingerprint: 'abc',
    modalities: world.modalities,
    classes: world.classes,
    textureKinds: [],
    scenes: world.scenes,
    prepare: () => Promise.reject(error),
    load: (id) => (id === broken ? Promise.reject(error) : world.load(id)),
    cloud: (id) => (id === world.scenes[0].id ? Promise.reject(error) : world.cloud(id)),
  };
}

describe('frames that can be read', () => {
  it('are loaded in order, the others listed or the end of it', async () => {
    const ids = [other, broken, world.scenes[1].frames[0]];
    const { samples, skipped } = await loadReadable(withBroken(), ids, { onError: 'skip' });
    assert.deepEqual(samples.map(({ id }) => id), [ids[0], ids[2]]); // prettier-ignore
    assert.deepEqual(skipped, [{ frame: broken, problem: `${broken}.png is truncated.` }]);
    await assert.rejects(loadReadable(withBroken(), ids), /is truncated/);
    await assert.rejects(loadReadable(withBroken(new WorkError('disk')), ids, { onError: 'skip' }), WorkError);
    await prepareReadable(withBroken(), { onError: 'skip' });
    await assert.rejects(prepareReadable(withBroken()), InputError);
  });

  it('make a dataset of their own, whose name for stored results differs', async () => {
    const dataset = withBroken();
    const problems = await unreadableFrames(dataset);
    assert.deepEqual(problems.map(({ frame }) => frame), [broken]); // prettier-ignore
    const left = withoutFrames(dataset, [broken]);
    assert.deepEqual(left.scenes[0], { ...world.scenes[0], frames: [other] });
    assert.deepEqual(left.scenes.slice(1), world.scenes.slice(1));
    assert.notEqual(left.fingerprint, dataset.fingerprint);
    assert.equal(left.fingerprint, withoutFrames(withBroken(), [broken]).fingerprint);
    assert.equal(left.prepare, undefined);
    assert.equal((await left.load(other)).id, other);
    const cloud = await left.cloud(world.scenes[0].id);
    assert.ok(cloud.count > 20 && cloud.count < (await world.cloud(world.scenes[0].id)).count);
    assert.deepEqual(await left.cloud(world.scenes[1].id), await world.cloud(world.scenes[1].id));
    assert.equal(withoutFrames(dataset, []), dataset);
    const none = withoutFrames(dataset, world.scenes[0].frames);
    assert.deepEqual(none.scenes, world.scenes.slice(1));
  });
});
