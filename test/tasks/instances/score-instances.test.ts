import * as assert from 'node:assert/strict';
import type { Sample } from '../../../data-loaders/sample.js';
import { encodeMask } from '../../../src/image/index.js';
import { scoreInstances, tasks, type InstanceDetection, type TaskScore } from '../../../src/tasks/index.js';
import { maskOfBox } from '../../../src/tasks/instances/mask-of-box.js';
import { assertAllClose } from '../../support/assert-all-close.js';
import { colouredPatches, patchDataset as dataset } from '../coloured-patches.js';

const samples = colouredPatches(4);
const perfect = samples.map((sample) =>
  sample.boxes!.map((box): InstanceDetection => {
    const raster = sample.instances!.map((id) => (id === box.instance ? 1 : 0));
    return { ...box, score: 0.9, mask: encodeMask(raster, sample) };
  }),
);
const byName = (scores: readonly TaskScore[]): Record<string, number> =>
  Object.fromEntries(scores.map((score) => [score.class ?? score.metric, score.value]));

describe('scores of instances', () => {
  it('gives all that is right 1, masks and boxes apart', () => {
    const scores = byName(scoreInstances(perfect, samples, dataset));
    const names = ['ap50', 'ap', 'ap75', 'ar100', 'red', 'blue', 'boxAp50', 'boxAp', 'boxAp75', 'boxAr100'];
    assert.deepEqual(Object.keys(scores), names);
    assertAllClose(Object.values(scores), new Array<number>(10).fill(1));
    const tiny = perfect.map((found, i) =>
      found.map((one) => ({ ...one, mask: maskOfBox({ ...one, width: 1, height: 1 }, samples[i]) })),
    );
    const { ap50, boxAp50 } = byName(scoreInstances(tiny, samples, dataset));
    assert.equal(ap50, 0);
    assertAllClose([boxAp50], [1]);
  });

  it('asks for no object of which nothing is seen', () => {
    const hidden = samples.map((sample) => ({
      ...sample,
      boxes: [...sample.boxes!, { ...sample.boxes![0], x: 0, y: 0, instance: 9 }],
    }));
    const { ap50, boxAp50 } = byName(scoreInstances(perfect, hidden, dataset));
    assertAllClose([ap50], [1]);
    assert.ok(boxAp50 < 1);
  });

  it('counts what lies in something to be ignored neither way, drawn or not', () => {
    for (const instance of [2, 0]) {
      const ignoring = samples.map((sample): Sample => ({
        ...sample,
        boxes: sample.boxes!.map((box) => (box.classId === 2 ? { ...box, instance, ignore: true, classId: 0 } : box)),
        instances: sample.instances!.map((id) => (id === 2 ? instance : id)),
      }));
      const wrong = perfect.map((found) => found.map((one) => (one.classId === 2 ? { ...one, classId: 3, score: 1 } : one))); // prettier-ignore
      assert.equal(byName(scoreInstances(wrong, ignoring, dataset)).blue, 1, `instance ${instance}`);
    }
  });

  it('refuses what cannot be scored', () => {
    const [sample] = samples;
    const [found] = perfect;
    const refused = (prediction: InstanceDetection[], of: Sample, message: RegExp): void =>
      assert.throws(() => scoreInstances([prediction], [of], dataset), { name: 'InputError', message });
    const mask = encodeMask([1, 0], { width: 2, height: 1 });
    refused([{ ...found[0], mask }], sample, /A mask found in scene-0\/0 is 2×1, the frame 32×16/);
    refused([{ ...found[0], score: NaN }], sample, /has the score NaN/);
    refused(found, { ...sample, instances: undefined }, /scene-0\/0 has no instances/);
    refused(found, { ...sample, boxes: undefined }, /scene-0\/0 has no boxes/);
    assert.throws(() => scoreInstances([], [sample], dataset), /0 predictions cannot be scored on 1 samples/);
  });

  it('pictures masks in the colours of their classes, full along the rim', () => {
    const legend = [[0, 0, 0] as const, [1, 1, 1] as const, [9, 0, 0] as const, [0, 0, 9] as const];
    const [sample] = samples;
    const { truth, prediction } = tasks.instances.picture(sample, perfect[0], { ...dataset, legend });
    assert.deepEqual(prediction, truth);
    const { width, instances, rgb } = sample;
    instances!.forEach((id, pixel) => {
      const [own, shown] = [rgb, truth!.rgb].map((of) => [...of.subarray(3 * pixel, 3 * pixel + 3)]);
      const neighbours = [pixel - 1, pixel + 1, pixel - width, pixel + width];
      if (id === 0) assert.deepEqual(shown, own);
      else if (
        neighbours.every((beside) => instances![beside] === id) &&
        pixel % width > 0 &&
        pixel % width < width - 1
      )
        assert.deepEqual(shown, own.map((value, c) => Math.round((value + legend[id][c]) / 2))); // prettier-ignore
      else assert.deepEqual(shown, [...legend[id]]);
    });
  });
});
