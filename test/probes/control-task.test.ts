import * as assert from 'node:assert/strict';
import type { Sample } from '../../data-loaders/sample.js';
import { startBackend } from '../../src/backend/index.js';
import { controlFrames } from '../../src/probes/control-task.js';
import { probeEncoder, type ProbeEncoderOptions, type ProbeResult } from '../../src/probes/probe.js';
import { mapSplits, type Splits } from '../../src/probes/splits.js';
import { featureMap, syntheticSplits, width } from './synthetic.js';

const stride = 4;
const asked: ProbeEncoderOptions = {
  targets: ['depth', 'depth-beyond-position', 'texture'],
  seed: 1,
  heads: ['ridge'],
};

describe('control task', () => {
  let samples: Splits<Sample[]>;
  before(async () => {
    await startBackend();
    samples = syntheticSplits({ train: 24, validation: 8, test: 12 });
  });

  async function probed(
    of: (sample: Sample, pixel: number, row: number, column: number) => number[],
    options = asked,
  ): Promise<ProbeResult[]> {
    const channels = of(samples.train[0], 0, 0, 0).length;
    const features = mapSplits(samples, (part) => ({
      stage: featureMap(part, stride, channels, (sample, row, column) =>
        of(sample, row * stride * width + column * stride, row, column),
      ),
    }));
    return (await probeEncoder(samples, features, { selectivity: true, ...options })).results;
  }

  const at = (results: ProbeResult[], target: string, head = 'ridge', metric?: string): ProbeResult =>
    results.find((r) => r.target === target && r.head === head && (!metric || r.metric === metric))!;

  it('is as hard as the real one where features know the position alone', async () => {
    const results = await probed((_sample, _pixel, row, column) => [row, column, row * row]);
    const { value, control } = at(results, 'depth');
    assert.ok(value > 0.2, `depth ${value}`);
    assert.ok(control!.value > 0.2, `control ${control!.value}`);
    assert.ok(Math.abs(control!.difference) < 0.08, `selectivity ${control!.difference}`);
    assert.ok(Math.abs(at(results, 'depth-beyond-position').control!.difference) < 0.05);
  });

  it('has nothing of what the image shows: a read-out of evidence is selective', async () => {
    const results = await probed((sample, pixel) => [
      Math.log(sample.depth![pixel]),
      ...[0, 1, 2].map((kind) => Number(sample.materials![sample.instances![pixel]]!.kind === kind)),
    ]);
    const { value, control, n, scenes } = at(results, 'depth');
    assert.ok(value > 0.999 && Math.abs(control!.value) < 0.35);
    assert.equal(control!.difference, value - control!.value);
    assert.equal(control!.n, n);
    assert.equal(control!.scenes.numerator.length, scenes.numerator.length);
    assert.ok(Math.abs(at(results, 'depth-beyond-position').control!.value) < 0.05);
    const error = at(results, 'depth', 'ridge', 'absRel');
    assert.equal(error.control!.difference, error.control!.value - error.value, 'less error is better');
    const texture = at(results, 'texture');
    const chance = at(results, 'texture', 'trivial').value;
    assert.ok(texture.value > 0.95 && Math.abs(texture.control!.value - chance) < 0.12, `${texture.control!.value}`);
  });

  it('is asked only on demand, and changes no score', async () => {
    const rgb = (sample: Sample, pixel: number): number[] => [...sample.rgb.subarray(pixel * 3, pixel * 3 + 3)];
    const alone = await probed(rgb, { ...asked, selectivity: false });
    const beside = await probed(rgb);
    assert.ok(alone.every(({ control }) => control === undefined));
    assert.deepEqual(
      beside.map(({ value }) => value),
      alone.map(({ value }) => value),
    );
  });

  it('takes frames of other scenes, by the seed', () => {
    const others = controlFrames(samples.train, 3);
    samples.train.forEach(({ scene }, i) => assert.notEqual(samples.train[others[i]].scene, scene));
    assert.deepEqual(controlFrames(samples.train, 3), others);
    assert.notDeepEqual(controlFrames(samples.train, 4), others);
    assert.throws(() => controlFrames(samples.train.slice(0, 2), 3), /all 2 frames of a split are of train-0/);
  });
});
