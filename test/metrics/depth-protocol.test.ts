import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  addDepth,
  depthProtocols,
  depthScoreName,
  depthScores,
  mergeDepth,
  noDepth,
  type DepthMetrics,
  type DepthProtocol,
  type DepthTally,
  type Raster,
} from '../../src/metrics/index.js';
import { InputError } from '../../src/support/errors.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { readReference } from './reference.js';

interface Reference {
  width: number;
  height: number;
  depth: {
    images: { truth: number[]; prediction: number[] }[];
    scores: { protocol: DepthProtocol; metrics: Record<keyof DepthMetrics, number> }[];
  };
}
const reference = readReference<Reference>('depth-and-stereo');

const metresOf = (stored: readonly number[], { width, height } = reference): Raster => {
  return { width, height, values: Float64Array.from(stored, (value) => value / 256) };
};
const line = (values: readonly number[]): Raster => ({ width: values.length, height: 1, values });

const plain: DepthProtocol = { crop: 'none', min: 1e-3, max: 80, pooling: 'per image', alignment: 'none' };

function metricsOf(pairs: readonly [Raster, Raster][], protocol: DepthProtocol): DepthMetrics {
  const tally = noDepth();
  for (const [prediction, truth] of pairs) addDepth(tally, protocol, prediction, truth);
  return depthScores(tally, protocol).metrics;
}

const images = reference.depth.images.map(({ truth, prediction }): [Raster, Raster] => [
  metresOf(prediction),
  metresOf(truth),
]);
const depth = fc.double({ min: 0.5, max: 60, noNaN: true });
const pair = fc
  .array(fc.tuple(depth, depth), { minLength: 3, maxLength: 30 })
  .map((all): [number[], number[]] => [all.map(([d]) => d), all.map(([, g]) => g)]);

describe('depth protocols', () => {
  for (const { protocol, metrics: expected } of reference.depth.scores)
    it(`${depthScoreName('absRel', protocol)} is that of ${reference.tool}`, () => {
      const metrics = metricsOf(images, protocol);
      for (const [name, value] of Object.entries(expected))
        assertAllClose([metrics[name as keyof DepthMetrics]], [value], { rtol: 1e-9, label: name });
    });

  it('are part of every number’s name', () => {
    const protocol: DepthProtocol = { ...depthProtocols['kitti-garg'], alignment: 'median' };
    assert.equal(depthScoreName('absRel', protocol), 'absRel(garg, cap 1e-3–80 m, per image, median-scaled)');
    assert.equal(
      depthScoreName('rmse', depthProtocols['nyu-eigen']),
      'rmse(nyu-eigen, cap 1e-3–10 m, per image, unaligned)',
    );
    const tally = noDepth();
    addDepth(tally, { ...protocol, crop: 'none' }, line([1, 2]), line([1, 2]));
    const { named, metrics } = depthScores(tally, { ...protocol, crop: 'none' });
    assert.equal(named['delta1(none, cap 1e-3–80 m, per image, median-scaled)'], metrics.delta1);
    assert.equal(Object.keys(named).length, 11);
    const names = new Set<string>();
    for (const alignment of ['none', 'median', 'scale-shift', 'scale-shift-inverse'] as const)
      for (const pooling of ['per image', 'pooled'] as const)
        for (const max of [10, 80, Infinity]) names.add(depthScoreName('silog', { ...plain, alignment, pooling, max }));
    assert.equal(names.size, 4 * 2 * 3);
  });

  it('see no common scale after median scaling, and no scale and shift after least squares', () => {
    fc.assert(
      fc.property(
        pair,
        fc.double({ min: 0.2, max: 5, noNaN: true }),
        fc.double({ min: 0, max: 9, noNaN: true }),
        ([d, g], s, t) => {
          const score = (prediction: number[], alignment: DepthProtocol['alignment']): number[] =>
            Object.values(metricsOf([[line(prediction), line(g)]], { ...plain, alignment }));
          const close = { rtol: 1e-6, atol: 1e-6 };
          assertAllClose(
            score(
              d.map((value) => s * value),
              'median',
            ).slice(3),
            score(d, 'median').slice(3),
            close,
          );
          const moved = d.map((value) => s * value + t);
          const spread = Math.max(...d) - Math.min(...d);
          fc.pre(spread > 0.1);
          assertAllClose(score(moved, 'scale-shift').slice(3), score(d, 'scale-shift').slice(3), close);
          const inverse = d.map((value) => 1 / (s / value + t));
          fc.pre(1 / Math.min(...d) - 1 / Math.max(...d) > 0.01);
          assertAllClose(score(inverse, 'scale-shift-inverse').slice(3), score(d, 'scale-shift-inverse').slice(3), {
            rtol: 1e-4,
            atol: 1e-4,
          });
        },
      ),
    );
  });

  it('align a prediction that is right up to what is aligned without any error', () => {
    const g = [1, 2, 5, 9];
    const errorOf = (d: number[], alignment: DepthProtocol['alignment']): number =>
      metricsOf([[line(d), line(g)]], { ...plain, alignment }).absRel;
    assertAllClose(
      [
        errorOf(
          g.map((z) => 3 * z),
          'median',
        ),
      ],
      [0],
    );
    assertAllClose(
      [
        errorOf(
          g.map((z) => 3 * z - 2),
          'scale-shift',
        ),
      ],
      [0],
    );
    assertAllClose(
      [
        errorOf(
          g.map((z) => 1 / (0.3 / z + 4)),
          'scale-shift-inverse',
        ),
      ],
      [0],
    );
    // A network's relative inverse depth x goes in as 1/x, also where x is negative.
    assertAllClose(
      [
        errorOf(
          g.map((z) => 1 / (7 / z - 3)),
          'scale-shift-inverse',
        ),
      ],
      [0],
    );
    assertAllClose(
      [errorOf([4, 4, 4, 4], 'scale-shift')],
      [metricsOf([[line([4.25, 4.25, 4.25, 4.25]), line(g)]], plain).absRel],
    );
  });

  it('leave out truth outside the cap, its bounds included, and clip predictions to it', () => {
    const tally = noDepth();
    addDepth(tally, { ...plain, max: 10 }, line([5, 5, 5, 5, 99, -3]), line([0, 10, 1e-3, NaN, 5, 2]));
    assert.equal(tally.sums.count, 2);
    assertAllClose([tally.sums.absRel], [5 / 5 + (2 - 1e-3) / 2]);
  });

  it('leave out what is outside the crop', () => {
    const size = { width: 640, height: 480 };
    const truth = { ...size, values: new Float32Array(640 * 480).fill(2) };
    const counts = (['none', 'nyu-eigen', 'garg', 'eigen'] as const).map((crop) => {
      const tally = noDepth();
      addDepth(tally, { ...plain, crop }, truth, truth);
      return tally.sums.count;
    });
    assert.deepEqual(counts, [640 * 480, 426 * 560, (476 - 195) * (616 - 23), (438 - 159) * (616 - 23)]);
    assert.throws(() => addDepth(noDepth(), { ...plain, crop: 'benchmark' }, truth, truth), /1216×352/);
    assert.throws(() => addDepth(noDepth(), { ...plain, crop: 'nyu-eigen' }, line([1]), line([1])), /640×480/);
  });

  it('add up: parts merged, also through JSON, are the whole', () => {
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 3 }), fc.array(pair, { minLength: 1, maxLength: 3 }), (one, two) => {
        const tallyOf = (pairs: [number[], number[]][]): DepthTally => {
          const tally = noDepth();
          for (const [d, g] of pairs) addDepth(tally, plain, line(d), line(g));
          return tally;
        };
        const merged = mergeDepth([tallyOf(one), JSON.parse(JSON.stringify(tallyOf(two))) as DepthTally]);
        const whole = tallyOf([...one, ...two]);
        for (const pooling of ['per image', 'pooled'] as const)
          assertAllClose(
            Object.values(depthScores(merged, { ...plain, pooling }).metrics),
            Object.values(depthScores(whole, { ...plain, pooling }).metrics),
            { rtol: 1e-9, atol: 1e-9 },
          );
      }),
    );
  });

  it('count images without truth apart, and refuse what cannot be scored', () => {
    const tally = noDepth();
    addDepth(tally, plain, line([1, 2]), line([0, 0]));
    assert.throws(() => depthScores(tally, plain), /nothing to score/);
    addDepth(tally, plain, line([NaN, 2]), line([0, 2]));
    assert.deepEqual(depthScores(tally, plain).emptyImages, 1);
    const before = structuredClone(tally);
    const add =
      (d: number[], g: number[], protocol = plain) =>
      () =>
        addDepth(tally, protocol, line(d), line(g), 'd.png');
    assert.throws(add([1, 2], [1]), /d\.png is 2×1, its truth 1×1/);
    assert.throws(add([1, NaN], [1, 2]), /d\.png is not a number at column 1, row 0/);
    assert.throws(add([0, 0], [1, 2], { ...plain, alignment: 'median' }), /d\.png has the median depth 0/);
    assert.throws(add([0, 1], [1, 2], { ...plain, alignment: 'scale-shift-inverse' }), /d\.png/);
    assert.throws(add([1, 2], [1, 2], { ...plain, alignment: 'scale-shift-inverse', max: Infinity }), InputError);
    assert.deepEqual(tally, before);
  });
});
