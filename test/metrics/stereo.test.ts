import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  addStereo,
  fillFromBackground,
  mergeStereo,
  noStereo,
  stereoScores,
  type Raster,
  type StereoTally,
} from '../../src/metrics/index.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { readReference } from './reference.js';

interface Image {
  truth: number[];
  prediction: number[];
  objects: number[];
}
interface Reference {
  width: number;
  height: number;
  stereo: { images: Image[]; scores: Record<'D1-bg' | 'D1-fg' | 'D1-all' | 'EPE' | 'density', number> };
}
const reference = readReference<Reference>('depth-and-stereo');

const rasterOf = (values: ArrayLike<number>): Raster => ({ ...reference, values });
const pixelsOf = (stored: readonly number[]): Raster => rasterOf(Float64Array.from(stored, (value) => value / 256));
const line = (values: readonly number[]): Raster => ({ width: values.length, height: 1, values });

function tallyOf(images: readonly Image[]): StereoTally {
  const tally = noStereo();
  for (const { truth, prediction, objects } of images)
    addStereo(tally, pixelsOf(prediction), pixelsOf(truth), { objects: rasterOf(objects) });
  return tally;
}

function scoresOf(prediction: number[], truth: number[], objects?: number[]) {
  const tally = noStereo();
  addStereo(tally, line(prediction), line(truth), objects && { objects: line(objects) });
  return stereoScores(tally);
}

describe('stereo scores', () => {
  it(`are those of KITTI's definition by ${reference.tool}, in single precision`, () => {
    const scores = stereoScores(tallyOf(reference.stereo.images));
    for (const [name, value] of Object.entries(reference.stereo.scores))
      assertAllClose([scores[name as keyof typeof scores]], [value], { rtol: 1e-12, label: name });
  });

  it('give the values worked out by hand', () => {
    const scores = scoresOf([13, 14, 100, 106, 50, 7], [10, 10, 103, 100, 0, 7], [0, 0, 0, 1, 1, 1]);
    // Errors 3 (not above), 4, 3 (below 5 %), 6, none, 0.
    assertAllClose(
      [scores['D1-bg'], scores['D1-fg'], scores['D1-all'], scores.EPE, scores.density],
      [100 / 3, 50, 40, 16 / 5, 100],
    );
    assert.equal(scores.pixels, 5);
  });

  it('take an error of 4 in 80 pixels for more than 5 %, as the devkit’s single precision does', () => {
    assert.equal(scoresOf([84], [80])['D1-all'], 100);
    assert.equal(4 / 80 > 0.05, false);
  });

  it('are perfect for a perfect prediction, and the whole is the mean of its regions', () => {
    const disparity = fc.double({ min: 0.5, max: 200, noNaN: true });
    const pixel = fc.tuple(disparity, disparity, fc.boolean());
    fc.assert(
      fc.property(fc.array(pixel, { minLength: 1, maxLength: 30 }), (pixels) => {
        const truth = pixels.map(([, g]) => g);
        const perfect = scoresOf(truth, truth);
        assert.deepEqual([perfect['D1-all'], perfect.EPE, perfect.density], [0, 0, 100]);
        const objects = pixels.map(([, , isObject]) => Number(isObject));
        const scores = scoresOf(
          pixels.map(([d]) => d),
          truth,
          objects,
        );
        const share = objects.reduce((sum, value) => sum + value, 0) / objects.length;
        const mean = (share > 0 ? share * scores['D1-fg'] : 0) + (share < 1 ? (1 - share) * scores['D1-bg'] : 0);
        assertAllClose([scores['D1-all']], [mean]);
      }),
    );
  });

  it('fill gaps from the background before comparing, and say how much was predicted', () => {
    const fill = (rows: number[][]): number[][] => {
      const width = rows[0].length;
      const filled = fillFromBackground(rows.flat(), { width, height: rows.length });
      return rows.map((_, row) => [...filled.subarray(row * width, (row + 1) * width)]);
    };
    assert.deepEqual(
      fill([
        [0, 0, 0, 0],
        [0, 5, 0, 3],
        [0, 0, 0, 0],
        [7, 0, 0, 0],
        [0, 0, 0, 0],
      ]),
      [
        [5, 5, 3, 3],
        [5, 5, 3, 3],
        [0, 0, 0, 0],
        [7, 7, 7, 7],
        [7, 7, 7, 7],
      ],
    );
    const scores = scoresOf([0, 20, 0, 12], [20, 20, 20, 12]);
    assert.deepEqual([scores['D1-all'], scores.EPE, scores.density], [25, 2, 50]);
  });

  it('add up: parts merged, also through JSON, are the whole', () => {
    const { images } = reference.stereo;
    const merged = mergeStereo([
      tallyOf(images.slice(0, 2)),
      JSON.parse(JSON.stringify(tallyOf(images.slice(2)))) as StereoTally,
    ]);
    assert.deepEqual({ ...stereoScores(merged), EPE: 0 }, { ...stereoScores(tallyOf(images)), EPE: 0 });
    assertAllClose([stereoScores(merged).EPE], [stereoScores(tallyOf(images)).EPE], { rtol: 1e-12 });
  });

  it('refuse what cannot be compared, and add nothing of it', () => {
    const tally = noStereo();
    const add = (d: number[], g: number[], objects?: number[]) => () =>
      addStereo(tally, line(d), line(g), { name: 'd.png', ...(objects && { objects: line(objects) }) });
    assert.throws(add([1, 2], [1]), /d\.png is 2×1, its truth 1×1/);
    assert.throws(add([1, 2], [1, 2], [0]), /object map of d\.png is 1×1/);
    assert.throws(add([1, NaN], [1, 2]), /disparity NaN at column 1, row 0/);
    assert.throws(add([1, -1], [1, 2]), /disparity -1/);
    assert.throws(add([1, 1], [1, Infinity]), /truth of d\.png/);
    assert.throws(add([0, 0], [1, 2]), /no disparity at all/);
    assert.deepEqual(tally, noStereo());
    assert.throws(() => scoresOf([1], [0]), /nothing to score/);
  });
});
