import * as assert from 'node:assert/strict';
import { candidatePairs, type CandidatePair } from '../../data-loaders/candidate-pairs.js';
import { seeded } from '../../src/support/random.js';

const listed = (pairs: ReadonlyMap<number, readonly CandidatePair[]>): [number, ...CandidatePair][] =>
  [...pairs].flatMap(([scene, ofScene]) => ofScene.map((pair): [number, ...CandidatePair] => [scene, ...pair]));

const draw = (frames: readonly number[], most: number, seed = 1): Map<number, CandidatePair[]> =>
  candidatePairs(frames, most, seeded(seed, 'pairs'));

describe('candidatePairs', () => {
  it('are all where there are few, scenes without a pair left out', () => {
    assert.deepEqual(listed(draw([3, 1, 0, 2], 9)), [
      [0, 0, 1],
      [0, 0, 2],
      [0, 1, 2],
      [3, 0, 1],
    ]);
  });

  it('are the first of a random order of all where there are more', () => {
    const frames = [4, 2, 5, 3];
    const all = listed(draw(frames, Infinity));
    const order = seeded(1, 'pairs').permutation(all.length).subarray(0, 6).sort();
    assert.deepEqual(
      listed(draw(frames, 6)),
      Array.from(order, (index) => all[index]),
    );
    assert.notDeepEqual(listed(draw(frames, 6, 2)), listed(draw(frames, 6)));
  });

  it('of a recording with millions of pairs are drawn without listing them', () => {
    const frames = [5000];
    const before = process.memoryUsage();
    const started = process.cpuUsage();
    const pairs = listed(draw(frames, 1200));
    const { user, system } = process.cpuUsage(started);
    const after = process.memoryUsage();
    assert.equal(pairs.length, 1200);
    assert.equal(new Set(pairs.map(String)).size, 1200);
    for (const [scene, first, second] of pairs) assert.ok(scene === 0 && first >= 0 && first < second && second < 5000);
    // Uniform: a fifth of pairs lie within 0.1056 of the recording of each other, 1 − (1 − x)² = .2.
    const near = pairs.filter(([, first, second]) => second - first < 0.1056 * 5000).length;
    assert.ok(Math.abs(near / 1200 - 0.2) < 4 * Math.sqrt((0.2 * 0.8) / 1200), `${near} of 1200`);
    assert.deepEqual(listed(draw(frames, 1200)), pairs);
    const grown = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
    assert.ok(grown < 20e6, `${grown} bytes, ${user + system} µs`);
  });

  it('of a large dataset are those of so many scenes that each gives some', () => {
    const frames = Array.from({ length: 1200 }, (_, scene) => 1500 + (scene % 7));
    const pairs = draw(frames, 1200);
    assert.equal(listed(pairs).length, 1200);
    assert.ok(pairs.size <= 200 && pairs.size > 190, `${pairs.size} scenes`);
    const scenes = [...pairs.keys()];
    assert.ok(Math.min(...scenes) < 50 && Math.max(...scenes) > 1150, 'from everywhere');
    assert.deepEqual(
      [...scenes].sort((a, b) => a - b),
      scenes,
    );
    for (const [scene, , second] of listed(pairs)) assert.ok(second < frames[scene]);
  });
});
