import * as assert from 'node:assert/strict';
import type { Sample } from '../../data-loaders/sample.js';
import type { FeatureMap } from '../../src/features/feature-map.js';
import { interventionShifts, shiftMap, squaredShift } from '../../src/robustness/interventions.js';
import { seeded } from '../../src/support/random.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { featureMap } from './feature-maps.js';

const [count, height, width] = [60, 4, 6];
const random = seeded('interventions');

/** Features that mix a colour and a shape part by a fixed matrix [channels, 4]; parts are drawn per image and cell. */
function parts(): Float64Array {
  return Float64Array.from({ length: count * height * width * 2 }, () => random.normal());
}

function mixed(colour: Float64Array, shape: Float64Array, matrix: readonly (readonly number[])[]): FeatureMap {
  let cell = -1;
  return featureMap(count, height, width, matrix.length, (_image, _row, _column, channel) => {
    if (channel === 0) cell++;
    const latent = [colour[2 * cell], colour[2 * cell + 1], shape[2 * cell], shape[2 * cell + 1]];
    return matrix[channel].reduce((sum, weight, k) => sum + weight * latent[k], 0);
  });
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const dPrime = (a: FeatureMap, b: FeatureMap): number => Math.sqrt(mean(squaredShift(a, b)));

describe('interventions', () => {
  const [colour, shape, newColour, newShape] = [parts(), parts(), parts(), parts()];
  const identity = [
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
  ];

  it('do not move features that do not see the factor', () => {
    const shapeOnly = [
      [0, 0, 1, 0.5],
      [0, 0, -0.3, 1],
    ];
    assert.equal(dPrime(mixed(colour, shape, shapeOnly), mixed(newColour, shape, shapeOnly)), 0);
  });

  it('move features as far as between unrelated images when everything changes', () => {
    assertAllClose([dPrime(mixed(colour, shape, identity), mixed(newColour, newShape, identity))], [Math.SQRT2], {
      atol: 0.05,
    });
  });

  it('have half their square as the total-effect index', () => {
    // Two of four equal, independent directions see colour: it accounts for half the variance.
    assertAllClose([dPrime(mixed(colour, shape, identity), mixed(newColour, shape, identity)) ** 2 / 2], [0.5], {
      atol: 0.03,
    });
  });

  it('can be told of every cell, of which an image is the mean square', () => {
    const before = mixed(colour, shape, identity);
    const oneCell = newColour.map((value, i) => (i < 2 ? value : colour[i]));
    const after = mixed(oneCell, shape, identity);
    const map = shiftMap(before, after);
    assert.deepEqual([map.count, map.height, map.width, map.channels], [count, height, width, 1]);
    assert.ok(map.values[0] > 0 && map.values.subarray(1).every((value) => value === 0), 'only what moved');
    const ofFirst = mean(Float64Array.from(map.values.subarray(0, height * width), (value) => value ** 2));
    assertAllClose([ofFirst], [squaredShift(before, after)[0]], { rtol: 1e-5 });
  });

  it('are not faked by scale or by copies of a channel', () => {
    const before = dPrime(mixed(colour, shape, identity), mixed(newColour, shape, identity));
    const stretched = identity.map((row, k) => row.map((value) => value * 10 ** (2 * k - 3)));
    assertAllClose([dPrime(mixed(colour, shape, stretched), mixed(newColour, shape, stretched))], [before], {
      rtol: 1e-4,
    });
    const copies = [...Array.from({ length: 20 }, () => identity[0]), ...identity.slice(1)];
    assertAllClose([dPrime(mixed(colour, shape, copies), mixed(newColour, shape, copies))], [before], { rtol: 0.02 });
  });

  it('do not move what position alone decides', () => {
    const byPosition = featureMap(count, height, width, 3, (_, row, column, channel) => row * column + channel);
    const rounded = { ...byPosition, values: byPosition.values.map((value) => value * (1 + 1e-7)) };
    assert.equal(dPrime(byPosition, rounded), 0);
  });

  it('are reported by factor with the sums of each scene', async () => {
    const sample = (name: string, i: number): Sample => ({ scene: `scene${i % 3}`, id: `${name}${i}` }) as Sample;
    const originals = Array.from({ length: count }, (_, i) => sample('original', i));
    const changed = {
      colour: originals.map((_, i) => sample('colour', i)),
      geometry: originals.map((_, i) => sample('geometry', i)),
    };
    const maps: Record<string, FeatureMap> = {
      original: mixed(colour, shape, identity),
      colour: mixed(newColour, shape, identity),
      geometry: mixed(newColour, newShape, identity),
    };
    const measurements = await interventionShifts({
      features: (samples) => Promise.resolve(maps[samples[0].id.replace(/\d+$/, '')]),
      originals,
      changed,
      scenes: ['scene0', 'scene1', 'scene2'],
    });
    assert.deepEqual(
      measurements.map(({ factor }) => factor),
      ['colour', 'geometry'],
    );
    assertAllClose([measurements[0].value], [dPrime(maps.original, maps.colour)], { rtol: 1e-9 });
    assert.deepEqual(measurements[0].scenes.denominator, [20, 20, 20]);
    assert.ok(measurements[1].value > measurements[0].value + 0.3);
  });
});
