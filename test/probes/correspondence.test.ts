import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { loadSamples } from '../../data-loaders/batches.js';
import { kitti } from '../../data-loaders/kitti/index.js';
import { rooms } from '../../data-loaders/rooms/index.js';
import type { Sample } from '../../data-loaders/sample.js';
import type { FeatureMap } from '../../src/features/feature-map.js';
import { worldPointsByPixel, type PosedDepth } from '../../src/geometry/index.js';
import { correspondenceProbe, type CorrespondenceOptions } from '../../src/probes/correspondence.js';
import { probe, type ProbeResult } from '../../src/probes/index.js';
import { viewPairs } from '../../src/probes/view-pairs.js';
import { valueOfSums } from '../../src/stats/index.js';
import { InputError } from '../../src/support/errors.js';
import { seeded } from '../../src/support/random.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { writeStreetDrive } from '../data-loaders/kitti/street-drive.js';
import { cellColours } from './cell-colours.js';

const world = rooms({ width: 64, height: 48, views: 4, scenes: { train: 2, val: 1, test: 4 }, cache: { limit: 0 } });

describe('correspondence', () => {
  let samples: Sample[];
  before(async () => {
    samples = await loadSamples(world, world.scenes.filter(({ split }) => split === 'test').flatMap(({ frames }) => frames)); // prettier-ignore
  });

  /** Maps of one stage from what a function tells of the pixel in the middle of each cell. */
  const mapOf = (stride: number, channels: number, of: (sample: Sample, pixel: number) => number[]): FeatureMap => {
    const [height, width] = [48 / stride, 64 / stride];
    const values = samples.flatMap((sample) =>
      Array.from({ length: height * width }, (_, cell) => {
        const v = Math.floor(cell / width) * stride + (stride >> 1);
        return of(sample, v * 64 + (cell % width) * stride + (stride >> 1));
      }).flat(),
    );
    return { stage: 's', count: samples.length, height, width, channels, stride, values: Float32Array.from(values) };
  };

  const measured = async (features: FeatureMap, options: CorrespondenceOptions = {}): Promise<ProbeResult[]> => {
    const made = await correspondenceProbe(samples, { seed: 1, ...options });
    assert.ok(typeof made === 'function', JSON.stringify(made));
    return made(features);
  };
  const valueOf = (results: readonly ProbeResult[], head: string, metric: string): number => {
    const found = results.find((result) => result.head === head && result.metric === metric);
    assert.ok(found, `${head} ${metric} is not among ${results.map((r) => `${r.head} ${r.metric}`).join(', ')}`);
    return found.value;
  };

  /** What a pixel sees as waves of its world position, whose products fall with the distance. */
  const ofWorld = (): ((sample: Sample, pixel: number) => number[]) => {
    const worldOf = new Map(samples.map((sample) => [sample, worldPointsByPixel(sample as Sample & PosedDepth)]));
    const random = seeded('waves');
    const waves = Array.from({ length: 64 }, () => [0, 0, 0, 0].map(() => 3 * random.normal()));
    return (sample, pixel) => {
      const [x, y, z] = worldOf.get(sample)!.subarray(3 * pixel, 3 * pixel + 3);
      return waves.map(([a, b, c, phase]) => Math.cos(a * x + b * y + c * z + phase));
    };
  };

  it('is found by features that know where in the world a pixel lies, on coarse grids up to their cells', async () => {
    const fine = await measured(mapOf(1, 64, ofWorld()), { pairs: 3 });
    assert.ok(valueOf(fine, 'nearest', 'recallAt1') > 0.98, `${valueOf(fine, 'nearest', 'recallAt1')}`);
    assert.ok(valueOf(fine, 'nearest', 'recallAt5') > 0.98);
    assert.ok(valueOf(fine, 'nearest', 'recallAt1Within6px') > 0.98);
    const coarse = await measured(mapOf(16, 64, ofWorld()), { pairs: 3 });
    assert.ok(valueOf(coarse, 'nearest', 'recallAt1') < 0.4);
    assert.ok(valueOf(coarse, 'nearest', 'recallAt1Within6px') < 0.7);
    // Whose candidates do not depend on the grid.
    for (const head of ['trivial', 'position', 'height', 'density'])
      assert.equal(valueOf(coarse, head, 'recallAt5'), valueOf(fine, head, 'recallAt5'));
  });

  it('is found by chance where features tell nothing, and by position no better than its null does', async () => {
    const constant = await measured(mapOf(4, 2, () => [3, 4]));
    for (const head of ['nearest', 'trivial'])
      assertAllClose([1, 5].map((k) => valueOf(constant, head, `recallAt${k}`)), [1 / 64, 5 / 64], { rtol: 1e-12 }); // prettier-ignore
    for (const k of [1, 5]) {
      const within = `recallAt${k}Within6px`;
      assert.equal(valueOf(constant, 'nearest', within), valueOf(constant, 'trivial', within));
    }
    const place = await measured(mapOf(2, 3, (_sample, pixel) => [(pixel % 64) - 32, Math.floor(pixel / 64) - 24, 30]));
    const [own, ofNull] = ['nearest', 'position'].map((head) => valueOf(place, head, 'recallAt5'));
    assert.ok(ofNull > 2 * (5 / 64), `null ${ofNull}`);
    assert.ok(own < ofNull + 0.02, `position ${own}, null ${ofNull}`);
  });

  it('is what a plain search finds', async () => {
    const random = seeded('plain');
    const features = mapOf(4, 6, () => Array.from({ length: 6 }, () => random.normal()));
    const points = 20;
    const options = { points, pairs: 3, leastOverlap: 0.2, k: 3, radius: 9 };
    const results = await measured(features, options);
    const pairs = await viewPairs(samples, { ...options, seed: 1 });
    assert.equal(pairs.length, 3);
    const unit = (frame: number, cell: number): number[] => {
      const row = [...features.values.subarray((frame * 192 + cell) * 6, (frame * 192 + cell + 1) * 6)];
      return row.map((value) => value / Math.hypot(...row));
    };
    const cellOf = (pixel: number): number => Math.floor(pixel / 64 / 4) * 16 + Math.floor((pixel % 64) / 4);
    const counts = { recallAt3: 0, recallAt3Within9px: 0, recallAt1Within9px: 0 };
    for (const { a, b, inA, inB } of pairs)
      inA.forEach((pixel, i) => {
        const query = unit(a.frame, cellOf(pixel));
        const likeness = (cell: number): number =>
          unit(b.frame, cell).reduce((sum, value, c) => sum + value * query[c], 0);
        const cells = Array.from({ length: 192 }, (_, cell) => cell).sort((p, q) => likeness(q) - likeness(p));
        const isNear = (cell: number): boolean => {
          const [u, v] = [(inB[i] % 64) + 0.5, Math.floor(inB[i] / 64) + 0.5];
          return Math.hypot((cell % 16) * 4 + 2 - u, Math.floor(cell / 16) * 4 + 2 - v) <= 9;
        };
        counts.recallAt1Within9px += Number(isNear(cells[0]));
        counts.recallAt3Within9px += Number(cells.slice(0, 3).some(isNear));
        // Points of one cell are equally likely.
        const others = Array.from(inB, cellOf);
        const own = others[i];
        const better = others.filter((cell) => cell !== own && likeness(cell) > likeness(own)).length;
        const equal = others.filter((cell) => cell === own).length;
        counts.recallAt3 += Math.max(0, Math.min(1, (3 - better) / equal));
      });
    for (const [metric, count] of Object.entries(counts))
      assertAllClose([valueOf(results, 'nearest', metric)], [count / (3 * points)], { rtol: 1e-9 });
  });

  it('asks about the same points whatever is measured, which are the same in both views', async () => {
    const options = { pairs: 5, points: 30, leastOverlap: 0.3, seed: 2 };
    const pairs = await viewPairs(samples, options);
    assert.deepEqual(
      (await viewPairs(samples, options)).map(({ inA, inB }) => [inA, inB]),
      pairs.map(({ inA, inB }) => [inA, inB]),
    );
    const other = await viewPairs(samples, { ...options, seed: 3 });
    assert.notDeepEqual(other.map(({ inA }) => inA), pairs.map(({ inA }) => inA)); // prettier-ignore
    for (const { a, b, inA, inB } of pairs) {
      assert.equal(samples[a.frame].scene, samples[b.frame].scene);
      assert.equal(new Set(inB).size, 30);
      const [seenByA, seenByB] = [worldPointsByPixel(a), worldPointsByPixel(b)];
      inA.forEach((pixel, i) => {
        const apart = [0, 1, 2].map((axis) => seenByA[3 * pixel + axis] - seenByB[3 * inB[i] + axis]);
        // A pixel is .1 m wide at 6 m, and as much more as the surface slants.
        assert.ok(Math.hypot(...apart) < 0.5, `${Math.hypot(...apart)} m apart`);
      });
    }
  });

  it('compares the views of a street at its lengths, at which rooms have nothing in common', async () => {
    const root = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-views-'));
    try {
      const size = { width: 80, height: 24 };
      writeStreetDrive(root, '2011_09_26_drive_0001_sync', { frames: 4, ...size, resolution: 0.7, scansMissing: [] });
      const street = await kitti({ root, ...size });
      const drive = await loadSamples(street, street.scenes.flatMap(({ frames }) => frames)); // prettier-ignore
      const sameScene = drive.map((sample) => ({ ...sample, scene: 'drive' }));
      const options = { points: 20, seed: 1, world: street.world };
      assert.ok(typeof (await correspondenceProbe(sameScene, options)) === 'function');
      assert.ok('reason' in (await correspondenceProbe(sameScene, { ...options, world: 'indoor' })));
    } finally {
      fs.rmSync(root, { recursive: true });
    }
  });

  it('says why it cannot be measured', async () => {
    const reasonOf = async (of: readonly Sample[]): Promise<string> => {
      const made = await correspondenceProbe(of, { seed: 1 });
      assert.ok('reason' in made);
      return made.reason;
    };
    assert.equal(
      await reasonOf(samples.map((sample) => ({ ...sample, worldFromCamera: undefined }))),
      'the test samples have no pose',
    );
    assert.equal(
      await reasonOf(samples.filter((_, i) => i % 4 === 0)),
      'no two test frames of a scene overlap by 0.3 and share 64 points',
    );
    await assert.rejects(correspondenceProbe(samples, { seed: 1, k: 0 }), /whole number of k from 1 on, not 0/);
    const broken = mapOf(8, 1, () => [NaN]);
    await assert.rejects(measured(broken), (error) => error instanceof InputError && /not finite/.test(error.message));
  });

  it('is asked for by name beside other targets, needs nothing fitted, and is told with its sums per scene', async () => {
    const options = { targets: ['rgb', 'correspondence'], heads: ['ridge'], seed: 1 } as const;
    const probed = await probe(cellColours, world, { ...options, correspondence: { k: 10 } });
    assert.ok(probed.result('rgb').value > 0.99);
    const found = probed.result('correspondence');
    assert.deepEqual([found.head, found.metric, found.unit], ['nearest', 'recallAt1', 'share of points']);
    assert.equal(found.protocol, 'cosine of features, among 64 points that both views see');
    assert.equal(found.scenes.numerator.length, 4);
    assert.equal(valueOfSums(found.scenes), found.value);
    assert.equal(found.n, found.scenes.denominator.reduce((sum, n) => sum + n, 0)); // prettier-ignore
    const { value } = probed.result('correspondence', { metric: 'recallAt10' });
    assert.ok(value > probed.result('correspondence', { metric: 'recallAt10', head: 'trivial' }).value);
    const alone = await probe(cellColours, world, { targets: ['correspondence'], seed: 1 });
    assert.deepEqual(alone.testScenes, probed.testScenes);
    assert.equal(alone.result('correspondence').value, found.value);
    assert.ok(alone.results.every(({ target }) => target === 'correspondence'));
  });
});
