import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { labelIdsFromInstances } from '../../data-loaders/cityscapes/instance-ids.js';
import {
  addInstanceWeights,
  addToConfusion,
  instanceWeightedIou,
  mergeConfusions,
  mergeInstanceWeights,
  noConfusion,
  noInstanceWeights,
  semanticProtocols,
  semanticScores,
  type Confusion,
  type InstanceWeights,
  type Raster,
  type SemanticProtocol,
  type SemanticScores,
} from '../../src/metrics/index.js';
import { InputError } from '../../src/support/errors.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { paint, type Rectangle } from './paint.js';
import { numbers, readReference } from './reference.js';

interface Reference {
  width: number;
  height: number;
  semantic: {
    images: { truth: Rectangle[]; prediction: Rectangle[] }[];
    scores: Record<
      'classScores' | 'classInstScores' | 'categoryScores' | 'categoryInstScores',
      Record<string, number | null>
    > &
      Record<
        'averageScoreClasses' | 'averageScoreInstClasses' | 'averageScoreCategories' | 'averageScoreInstCategories',
        number
      > &
      Record<'pixelAccuracy' | 'meanAccuracy' | 'frequencyWeightedIou', number>;
  };
}
const reference = readReference<Reference>('cityscapes-scores');

const letters: SemanticProtocol = {
  name: 'letters',
  classes: [
    { id: 1, name: 'a' },
    { id: 2, name: 'b' },
    { id: 4, name: 'c' },
  ],
  voidIds: [0, 255, -1],
  reference: 'this test',
};

const row = (values: readonly number[]): Raster => ({
  width: values.length,
  height: 1,
  values: Int16Array.from(values),
});

function confusionOf(pairs: readonly (readonly [number, number])[], protocol = letters): Confusion {
  const confusion = noConfusion(protocol);
  addToConfusion(confusion, protocol, row(pairs.map(([p]) => p)), row(pairs.map(([, t]) => t)));
  return confusion;
}

const scoresOf = (pairs: readonly (readonly [number, number])[]): SemanticScores =>
  semanticScores(confusionOf(pairs), letters);

const ids = fc.constantFrom(1, 2, 4, 0, 255, -1);
const somePairs = fc.array(fc.tuple(ids, ids), { minLength: 1, maxLength: 60 });

describe('confusion matrix', () => {
  it(`scores as ${reference.tool} do: classes, categories, instance weights`, () => {
    const protocol = semanticProtocols.cityscapes;
    const confusion = noConfusion(protocol);
    const weights = noInstanceWeights();
    for (const { truth, prediction } of reference.semantic.images) {
      const instanceIds = paint(truth, reference);
      const labelIds = { ...instanceIds, values: labelIdsFromInstances(instanceIds.values) };
      const predicted = paint(prediction, reference);
      addToConfusion(confusion, protocol, predicted, labelIds);
      addInstanceWeights(weights, predicted, instanceIds);
    }
    const { scores: expected } = reference.semantic;
    const scores = semanticScores(confusion, protocol);
    const weighted = instanceWeightedIou(weights, confusion);
    const assertEach = (found: Record<string, number>, values: Record<string, number | null>): void => {
      const known = numbers(values);
      for (const [name, value] of Object.entries(found))
        if (Number.isNaN(known[name])) assert.ok(Number.isNaN(value), name);
        else assertAllClose([value], [known[name]], { rtol: 1e-12, label: name });
    };
    assert.deepEqual(Object.keys(scores.iou).length, 19);
    assertEach(scores.iou, expected.classScores);
    assertEach(scores.categoryIou, expected.categoryScores);
    assertEach(weighted.iou, expected.classInstScores);
    assertEach(weighted.categoryIou, expected.categoryInstScores);
    assertAllClose(
      [scores.meanIou, scores.meanCategoryIou, weighted.meanIou, weighted.meanCategoryIou],
      [
        expected.averageScoreClasses,
        expected.averageScoreCategories,
        expected.averageScoreInstClasses,
        expected.averageScoreInstCategories,
      ],
      { rtol: 1e-12 },
    );
    assertAllClose(
      [scores.pixelAccuracy, scores.meanAccuracy, scores.frequencyWeightedIou],
      [expected.pixelAccuracy, expected.meanAccuracy, expected.frequencyWeightedIou],
      { rtol: 1e-12 },
    );
    assert.ok(scores.absent.includes('wall') && !scores.absent.includes('road'), 'road is predicted, never true');
  });

  it('gives the values worked out by hand', () => {
    const scores = scoresOf([
      [1, 1],
      [1, 1],
      [2, 1],
      [1, 2],
      [2, 2],
      [0, 2],
      [1, 255],
      [2, 0],
    ]);
    assert.equal(scores.pixels, 6);
    assert.deepEqual(scores.iou, { a: 2 / 4, b: 1 / 4, c: NaN });
    assert.deepEqual(scores.absent, ['c']);
    assertAllClose(
      [scores.meanIou, scores.pixelAccuracy, scores.meanAccuracy, scores.frequencyWeightedIou],
      [3 / 8, 3 / 6, (2 / 3 + 1 / 3) / 2, (2 / 4 + 1 / 4) / 2],
    );
    assert.ok(Number.isNaN(scores.meanCategoryIou));
  });

  it('leaves out of the means what is neither true nor predicted, and nothing else', () => {
    const scores = scoresOf([
      [1, 1],
      [4, 1],
    ]);
    assert.deepEqual(scores.iou, { a: 0.5, b: NaN, c: 0 });
    assert.deepEqual([scores.meanIou, scores.meanAccuracy], [0.25, 0.5]);
  });

  it('does not see predictions where the truth is void', () => {
    fc.assert(
      fc.property(somePairs, fc.array(ids, { minLength: 1 }), (pairs, predicted) => {
        const withClass: [number, number][] = [...pairs, [1, 1]];
        const more = [...withClass, ...predicted.map((p, i): [number, number] => [p, [0, 255, -1][i % 3]])];
        assert.deepEqual(scoresOf(more), scoresOf(withClass));
      }),
    );
  });

  it('is 1 everywhere for a perfect prediction, and IoU is at most the share of the class that is found', () => {
    fc.assert(
      fc.property(somePairs, (pairs) => {
        const truths: [number, number][] = [...pairs.map(([, t]): [number, number] => [t, t]), [1, 1]];
        const { iou, meanIou, pixelAccuracy, meanAccuracy, frequencyWeightedIou } = scoresOf(truths);
        assert.ok(Object.values(iou).every((value) => Number.isNaN(value) || value === 1));
        assertAllClose([meanIou, pixelAccuracy, meanAccuracy, frequencyWeightedIou], [1, 1, 1, 1]);
        const scores = scoresOf([...pairs, [1, 1]]);
        assert.ok(scores.frequencyWeightedIou <= scores.pixelAccuracy + 1e-12);
      }),
    );
  });

  it('adds up: parts merged, also through JSON, are the whole', () => {
    fc.assert(
      fc.property(somePairs, somePairs, (one, two) => {
        const sent = JSON.parse(JSON.stringify(confusionOf(two))) as Confusion;
        assert.deepEqual(mergeConfusions([confusionOf(one), sent]), confusionOf([...one, ...two]));
      }),
    );
  });

  it('adds up instance weights alike', () => {
    const [first, ...rest] = reference.semantic.images;
    const weightsOf = (images: typeof rest): InstanceWeights => {
      const weights = noInstanceWeights();
      for (const { truth, prediction } of images)
        addInstanceWeights(weights, paint(prediction, reference), paint(truth, reference));
      return weights;
    };
    const whole = weightsOf([first, ...rest]);
    const merged = mergeInstanceWeights([weightsOf([first]), weightsOf(rest)]);
    for (const [name, { tp, fn }] of Object.entries(whole.classes))
      assertAllClose([merged.classes[name].tp, merged.classes[name].fn], [tp, fn], { label: name });
  });

  it('knows the void rules of the datasets', () => {
    const meanIou = (protocol: SemanticProtocol, prediction: number[], truth: number[]): number => {
      const confusion = noConfusion(protocol);
      addToConfusion(confusion, protocol, row(prediction), row(truth));
      return semanticScores(confusion, protocol).meanIou;
    };
    assert.equal(meanIou(semanticProtocols['cityscapes-train-ids'], [0, 255, 3, 18], [0, 0, 255, -1]), 0.5);
    assert.equal(meanIou(semanticProtocols.kitti, [7, 4, 26], [7, 7, 29]), 0.5, 'a caravan is void');
    assert.equal(meanIou(semanticProtocols.scannet, [1, 13, 2], [1, 1, 13]), 0.5, 'blinds are none of the 20');
    assert.equal(meanIou(semanticProtocols.nyu40, [13, 0, 5], [13, 13, 0]), 0.5);
    assert.equal(meanIou(semanticProtocols.nyu13, [13, 0, 5], [13, 13, 0]), 0.5);
    assert.equal(semanticProtocols.scannet.classes.length, 20);
  });

  it('refuses what cannot be compared, and counts nothing of it', () => {
    const confusion = noConfusion(letters);
    const before = structuredClone(confusion);
    const add = (prediction: Raster, truth: Raster) => () =>
      addToConfusion(confusion, letters, prediction, truth, 'p.png');
    assert.throws(add(row([1, 1]), row([1])), /p\.png is 2×1, its truth 1×1/);
    assert.throws(add({ ...row([1, 1]), width: 1, height: 2 }, row([1, 1])), InputError);
    assert.throws(add({ ...row([1]), width: 2 }, row([1, 1])), /has 1 values/);
    assert.throws(add(row([1, 3]), row([1, 1])), /p\.png holds 3 at column 1, row 0, which is no id of letters/);
    assert.throws(add(row([1, 1]), row([1, 7])), /truth of p\.png holds 7/);
    assert.throws(add({ ...row([1, 1]), values: [1, NaN] }, row([1, 1])), InputError);
    assert.throws(add({ ...row([1, 1]), values: [1, 1e9] }, row([1, 1])), InputError);
    assert.deepEqual(confusion, before);
    assert.throws(() => semanticScores(confusionOf([[1, 0]]), letters), /nothing to score/);
    assert.throws(() => semanticScores(confusion, semanticProtocols.nyu40), InputError);
    assert.throws(() => mergeConfusions([confusion, noConfusion(semanticProtocols.nyu40)]), InputError);
    assert.throws(() => mergeConfusions([]), InputError);
    const image = paint([[26000, 0, 0, 2, 2]], { width: 2, height: 2 });
    assert.throws(() => addInstanceWeights(noInstanceWeights(), row([26]), image), InputError);
    assert.throws(
      () => addInstanceWeights(noInstanceWeights(), image, paint([[99, 0, 0, 1, 1]], image)),
      /holds 99 at column 0/,
    );
  });
});
