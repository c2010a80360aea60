import * as assert from 'node:assert/strict';
import type { Box, Sample } from '../../../data-loaders/sample.js';
import { centrePrior, scoreDetections, tasks, type Detection, type TaskScore } from '../../../src/tasks/index.js';
import { assertAllClose } from '../../support/assert-all-close.js';
import { colouredPatches, patchDataset as dataset } from '../coloured-patches.js';

const samples = colouredPatches(6);
const perfect = samples.map(({ boxes }) => boxes!.map((box): Detection => ({ ...box, score: 0.9 })));
const nothing = samples.map((): Detection[] => []);
const byName = (scores: readonly TaskScore[]): Record<string, number> =>
  Object.fromEntries(scores.map((score) => [score.class ?? score.metric, score.value]));

describe('scores of detections', () => {
  it('gives all that is right 1 and nothing 0, classes that are nowhere left out', () => {
    const scores = byName(scoreDetections(perfect, samples, dataset));
    assert.deepEqual(Object.keys(scores), ['ap50', 'ap', 'ap75', 'ar100', 'red', 'blue']);
    assertAllClose(Object.values(scores), [1, 1, 1, 1, 1, 1]);
    assert.deepEqual(new Set(Object.values(byName(scoreDetections(nothing, samples, dataset)))), new Set([0]));
  });

  it('takes what is found in an image without objects for wrong', () => {
    const without = [{ ...samples[0], boxes: [] }, ...samples.slice(1)];
    const surer = [perfect[0].map((found) => ({ ...found, score: 1 })), ...perfect.slice(1)];
    const { red } = byName(scoreDetections(surer, without, dataset));
    const objects = samples.slice(1).flatMap(({ boxes }) => boxes!.filter(({ classId }) => classId === 2)).length;
    assertAllClose([red], [objects / (objects + 1)], { rtol: 1e-9 });
    assertAllClose([byName(scoreDetections([[], ...perfect.slice(1)], without, dataset)).red], [1]);
  });

  it('has no value where there is no object at all', () => {
    const empty = samples.map((sample) => ({ ...sample, boxes: [] }));
    for (const predictions of [nothing, perfect]) {
      const scores = scoreDetections(predictions, empty, dataset);
      assert.deepEqual(
        scores.map(({ metric, value, n }) => [metric, value, n]),
        ['ap50', 'ap', 'ap75', 'ar100'].map((metric) => [metric, NaN, 0]),
      );
    }
  });

  it('counts what lies in a box to be ignored neither way', () => {
    const withIgnored = (ignored: Partial<Box>): Sample[] =>
      samples.map((sample) => ({
        ...sample,
        boxes: sample.boxes!.map((box) => (box.classId === 2 ? { ...box, ...ignored, ignore: true } : box)),
      }));
    assert.deepEqual(Object.keys(byName(scoreDetections(perfect, withIgnored({}), dataset))).slice(4), ['blue']);
    // Sure and wrong, but within the ignored.
    const extra = perfect.map((found) => found.map((one) => (one.classId === 2 ? { ...one, classId: 3, score: 1 } : one))); // prettier-ignore
    const blue = (ignored: Partial<Box>): number => byName(scoreDetections(extra, withIgnored(ignored), dataset)).blue;
    assert.equal(blue({ classId: 0 }), 1, 'nobody said of which class the ignored is');
    assert.ok(blue({}) < 1, 'what is ignored is red');
  });

  it('tells what every score is without each scene', () => {
    const some = perfect.map((found, i) => (i === 1 || i === 4 ? [] : found));
    const scenes = ['scene-2', 'scene-0', 'scene-1'];
    const [ap50] = scoreDetections(some, samples, dataset, scenes);
    const [withoutLast] = scoreDetections(some.slice(0, 4), samples.slice(0, 4), dataset);
    assert.ok(ap50.scenes.form === 'leave-one-out');
    assertAllClose([ap50.scenes.value, ap50.scenes.without[0]], [ap50.value, withoutLast.value]);
    assert.equal(ap50.scenes.without.length, 3);
  });

  it('refuses what cannot be scored', () => {
    const [sample] = samples;
    const [box] = sample.boxes!;
    const refused = (prediction: Detection[], of: Partial<Sample>, message: RegExp): void =>
      assert.throws(() => scoreDetections([prediction], [{ ...sample, ...of }], dataset), {
        name: 'InputError',
        message,
      });
    refused([], { boxes: undefined }, /scene-0\/0 has no boxes/);
    refused([], { boxes: [{ ...box, width: -1 }] }, /scene-0\/0, box 0, is x .* width -1/);
    refused([], { boxes: [{ ...box, x: NaN }] }, /scene-0\/0, box 0, is x NaN/);
    refused([], { boxes: [{ ...box, classId: 9 }] }, /box 0, is of class 9, which is none of patches/);
    refused([{ ...box, score: NaN }], {}, /has the score NaN/);
    refused([{ ...box, score: 1, classId: 9 }], {}, /category 9/);
    assert.throws(() => scoreDetections([], [sample], dataset), /0 predictions cannot be scored on 1 samples/);
    assert.throws(() => scoreDetections([[]], [sample], dataset, ['elsewhere']), /none of the scenes/);
  });

  it('expects of each class the mean box, as often as frames have it', () => {
    const frame = (boxes: Partial<Box>[]): Sample => ({
      ...samples[0],
      boxes: boxes.map((box) => ({ ...samples[0].boxes![0], ...box })),
    });
    const red = { class: 'red', classId: 2, y: 4, height: 8 };
    const expected = centrePrior(
      [
        frame([
          { ...red, x: 0, width: 8 },
          { ...red, x: 8, width: 16 },
          { ...red, width: 0 },
        ]),
        frame([]),
        frame([{ ...red, ignore: true }]),
        frame([{ ...red, x: 16, width: 12 }]),
      ],
      dataset,
    );
    assert.deepEqual(expected({ width: 64, height: 16 }), [
      { x: 16, y: 4, width: 24, height: 8, class: 'red', classId: 2, score: 0.5 },
    ]);
    assert.throws(() => centrePrior([frame([])], dataset), /None of the 1 frames to learn from has an object/);
  });

  it('outlines boxes in the colours of their classes, as many predicted as there are', () => {
    const legend = [[0, 0, 0] as const, [1, 1, 1] as const, [9, 0, 0] as const, [0, 0, 9] as const];
    const [sample] = samples;
    const found = [...perfect[0], { ...perfect[0][0], x: 0, y: 0, width: 2, height: 2, score: 0.1 }];
    const { truth, prediction } = tasks.detection.picture(sample, found, { ...dataset, legend });
    assert.deepEqual(prediction, truth);
    const { x, y, width, height, classId } = sample.boxes![1];
    const at = (u: number, v: number): number[] => [...truth!.rgb.subarray(3 * (v * 32 + u), 3 * (v * 32 + u) + 3)];
    assert.deepEqual([at(x, y), at(x + width - 1, y + height - 1)], [legend[classId], legend[classId]]);
    const inside = 3 * ((y + 1) * 32 + x + 1);
    assert.deepEqual(at(x + 1, y + 1), [...sample.rgb.subarray(inside, inside + 3)]);
  });
});
