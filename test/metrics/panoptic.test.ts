import * as assert from 'node:assert/strict';
import {
  addPanoptic,
  mergePanoptic,
  panopticScores,
  type PanopticScores,
  type PanopticSegmentInfo,
  type PanopticTally,
  type TrueSegmentInfo,
} from '../../src/metrics/index.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { type Rectangle } from './paint.js';
import { readReference } from './reference.js';

interface Image {
  truth: Rectangle[];
  segments: { id: number; category_id: number; iscrowd: number; area: number }[];
  prediction: Rectangle[];
  predicted: { id: number; category_id: number }[];
}
interface Quality {
  pq: number;
  sq: number;
  rq: number;
}
interface Reference {
  width: number;
  height: number;
  panoptic: {
    categories: { id: number; name: string; isthing: number }[];
    images: Image[];
    scores: Record<'All' | 'Things' | 'Stuff', Quality & { n: number }> & { per_class: Record<string, Quality> };
  };
}
const reference = readReference<Reference>('cityscapes-scores');
const categories = reference.panoptic.categories.map(({ id, name, isthing }) => ({ id, name, isThing: isthing === 1 }));

/** Ids of segments take more than 16 bits. */
function paintIds(rectangles: readonly Rectangle[], { width, height } = reference) {
  const values = new Uint32Array(width * height);
  for (const [value, left, top, across, down] of rectangles)
    for (let row = top; row < top + down; row++) values.fill(value, row * width + left, row * width + left + across);
  return { width, height, values };
}

function tallyOf(images: readonly Image[]): PanopticTally {
  const tally: PanopticTally = {};
  for (const { truth, segments, prediction, predicted } of images)
    addPanoptic(
      tally,
      { ...paintIds(prediction), segments: predicted.map(({ id, category_id }) => ({ id, categoryId: category_id })) },
      {
        ...paintIds(truth),
        segments: segments.map(({ id, category_id, iscrowd, area }) => {
          return { id, categoryId: category_id, iscrowd: iscrowd === 1, area };
        }),
      },
      categories,
    );
  return tally;
}

const person = 24;
const car = 26;
const size = { width: 10, height: 2 };

/** Two rows of ids, ten pixels each. */
function raster(top: readonly number[], bottom = top) {
  return { ...size, values: Uint32Array.from([...top, ...bottom]) };
}

function score(
  prediction: [number[], PanopticSegmentInfo[]],
  truth: [number[], (PanopticSegmentInfo & Partial<TrueSegmentInfo>)[]],
): PanopticScores {
  const tally: PanopticTally = {};
  const real = raster(truth[0]);
  const areaOf = (id: number): number => real.values.filter((value) => value === id).length;
  addPanoptic(
    tally,
    { ...raster(prediction[0]), segments: prediction[1] },
    { ...real, segments: truth[1].map((info) => ({ iscrowd: false, area: areaOf(info.id), ...info })) },
    categories,
  );
  return panopticScores(tally, categories);
}

describe('panoptic quality', () => {
  it(`is that of ${reference.tool} (panopticapi's rule)`, () => {
    const { scores: expected, images } = reference.panoptic;
    const { all, things, stuff, categories: each } = panopticScores(tallyOf(images), categories);
    const flat = ({ pq, sq, rq, n }: Quality & { n: number }): number[] => [pq, sq, rq, n];
    assertAllClose(flat(all), flat(expected.All), { rtol: 1e-12 });
    assertAllClose(flat(things), flat(expected.Things), { rtol: 1e-12 });
    assertAllClose(flat(stuff), flat(expected.Stuff), { rtol: 1e-12 });
    for (const { id, name } of categories) {
      const { pq, sq, rq } = expected.per_class[id];
      if (name === 'bicycle') assert.ok(Number.isNaN(each[name].pq), 'is nowhere');
      else assertAllClose(flat({ ...each[name], n: 0 }), [pq, sq, rq, 0], { rtol: 1e-12 });
    }
  });

  it('is 1 for a perfect prediction whatever its ids, and the product of its two factors', () => {
    const pixels = [1, 1, 1, 2, 2, 2, 3, 3, 3, 0];
    const segments = [1, 2, 3].map((id) => ({ id, categoryId: id < 3 ? car : 7 }));
    const renamed = [
      pixels.map((id) => (id ? 70000 + id : 0)),
      segments.map((one) => ({ ...one, id: 70000 + one.id })),
    ];
    const { all, things, stuff } = score(renamed as [number[], PanopticSegmentInfo[]], [pixels, segments]);
    assert.deepEqual(
      [all, things, stuff].map(({ pq, sq, rq, n }) => [pq, sq, rq, n]),
      [
        [1, 1, 1, 2],
        [1, 1, 1, 1],
        [1, 1, 1, 1],
      ],
    );
    for (const quality of Object.values(panopticScores(tallyOf(reference.panoptic.images), categories).categories))
      if (!Number.isNaN(quality.pq)) assertAllClose([quality.pq], [quality.sq * quality.rq]);
  });

  it('gives the value worked out by hand', () => {
    // Car 1 is matched with IoU 4/6; car 2 (2 pixels) is missed; car 9 hits nothing.
    const truth = [1, 1, 1, 1, 1, 2, 2, 7, 7, 7];
    const predicted = [8, 8, 8, 8, 0, 8, 0, 9, 9, 9];
    const { categories: each } = score(
      [predicted, [8, 9].map((id) => ({ id, categoryId: car }))],
      [truth, [1, 2].map((id) => ({ id, categoryId: car })).concat({ id: 7, categoryId: 7 })],
    );
    assertAllClose([each.car.pq, each.car.sq, each.car.rq], [4 / 6 / 2, 4 / 6, 1 / 2]);
    assert.deepEqual(each.road, { pq: 0, sq: 0, rq: 0 });
  });

  it('needs an IoU above ½, in which void does not count', () => {
    const cars = [{ id: 5, categoryId: car }];
    const pqOf = (truth: number[]): number =>
      score([[5, 5, 5, 5, 5, 5, 0, 0, 0, 0], cars], [truth, [{ id: 1, categoryId: car }]]).categories.car.pq;
    assert.equal(pqOf([1, 1, 1, 9, 9, 9, 0, 0, 0, 0]), 0, 'ids that are not listed are no void');
    assert.equal(pqOf([1, 1, 1, 0, 0, 0, 0, 0, 0, 0]), 1);
    assertAllClose([pqOf([1, 1, 1, 1, 9, 9, 0, 0, 0, 0])], [4 / 6]);
  });

  it('does not punish what lies on void or on a crowd of its category', () => {
    const truth: [number[], (PanopticSegmentInfo & Partial<TrueSegmentInfo>)[]] = [
      [1, 1, 1, 2, 2, 2, 2, 0, 0, 0],
      [
        { id: 1, categoryId: car },
        { id: 2, categoryId: car, iscrowd: true },
      ],
    ];
    const pqWith = (pixels: number[], categoryId: number): number =>
      score([pixels, [{ id: 1, categoryId: car }, ...(pixels.includes(6) ? [{ id: 6, categoryId }] : [])]], truth).all
        .pq;
    assert.equal(pqWith([1, 1, 1, 0, 0, 0, 0, 0, 0, 0], car), 1, 'the crowd need not be found');
    assert.equal(pqWith([1, 1, 1, 6, 6, 6, 6, 0, 0, 0], car), 1, 'on the crowd');
    assert.equal(pqWith([1, 1, 1, 6, 6, 6, 6, 6, 6, 0], car), 1, 'on both');
    assert.equal(pqWith([1, 1, 1, 0, 0, 0, 0, 6, 6, 6], person), 1, 'on void');
    assert.equal(pqWith([1, 1, 1, 6, 6, 6, 6, 0, 0, 0], person), 0.5, 'on a crowd of another category');
  });

  it('adds up: parts merged, also through JSON, are the whole', () => {
    const { images } = reference.panoptic;
    const sent = JSON.parse(JSON.stringify(tallyOf(images.slice(9)))) as PanopticTally;
    const merged = panopticScores(mergePanoptic([tallyOf(images.slice(0, 9)), sent]), categories);
    const whole = panopticScores(tallyOf(images), categories);
    assertAllClose(Object.values(merged.all), Object.values(whole.all), { rtol: 1e-12 });
    assert.deepEqual(mergePanoptic([]), {});
    assert.ok(Number.isNaN(panopticScores({}, categories).all.pq));
  });

  it('refuses what does not fit together, and adds nothing of it', () => {
    const tally: PanopticTally = {};
    const truth = {
      ...raster([1, 1, 1, 1, 1, 0, 0, 0, 0, 0]),
      segments: [{ id: 1, categoryId: car, iscrowd: false, area: 10 }],
    };
    const add = (pixels: number[], segments: PanopticSegmentInfo[]) => () =>
      addPanoptic(tally, { ...raster(pixels), segments }, truth, categories, 'p.png');
    const pixels = [4, 4, 4, 4, 4, 0, 0, 0, 0, 0];
    assert.throws(add(pixels, []), /p\.png has pixels of segment 4 \(column 0, row 0\), which it does not list/);
    assert.throws(
      add(
        pixels,
        [4, 5].map((id) => ({ id, categoryId: car })),
      ),
      /lists segment 5, which has no pixels/,
    );
    assert.throws(
      add(
        pixels,
        [4, 4].map((id) => ({ id, categoryId: car })),
      ),
      /lists segment 4 twice/,
    );
    assert.throws(add(pixels, [{ id: 4, categoryId: 99 }]), /category 99, which is unknown/);
    const wide = { width: 20, height: 1, values: new Uint32Array(20), segments: [] };
    assert.throws(() => addPanoptic(tally, wide, truth, categories, 'p.png'), /p\.png is 20×1, its truth 10×2/);
    assert.deepEqual(tally, {});
  });
});
