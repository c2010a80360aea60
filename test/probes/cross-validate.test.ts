import * as assert from 'node:assert/strict';
import type { Sample } from '../../data-loaders/sample.js';
import { startBackend } from '../../src/backend/index.js';
import type { FeatureMap } from '../../src/features/feature-map.js';
import { crossValidate, type CrossValidated } from '../../src/probes/cross-validate.js';
import { fitRidge } from '../../src/probes/ridge.js';
import { hierarchicalBootstrap, valueOfSums } from '../../src/stats/index.js';
import { InputError } from '../../src/support/errors.js';
import { seeded } from '../../src/support/random.js';
import { featureMap, syntheticSplits, width } from './synthetic.js';

const stride = 4;

describe('nested cross-validation by scene', () => {
  let samples: Sample[];
  before(async () => {
    await startBackend();
    samples = syntheticSplits({ train: 11, validation: 0, test: 0 }).train;
  });

  const features = (channels: number, of: (sample: Sample, pixel: number) => number[]): FeatureMap =>
    featureMap(samples, stride, channels, (sample, row, column) => of(sample, row * stride * width + column * stride));

  const at = ({ results }: CrossValidated, target: string, head = 'ridge') =>
    results.find((result) => result.target === target && result.head === head)!;

  it('asks about every scene once, and gives sums from which intervals follow', async () => {
    const random = seeded('noisy');
    const stage = features(2, (sample, pixel) => [
      Math.log(sample.depth![pixel]) + random.normal() / 2,
      random.normal(),
    ]);
    const options = { targets: ['depth'], cells: 1000, folds: 4, seed: 1 };
    const found = await crossValidate(samples, { stage }, options);
    const { value, n, scenes, lambdas } = at(found, 'depth');
    assert.equal(found.scenes.length, 11);
    assert.equal(scenes.numerator.length, 11);
    assert.ok(scenes.denominator.every((sum) => sum > 0));
    assert.equal(n, samples.length * stage.height * stage.width);
    assert.equal(valueOfSums(scenes), value);
    assert.equal(lambdas.length, 4);
    assert.ok(value > 0.5 && value < 0.9, `depth ${value}`);
    assert.ok(Math.abs(at(found, 'depth', 'trivial').value) < 0.2);
    const { interval } = hierarchicalBootstrap(
      found.scenes.map((_, i) => i),
      (drawn) => 1 - drawn.reduce((sum, i) => sum + scenes.numerator[i], 0) / drawn.reduce((sum, i) => sum + scenes.denominator[i], 0), // prettier-ignore
      { resamples: 200 },
    );
    assert.ok(interval[0] < value && value < interval[1]);
    assert.deepEqual(await crossValidate(samples, { stage }, options), found);
  });

  it('takes classes and what goes beyond geometry, each with the grid of its stage', async () => {
    const kinds = (sample: Sample, pixel: number): number[] =>
      [0, 1, 2].map((kind) => Number(sample.materials![sample.instances![pixel]]!.kind === kind));
    const random = seeded('blind');
    const stages = { kinds: features(3, kinds), blind: features(1, () => [random.normal()]) };
    const asked = { targets: ['texture', 'semantics', 'normals'], folds: 4, seed: 1 };
    const { results, notMeasurable } = await crossValidate(samples, stages, asked);
    const of = (stage: string, target: string) =>
      results.find((r) => r.stage === stage && r.target === target && r.head === 'ridge')!;
    assert.ok(of('kinds', 'texture').value > 0.95, `${of('kinds', 'texture').value}`);
    assert.equal(of('kinds', 'semantics').value, 1);
    assert.ok(Math.abs(of('blind', 'texture').value - 0.5) < 0.1, `${of('blind', 'texture').value}`);
    assert.ok(Math.abs(of('blind', 'normals').value) < 0.1);
    assert.match(of('blind', 'normals').warnings[0], /strongest of its grid/);
    assert.deepEqual(notMeasurable, []);
    const bare = samples.map((sample) => ({ ...sample, normals: undefined }));
    const without = await crossValidate(bare, stages, { ...asked, targets: ['normals'] });
    assert.deepEqual(without.results, []);
    assert.deepEqual(without.notMeasurable, [{ target: 'normals', reason: 'the samples have no normals' }]);
  });

  it('is what the folds give when they are written out', async () => {
    const random = seeded('three scenes');
    samples = samples.filter(({ scene }) => ['train-0', 'train-1', 'train-2'].includes(scene));
    const channels = 12;
    const stage = features(channels, (sample, pixel) => [
      Math.log(sample.depth![pixel]) + random.normal(),
      ...Array.from({ length: channels - 1 }, () => random.normal()),
    ]);
    const lambdas = [0.01, 0.1, 1, 10];
    const found = await crossValidate(
      samples,
      { stage },
      { targets: ['depth'], cells: 1000, folds: 3, seed: 1, lambdas },
    );
    const cells = stage.height * stage.width;
    const logDepth = (sample: Sample): Float32Array =>
      Float32Array.from({ length: cells }, (_, cell) =>
        Math.log(sample.depth![Math.floor(cell / stage.width) * stride * width + (cell % stage.width) * stride]),
      );
    const names = found.scenes;
    const data = (scenes: readonly string[]) => {
      const frames = samples.flatMap(({ scene }, i) => (scenes.includes(scene) ? [i] : []));
      const rows = frames.length * cells;
      const x = frames.flatMap((i) => [...stage.values.subarray(i * cells * channels, (i + 1) * cells * channels)]);
      const y = frames.flatMap((i) => [...logDepth(samples[i])]);
      return { rows, features: Float32Array.from(x), targets: [Float32Array.from(y)] };
    };
    let errors = 0;
    const chosen: number[] = [];
    for (const outer of names) {
      const [a, b] = names.filter((name) => name !== outer);
      const paths = [fitRidge(data([a]), data([b]), channels, lambdas)[0].path, fitRidge(data([b]), data([a]), channels, lambdas)[0].path]; // prettier-ignore
      const total = lambdas.map((_, l) => paths[0][l].validationError + paths[1][l].validationError);
      const lambda = lambdas[total.indexOf(Math.min(...total))];
      chosen.push(lambda);
      const test = data([outer]);
      const said = fitRidge(data([a, b]), test, channels, [lambda])[0].predict(test.features, test.rows);
      errors += test.targets[0].reduce((sum, y, i) => sum + (y - said[i]) ** 2, 0);
    }
    const { scenes, lambdas: penalties } = at(found, 'depth');
    assert.deepEqual([...penalties].sort(), chosen.sort());
    const sum = scenes.numerator.reduce((all, own) => all + own, 0);
    assert.ok(Math.abs(sum - errors) < 1e-4 * errors, `${sum}, ${errors}`);
  });

  it('takes three folds or more, and a scene for each', async () => {
    const stage = features(1, () => [1]);
    for (const folds of [2, 4, 2.5])
      await assert.rejects(crossValidate(samples, { stage }, { folds, seed: 1 }), InputError);
  });
});
