import * as assert from 'node:assert/strict';
import {
  addInstances,
  cityscapesInstanceScores,
  mergeInstances,
  noInstances,
  type CityscapesInstanceScores,
  type InstanceTally,
  type PredictedInstance,
} from '../../src/metrics/index.js';
import { InputError } from '../../src/support/errors.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { paint, type Rectangle } from './paint.js';
import { numbers, readReference } from './reference.js';

interface Image {
  truth: Rectangle[];
  predictions: { labelId: number; confidence: number; mask: Rectangle[] }[];
}
interface Reference {
  width: number;
  height: number;
  instances: {
    images: Image[];
    scores: {
      ap: number | null;
      ap50: number | null;
      classes: Record<string, { ap: number | null; ap50: number | null }>;
    };
  }[];
}
const reference = readReference<Reference>('cityscapes-scores');

const size = { width: 40, height: 30 };
const car = (mask: Rectangle[], confidence = 0.9, labelId = 26): PredictedInstance => {
  return { labelId, confidence, mask: paint(mask, size) };
};

function tallyOf(images: readonly Image[], { width, height } = reference): InstanceTally {
  const tally = noInstances();
  for (const { truth, predictions } of images)
    addInstances(
      tally,
      predictions.map(({ mask, ...rest }) => ({ ...rest, mask: paint(mask, { width, height }) })),
      paint(truth, { width, height }),
    );
  return tally;
}

function scoresOf(predictions: PredictedInstance[], truth: Rectangle[]): CityscapesInstanceScores {
  const tally = noInstances();
  addInstances(tally, predictions, paint([road, ...truth], size));
  return cityscapesInstanceScores(tally);
}

const road: Rectangle = [7, 0, 0, 40, 30];
/** 12 × 12 pixels: above the 100 that count. */
const first: Rectangle = [26000, 2, 2, 12, 12];
const second: Rectangle = [26001, 20, 2, 12, 12];
const on = ([, ...place]: Rectangle): Rectangle => [1, ...place];

describe('average precision of Cityscapes', () => {
  it(`is that of ${reference.tool}`, () => {
    for (const { images, scores: expected } of reference.instances) {
      const { ap, ap50, classes } = cityscapesInstanceScores(tallyOf(images));
      const assertEqual = (found: number, value: number, label: string): void => {
        if (Number.isNaN(value)) assert.ok(Number.isNaN(found), label);
        else assertAllClose([found], [value], { rtol: 1e-12, atol: 1e-12, label });
      };
      const all = numbers({ ap: expected.ap, ap50: expected.ap50 });
      assertEqual(ap, all.ap, 'AP');
      assertEqual(ap50, all.ap50, 'AP50');
      for (const [name, values] of Object.entries(expected.classes)) {
        assertEqual(classes[name].ap, numbers(values).ap, name);
        assertEqual(classes[name].ap50, numbers(values).ap50, name);
      }
    }
  });

  it('is 1 for a perfect prediction, 0 for none, NaN where nothing is true', () => {
    const perfect = scoresOf([car([on(first)]), car([on(second)], 0.3)], [first, second]);
    assert.deepEqual([perfect.ap, perfect.ap50, perfect.classes.car.ap], [1, 1, 1]);
    assert.ok(Number.isNaN(perfect.classes.person.ap));
    assert.deepEqual([scoresOf([], [first]).ap, scoresOf([], [first]).ap50], [0, 0]);
    assert.ok(Number.isNaN(scoresOf([car([on(first)])], []).ap));
  });

  it('gives the value worked out by hand: one of two found, one false alarm above it', () => {
    const { classes } = scoresOf([car([on(first)], 0.5), car([[1, 2, 18, 10, 10]], 0.9)], [first, second]);
    // Points (precision ½, recall ½), (0, 0) and the artificial (1, 0): ½·(½ − 0)/2 + 0 + 1·(0 − 0)/2.
    assertAllClose([classes.car.ap50], [0.125]);
  });

  it('takes the more confident of two predictions of one instance, whatever their order', () => {
    const once = scoresOf([car([on(first)], 0.9), car([on(first)], 0.5)], [first]);
    const turned = scoresOf([car([on(first)], 0.5), car([on(first)], 0.9)], [first]);
    assert.deepEqual(once, turned);
    // (precision ½, recall 1) and (1, 1), then (1, 0): ½·(1 − 1)/2 + 1·(1 − 0)/2 + 1·(1 − 0)/2.
    assertAllClose([once.classes.car.ap], [1]);
  });

  it('asks for an overlap above the threshold, not at it', () => {
    const half = scoresOf([car([[1, 2, 2, 12, 6]])], [first]);
    assert.equal(half.ap50, 0);
    assert.equal(scoresOf([car([[1, 2, 2, 12, 7]])], [first]).ap50, 1);
  });

  it('does not count false alarms on groups, void and small instances', () => {
    const found = car([on(first)], 0.5);
    const apBeside = (other: Rectangle, mask: Rectangle = on(other)): number =>
      scoresOf([found, car([mask], 0.9)], [first, other]).classes.car.ap;
    assert.equal(apBeside([26, 20, 2, 12, 12]), 1, 'group');
    assert.equal(apBeside([4, 20, 2, 12, 12]), 1, 'void');
    assert.equal(apBeside([26001, 20, 2, 9, 11]), 1, 'below 100 pixels');
    // Two thirds on void: left out at the four thresholds up to .65, wrong at the six above, where AP is ½·(1 − 0)/2.
    assertAllClose([apBeside([4, 20, 2, 12, 12], [1, 20, 2, 12, 18])], [(4 + 6 * 0.25) / 10]);
    assert.ok(apBeside([7, 20, 2, 12, 12]) < 1, 'road');
    assert.ok(apBeside([29001, 20, 2, 12, 12]) < 1, 'a single caravan, as the benchmark has it');
  });

  it('passes over empty masks and labels without instances', () => {
    assert.deepEqual(scoresOf([car([on(first)]), car([])], [first]), scoresOf([car([on(first)])], [first]));
    assert.deepEqual(
      scoresOf([car([on(first)]), car([on(second)], 0.95, 7)], [first]),
      scoresOf([car([on(first)])], [first]),
    );
  });

  it('adds up: images merged in any grouping, also through JSON, score as the whole', () => {
    const images = reference.instances.flatMap((one) => one.images);
    const sent = JSON.parse(JSON.stringify(tallyOf(images.slice(4)))) as InstanceTally;
    assert.deepEqual(
      cityscapesInstanceScores(mergeInstances([tallyOf(images.slice(0, 4)), sent])),
      cityscapesInstanceScores(tallyOf(images)),
    );
  });

  it('takes masks one after the other', () => {
    let [alive, most] = [0, 0];
    function* masks(): Generator<PredictedInstance> {
      for (const shape of [first, second]) {
        most = Math.max(most, ++alive);
        yield car([on(shape)]);
        alive--;
      }
    }
    const tally = noInstances();
    addInstances(tally, masks(), paint([first, second], size));
    assert.equal(cityscapesInstanceScores(tally).ap, 1);
    assert.equal(most, 1);
  });

  it('refuses NaN, unknown labels, other sizes and unknown instance ids, and adds nothing of that image', () => {
    const tally = noInstances();
    const good = car([on(first)]);
    const add =
      (predictions: PredictedInstance[], truth = paint([first], size)) =>
      () =>
        addInstances(tally, predictions, truth, 'aachen');
    assert.throws(add([good, car([on(first)], NaN)]), /confidence of Instance 1 of aachen is not a number/);
    assert.throws(add([good, car([on(first)], 0.5, 99)]), /label id 99, which Cityscapes does not know/);
    const narrow = { ...good, mask: paint([], { width: 30, height: 40 }), name: 'm.png' };
    assert.throws(add([good, narrow]), /m\.png is 30×40, its truth 40×30/);
    assert.throws(add([good], paint([[700, 0, 0, 1, 1]], size)), InputError);
    assert.deepEqual(tally, noInstances());
  });
});
