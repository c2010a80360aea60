import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { encodeMask } from '../../../src/image/index.js';
import {
  cocoAreaRanges,
  boxIou,
  cocoEvaluation,
  cocoDetectionLimits,
  cocoIouThresholds,
  cocoRecallThresholds,
  type CocoDetection,
  type CocoResult,
  type CocoState,
  type CocoTruth,
  type CocoIouType,
} from '../../../src/metrics/index.js';
import { InputError } from '../../../src/support/errors.js';
import '../../support/property-seed.js';
import { imagesOf, reference, statsOf, type ReferenceCase, type Stats } from './reference.js';

const types: CocoIouType[] = ['bbox', 'segm'];

function assertStats(actual: ArrayLike<number>, expected: Stats, label: string): void {
  assert.equal(actual.length, expected.length, label);
  expected.forEach((value, i) => {
    if (value === null) assert.ok(Number.isNaN(actual[i]), `${label}, ${i}: ${actual[i]} where nothing is defined`);
    else assert.ok(Math.abs(actual[i] - value) <= 1e-9, `${label}, ${i}: ${actual[i]}, expected ${value}`);
  });
}

const named = (ids: readonly number[]) => ids.map((id) => ({ id, name: `category ${id}` }));

function evaluate(given: ReferenceCase, iouType: CocoIouType): CocoResult {
  const evaluation = cocoEvaluation({ iouType, categories: named(given.categories) });
  for (const image of imagesOf(given)) evaluation.add(...image);
  return evaluation.result();
}

describe(`COCO evaluation, as ${reference.tool} has it`, () => {
  for (const given of reference.cases)
    for (const iouType of types)
      it(`${iouType}, ${given.name}: twelve numbers, of all and of each category`, () => {
        const result = evaluate(given, iouType);
        const { stats, perCategory } = given.expected[iouType];
        assertStats(statsOf(result), stats, 'all');
        result.perCategory.forEach((metrics, k) => assertStats(statsOf(metrics), perCategory[k], metrics.name));
      });

  it('only what is asked for, and that the same', () => {
    const [given] = reference.cases;
    const evaluation = cocoEvaluation({ iouType: 'bbox', categories: named(given.categories) });
    for (const image of imagesOf(given)) evaluation.add(...image);
    const all = evaluation.result();
    const some = evaluation.result({ areas: ['all', 'small'], limits: [100] });
    const asked = new Set(['ap', 'ap50', 'ap75', 'apSmall', 'ar100', 'arSmall']);
    for (const [whole, part] of [[all, some] as const, [all.perCategory[0], some.perCategory[0]] as const]) {
      const names = ['ap', 'ap50', 'ap75', 'apSmall', 'apMedium', 'apLarge', 'ar1', 'ar10', 'ar100', 'arSmall', 'arMedium', 'arLarge'] as const; // prettier-ignore
      for (const name of names) assert.deepEqual(part[name], asked.has(name) ? whole[name] : NaN, name);
    }
  });

  it('precision and recall in every setting', () => {
    for (const iouType of types) {
      const { precision, recall } = evaluate(reference.cases[0], iouType).curves;
      const { curves } = reference.cases[0].expected[iouType];
      const settings = recall.length / cocoIouThresholds.length;
      const weighted = recall.map((_, i) => {
        const [t, setting] = [Math.floor(i / settings), i % settings];
        const at = (r: number): number =>
          (r + 1) * precision[(t * cocoRecallThresholds.length + r) * settings + setting];
        return [...cocoRecallThresholds.keys()].reduce((sum, r) => sum + at(r), 0);
      });
      assertStats(recall, curves!.recall, `${iouType} recall`);
      assertStats(weighted, curves!.weightedPrecision, `${iouType} precision`);
    }
  });
});

describe('COCO evaluation', () => {
  const categories = named([1, 2]);
  const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });
  const truth = (given: Partial<CocoTruth> = {}): CocoTruth => ({
    ...{ categoryId: 1, box: box(0, 0, 40, 40), area: 1600, iscrowd: false },
    ...given,
  });
  const detection = (given: Partial<CocoDetection> = {}): CocoDetection => ({
    ...{ categoryId: 1, box: box(0, 0, 40, 40), score: 0.5 },
    ...given,
  });
  const evaluateOne = (truths: CocoTruth[], detections: CocoDetection[]): CocoResult => {
    const evaluation = cocoEvaluation({ iouType: 'bbox', categories });
    evaluation.add(1, truths, detections);
    return evaluation.result();
  };

  it('has the settings of the benchmark', () => {
    assert.deepEqual([...cocoIouThresholds.entries()].filter(([i, t]) => Math.abs(t - (0.5 + i / 20)) > 1e-15), []); // prettier-ignore
    assert.deepEqual([cocoRecallThresholds.length, cocoRecallThresholds[0], cocoRecallThresholds[100]], [101, 0, 1]);
    assert.deepEqual(cocoAreaRanges.medium, [1024, 9216]);
    assert.deepEqual(cocoDetectionLimits, [1, 10, 100]);
  });

  it('is perfect where every object was found as it is', () => {
    for (const iouType of types) {
      const evaluation = cocoEvaluation({ iouType, categories: named([1, 3, 18, 44, 90]) });
      for (const [id, truths] of imagesOf(reference.cases[0])) {
        const found = truths.filter(({ iscrowd, box }) => !iscrowd && box!.width * box!.height > 0);
        const objects = found.filter(({ mask }) => mask!.counts.length > 1);
        evaluation.add(id, objects, objects.map((object) => ({ ...object, score: 0.5 }))); // prettier-ignore
      }
      const { perCategory, curves: _, ...metrics } = evaluation.result();
      const { ar1: __, ...others } = metrics;
      for (const [name, value] of Object.entries(others)) assert.ok(Math.abs(value - 1) < 1e-12, `${name} ${value}`);
      assert.deepEqual(perCategory.filter(({ ap }) => Number.isNaN(ap)).map(({ id }) => id), [44]); // prettier-ignore
    }
  });

  it('says nothing where there is no truth, and 0 where nothing was found', () => {
    assert.ok(statsOf(evaluateOne([], [detection()])).every(Number.isNaN));
    assert.ok(statsOf(evaluateOne([truth({ iscrowd: true })], [detection()])).every(Number.isNaN));
    const { ap, apMedium, ar100, apSmall, perCategory } = evaluateOne([truth()], []);
    assert.deepEqual([ap, apMedium, ar100, apSmall], [0, 0, 0, NaN]);
    assert.deepEqual(perCategory.map(({ truths, ap }) => [truths, ap]), [[1, 0], [0, NaN]]); // prettier-ignore
    assert.ok(statsOf(cocoEvaluation({ iouType: 'segm', categories: [] }).result()).every(Number.isNaN));
  });

  it('counts what is found in images without objects', () => {
    const evaluation = cocoEvaluation({ iouType: 'bbox', categories });
    evaluation.add(1, [truth()], [detection({ score: 0.5 })]);
    evaluation.add(2, [], [detection({ score: 0.9 })]);
    assert.ok(Math.abs(evaluation.result().ap - 0.5) < 1e-12);
  });

  it('takes boxes without area for objects that nothing can match', () => {
    const flat = box(5, 5, 0, 10);
    const { ap, ar100 } = evaluateOne([truth({ box: flat, area: 0 })], [detection({ box: flat })]);
    assert.deepEqual([ap, ar100], [0, 0]);
    assert.deepEqual([...boxIou([flat, box(0, 0, 10, 10)], [flat, box(5, 0, 10, 10)])], [0, 0, 0, 1 / 3]);
    assert.deepEqual([...boxIou([box(0, 0, 10, 10)], [box(5, 0, 90, 10)], [true])], [0.5]);
  });

  it('adds up, however images are divided, ordered, stored and merged', () => {
    const given = reference.cases[0];
    const images = imagesOf(given);
    const order = fc.shuffledSubarray(images, { minLength: images.length, maxLength: images.length });
    for (const iouType of types) {
      const whole = evaluate(given, iouType);
      fc.assert(
        fc.property(
          order,
          fc.array(fc.nat(2), { minLength: images.length, maxLength: images.length }),
          (shuffled, parts) => {
            const evaluations = [0, 1, 2].map(() => cocoEvaluation({ iouType, categories: named(given.categories) }));
            shuffled.forEach((image, i) => evaluations[parts[i]].add(...image));
            const [first, ...others] = evaluations;
            for (const other of others) first.merge(JSON.parse(JSON.stringify(other.state())) as CocoState);
            assert.deepEqual(first.result(), whole);
          },
        ),
        { numRuns: 20 },
      );
    }
  });

  it('refuses objects that cannot be evaluated, naming them', () => {
    const wrong: [CocoTruth[], CocoDetection[], RegExp][] = [
      [
        [],
        [detection(), detection({ score: NaN })],
        /^Image 1, detection 1, has the score NaN.*leave the detection out/,
      ],
      [[], [detection({ score: Infinity })], /has the score Infinity/],
      [
        [],
        [detection({ box: box(0, 0, -3, 4) })],
        /detection 0, has the box x 0, y 0, width -3.*neither side negative/,
      ],
      [[truth({ box: box(NaN, 0, 3, 4) })], [], /truth 0, has the box x NaN/],
      [[truth({ box: undefined })], [], /truth 0, has no box/],
      [[truth({ area: -1 })], [], /truth 0, has the area -1/],
      [[], [detection({ area: NaN })], /detection 0, has the area NaN/],
      [[], [detection({ categoryId: 90 })], /detection 0, is of category 90, which is not among the 2/],
      [[truth({ categoryId: 0 })], [], /truth 0, is of category 0/],
    ];
    for (const [truths, detections, message] of wrong)
      assert.throws(
        () => evaluateOne(truths, detections),
        (error: Error) => error instanceof InputError && message.test(error.message),
        String(message),
      );
  });

  it('refuses masks that are not there or of another size', () => {
    const evaluation = cocoEvaluation({ iouType: 'segm', categories });
    const mask = (width: number, height: number) => encodeMask(new Uint8Array(width * height), { width, height });
    const add = (truths: CocoTruth[], detections: CocoDetection[]) => () => evaluation.add(1, truths, detections);
    assert.throws(add([], [detection()]), /^InputError: Image 1, detection 0, has no mask/);
    assert.throws(
      add([truth({ mask: mask(4, 3) })], [detection({ mask: mask(3, 4) })]),
      /^InputError: Image 1, detection 0, has a mask of 3×4, others there are 4×3/,
    );
    add([truth({ mask: mask(4, 3) })], [detection({ mask: mask(4, 3) })])();
    assert.deepEqual(evaluation.state().imageIds, [1], 'what was refused has left nothing behind');
  });

  it('refuses images, categories and states that do not fit', () => {
    const evaluation = cocoEvaluation({ iouType: 'bbox', categories });
    evaluation.add(7, [truth()], []);
    assert.throws(() => evaluation.add(7, [], []), /^InputError: Image 7 has been added before/);
    assert.throws(() => evaluation.add(0.5, [], []), /^InputError: Image 0\.5 has no id that is a whole number/);
    assert.throws(() => evaluation.merge(evaluation.state()), /^InputError: Image 7 has been added before/);
    const others = [
      cocoEvaluation({ iouType: 'segm', categories }),
      cocoEvaluation({ iouType: 'bbox', categories: named([2, 1]) }),
    ];
    for (const other of others)
      assert.throws(() => evaluation.merge(other.state()), /^InputError: An evaluation of .* cannot be added/);
    assert.throws(() => cocoEvaluation({ iouType: 'bbox', categories: named([1, 1]) }), /category 1 is there twice/);
  });
});
