import * as assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { isPosed, type PosedSample } from '../../data-loaders/posed-sample.js';
import { rooms } from '../../data-loaders/rooms/index.js';
import { worldPointsByPixel } from '../../src/geometry/index.js';
import { alignmentPictures } from '../../src/notebook/alignment-pictures.js';
import { correspondencePictures, featureMatchPictures } from '../../src/notebook/correspondence-pictures.js';
import { bundleOf } from '../../src/notebook/display.js';
import { nearestCellPictures } from '../../src/notebook/nearest-cell-pictures.js';
import { pairOfViews } from '../../src/notebook/pair-of-views.js';
import type { Pictures } from '../../src/notebook/pictures.js';
import { resolveOptions } from '../../src/pretrain/index.js';
import { prepareFramePairs } from '../../src/pretrain/frame-pairs.js';
import { InputError } from '../../src/support/errors.js';
import { seeded } from '../../src/support/random.js';
import { knownSource } from './known-source.js';

const data = rooms({ views: 4, scenes: { train: 1, val: 0, test: 1 }, cache: { limit: 0 } });

/** An encoder that knows the place of every surface in the world, by waves as long as a room: it must find all points. */
const place = knownSource('place', (sample, pixel) => {
  const world = worldPointsByPixel(sample as PosedSample);
  const waves = [0, 1, 2].flatMap((axis) => [1, 2].flatMap((k) => [Math.cos(k * world[3 * pixel + axis]), Math.sin(k * world[3 * pixel + axis])])); // prettier-ignore
  return waves.map((value) => (Number.isFinite(value) ? value : 0));
});
/** One that knows nothing. */
const constant = knownSource('constant', () => [1, 1, 1]);

/** Lines of a picture by their words. */
async function linesOf(shown: Pictures): Promise<string[]> {
  const { data: traces } = (await bundleOf(shown))['application/vnd.plotly.v1+json'] as { data: { type: string; text?: string }[] }; // prettier-ignore
  return traces.filter(({ type }) => type === 'scatter').map(({ text }) => text!);
}

describe('pictures of correspondences', () => {
  let [first, second]: PosedSample[] = [];
  before(async () => {
    [first, second] = (await pairOfViews(data))!;
  });

  it('join pixels of two views that see the same point', async () => {
    const shown = correspondencePictures(first, second, data);
    const [, overlap, count] = /overlap (\d\.\d\d), (\d+) pairs of pixels$/.exec(inspect(shown))!;
    assert.ok(Number(overlap) >= 0.3 && Number(overlap) < 1);
    assert.equal((await linesOf(shown)).length, Number(count));
    const alike = inspect(correspondencePictures(first, first));
    assert.match(alike, /overlap 1\.00/);
  });

  it('show which points features find', async () => {
    const shown = await featureMatchPictures({ place, constant }, first, second, { points: 20 });
    assert.match(inspect(shown), /the same 20 points, place, out, 20 of 20 found within 6 pixels, constant, out, [0-3] of 20/); // prettier-ignore
    const lines = await linesOf(shown);
    assert.equal(lines.filter((line) => line === 'right').length + lines.filter((line) => line === 'wrong').length, 40);
    assert.match(inspect(await featureMatchPictures(place, first, second, { points: 2 })), /place, out, 2 of 2/);
  });

  it('are refused where there is nothing to find', async () => {
    const elsewhere = await data.load(data.scenes[1].frames[0]);
    assert.ok(isPosed(elsewhere));
    await assert.rejects(featureMatchPictures(place, first, elsewhere), /do not share 24 points/);
  });

  it('take views that overlap least, but enough', async () => {
    assert.deepEqual([first.id, second.scene], ['train-0000/0', first.scene]);
    assert.equal(await pairOfViews(data, { leastOverlap: 1 }), undefined);
    assert.equal(await pairOfViews(data, { scene: 'elsewhere' }), undefined);
    assert.equal(await pairOfViews({ ...data, modalities: ['depth'] }), undefined);
  });
});

describe('pictures of the nearest cells', () => {
  it('mark the place in the photograph and the most similar places of other frames', async () => {
    const [frames] = data.scenes.map((scene) => Promise.all(scene.frames.map((id) => data.load(id))));
    const [photograph, ...others] = await frames;
    const shown = await nearestCellPictures({ place }, photograph, [20, 31], [photograph, ...others], { count: 2 });
    const [query, ...found] = shown.rows[0];
    assert.deepEqual(query!.marks, [{ x: 20, y: 30, width: 2, height: 2 }]);
    assert.equal(found.length, 2);
    assert.match(inspect(shown), /^3 pictures: place, out, similarity 0\.9\d, similarity /);
    await assert.rejects(nearestCellPictures(place, photograph, [64, 0], others), /lies outside/);
    await assert.rejects(nearestCellPictures(place, photograph, [0, 0], [photograph]), InputError);
  });
});

describe('pictures of what is aligned', () => {
  it('show matches, and of one cell its match and its negatives in both modalities', async () => {
    const options = { split: 'train', options: resolveOptions(), stride: 2, random: seeded('test') } as const;
    const pairs = await prepareFramePairs(data, options);
    const shown = alignmentPictures(pairs, { matches: 5 });
    const lines = await linesOf(shown);
    assert.equal(lines.filter((line) => line === 'right').length, 2);
    assert.equal(lines.filter((line) => line === 'wrong').length, 8);
    assert.equal(lines.length, 15);
    assert.match(inspect(shown), /5 of \d+ matches.*4 of its negatives$/);
    const [, , [, cloud]] = shown.rows;
    assert.ok(Math.abs(cloud!.width / cloud!.height - 64 / 48) < 0.01, 'the cloud is as wide as the frames');
    assert.throws(() => alignmentPictures(pairs, { pair: 1000 }), /no frame pair 1000/);
  });
});
