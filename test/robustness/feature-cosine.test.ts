import * as assert from 'node:assert/strict';
import { featureCosine } from '../../src/robustness/index.js';
import { InputError } from '../../src/support/errors.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { featureMap } from './feature-maps.js';

const value = (image: number, row: number, column: number, channel: number): number =>
  Math.sin(1 + image + 2 * row + 3 * column + 5 * channel);

describe('cosine of features', () => {
  const map = featureMap(3, 2, 4, 5, value);

  it('is 1 of the same features in another length, −1 of the opposite', () => {
    const longer = { ...map, values: map.values.map((one, i) => one * (1 + (Math.floor(i / 5) % 7))) };
    assertAllClose(featureCosine(map, longer), [1, 1, 1], { atol: 1e-6 });
    assertAllClose(featureCosine(map, { ...map, values: map.values.map((one) => -one) }), [-1, -1, -1], { atol: 1e-6 });
  });

  it('is the mean over the cells of each image', () => {
    const values = map.values.slice();
    values.subarray(0, 5).fill(0);
    assertAllClose(featureCosine(map, { ...map, values }), [7 / 8, 1, 1], { atol: 1e-6 });
  });

  it('refuses maps of another shape', () => {
    assert.throws(() => featureCosine(map, featureMap(3, 2, 4, 4, value)), InputError);
  });
});
