import * as assert from 'node:assert/strict';
import { compileScene } from '../../../data-loaders/rooms/compiled-scene.js';
import { approach, probeAt } from '../../../data-loaders/rooms/distance.js';
import { rooms } from '../../../data-loaders/rooms/index.js';
import { overlapStrata } from '../../../data-loaders/rooms/views.js';
import { overlap } from '../../../src/geometry/overlap.js';

describe('views', () => {
  const dataset = rooms({
    preset: 'natural',
    views: 4,
    scenes: { train: 14, val: 0, test: 0 },
    seed: 'views test',
    cache: { limit: 0 },
  });

  it('stand in free space inside the room', () => {
    for (const { id } of dataset.scenes) {
      const scene = dataset.describe(id);
      const compiled = compileScene(scene);
      for (const { worldFromCamera: m } of scene.views) {
        const eye = [m[3], m[7], m[11]];
        eye.forEach((x, k) => assert.ok(x > scene.low[k] + 0.2 && x < scene.high[k] - 0.2));
        const probe = probeAt(eye[0], eye[1], eye[2], 100);
        for (let i = 0; i < compiled.count; i++) approach(compiled, i, probe);
        assert.ok(probe.at[3] > 0.2, `a camera of ${id} is ${probe.at[3]} m from furniture`);
      }
    }
  });

  it('overlap with the first by the strata, as an independent measure confirms', async () => {
    let [inside, count] = [0, 0];
    const pairs: [placed: number, measured: number][] = [];
    for (const scene of dataset.scenes) {
      const first = await dataset.load(scene.frames[0]);
      for (const [index, frame] of scene.frames.slice(1).entries()) {
        const placed = await dataset.overlap(frame);
        const [low, high] = overlapStrata[index];
        if (placed >= low && placed <= high) inside++;
        count++;
        pairs.push([placed, overlap(first, await dataset.load(frame))]);
      }
    }
    assert.ok(inside >= 0.85 * count, `${inside} of ${count} views lie in their stratum`);
    const means = [0, 1].map((k) => pairs.reduce((sum, pair) => sum + pair[k], 0) / pairs.length);
    const product = pairs.reduce((sum, [a, b]) => sum + (a - means[0]) * (b - means[1]), 0);
    const squares = [0, 1].map((k) => pairs.reduce((sum, pair) => sum + (pair[k] - means[k]) ** 2, 0));
    assert.ok(product / Math.sqrt(squares[0] * squares[1]) > 0.7, 'the two measures disagree');
    assert.ok(Math.abs(means[0] - means[1]) < 0.12, `${means}`);
  });

  it('have right-handed poses with z forward and y down', () => {
    for (const { worldFromCamera: m } of dataset.describe(dataset.scenes[0].id).views) {
      const column = (k: number): number[] => [m[k], m[4 + k], m[8 + k]];
      const [x, y, z] = [column(0), column(1), column(2)];
      const cross = [x[1] * y[2] - x[2] * y[1], x[2] * y[0] - x[0] * y[2], x[0] * y[1] - x[1] * y[0]];
      cross.forEach((value, k) => assert.ok(Math.abs(value - z[k]) < 1e-12));
      assert.ok(y[2] < -0.8, 'down in the image is not down in the room');
    }
  });
});
