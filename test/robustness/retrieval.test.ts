import * as assert from 'node:assert/strict';
import type { FeatureMap } from '../../src/features/feature-map.js';
import { positionMatchedRecall, positionMatchedRetrieval } from '../../src/robustness/retrieval.js';
import { seeded } from '../../src/support/random.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { featureMap } from './feature-maps.js';

const count = 8;
const random = seeded('retrieval');
const normal = (): number => random.normal();
const scenery = featureMap(count, 4, 5, 6, normal);

function mapped(map: FeatureMap, change: (value: number, channel: number, image: number) => number): FeatureMap {
  const perImage = map.values.length / map.count;
  return {
    ...map,
    values: map.values.map((value, at) => change(value, at % map.channels, Math.floor(at / perImage))),
  };
}

describe('retrieval among position-matched cells', () => {
  it('is perfect for what a corruption leaves alone', () => {
    assertAllClose(positionMatchedRecall(scenery, scenery).recall, new Array<number>(count).fill(1));
  });

  it('is at chance for what a corruption replaces', () => {
    const many = featureMap(40, 8, 8, 6, normal);
    const { recall, cells } = positionMatchedRecall(many, featureMap(40, 8, 8, 6, normal));
    const mean = recall.reduce((sum, value) => sum + value, 0) / 40;
    assert.equal(cells, 64);
    // Standard error of 2560 draws at 1/40 is .003.
    assert.ok(Math.abs(mean - 1 / 40) < 0.01, `recall ${mean}`);
  });

  it('is exactly at chance for a source that knows position alone, and for a constant one', () => {
    const byPosition = featureMap(count, 4, 5, 3, (_, row, column, channel) => Math.sin(row + 7 * column) + channel);
    const rounded = mapped(byPosition, (value, _, image) => value * (1 + 1e-7 * image));
    const constant = featureMap(count, 4, 5, 3, () => 0.25);
    for (const source of [byPosition, rounded, constant])
      assertAllClose(positionMatchedRecall(source, source).recall, new Array<number>(count).fill(1 / count));
  });

  it('does not depend on the scale or origin of a channel', () => {
    const corrupted = mapped(scenery, (value) => value + 0.7 * normal());
    const stretch = (value: number, channel: number): number => value * 10 ** (channel - 2) + 3 * channel;
    const before = positionMatchedRecall(scenery, corrupted).recall;
    assertAllClose(positionMatchedRecall(mapped(scenery, stretch), mapped(corrupted, stretch)).recall, before);
    assert.ok(before.some((value) => value < 1));
  });

  it('is measured among the clean features that it is given, whatever it was given before', async () => {
    const other = featureMap(count, 4, 5, 6, normal);
    const samples = Array.from({ length: count }, () => ({ scene: 'one' })) as never;
    const measure = positionMatchedRetrieval({ scenes: ['one'] });
    const among = async (clean: FeatureMap): Promise<number> =>
      (await measure(scenery, clean, { corruption: 'hue', severity: 1, samples })).value;
    assertAllClose([await among(scenery)], [1]);
    assert.ok((await among(other)) < 0.5);
    assertAllClose([await among(scenery)], [1]);
  });

  it('reports the sums of each scene', async () => {
    const corrupted = featureMap(count, 4, 5, 6, (image, row, column, channel) =>
      image < 4 ? scenery.values[((image * 4 + row) * 5 + column) * 6 + channel] : normal(),
    );
    const samples = Array.from({ length: count }, (_, i) => ({ scene: i < 4 ? 'kept' : 'lost' })) as never;
    const measurement = await positionMatchedRetrieval({ scenes: ['lost', 'kept'] })(corrupted, scenery, {
      corruption: 'hue',
      severity: 3,
      samples,
    });
    assert.deepEqual(measurement.scenes.denominator, [4, 4]);
    assertAllClose([measurement.scenes.numerator[1]], [4]);
    assert.ok(measurement.scenes.numerator[0] < 2);
    assertAllClose([measurement.value], [(4 + measurement.scenes.numerator[0]) / 8]);
    assert.deepEqual([measurement.corruption, measurement.severity, measurement.n], ['hue', 3, count * 20]);
  });
});
