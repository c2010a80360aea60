import { readNpy } from '../../src/formats/npy.js';
import { correlations } from '../../src/similarity/correlation.js';
import { heldOutVariance, measures, type FeatureMatrix, type MeasureOptions } from '../../src/similarity/index.js';
import { singularValues } from '../../src/similarity/singular-values.js';
import { readReference } from '../metrics/reference.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { needsRealData, realFile } from '../support/real-data.js';

interface Reference {
  tool: string;
  cases: { name: string; n: number; x: number[]; y: number[]; fold: number[]; expected: Record<string, number> }[];
  tied: { a: number[]; b: number[]; spearman: number; kendall: number }[];
  singularValues: { rows: number; columns: number; a: number[]; values: number[] };
}

const reference = readReference<Reference>('similarity');
const near = { rtol: 1e-9, atol: 1e-12 };

/** `rsa cosine kendall` and the like as a measure and its options. */
function named(key: string): [name: string, options: MeasureOptions] {
  const [name, ...words] = key.split(' ');
  if (name === 'rsa')
    return [words[0] === 'correlation' ? 'rsa' : `rsa-${words[0]}`, { comparison: words[1] } as MeasureOptions];
  if (name === 'svcca') return [name, { variance: Number(words[0]) }];
  return [name, { neighbours: 5 }];
}

describe(`similarity as computed with ${reference.tool}`, () => {
  for (const { name, n, x, y, fold, expected } of reference.cases)
    it(name, () => {
      const features = (values: number[]): FeatureMatrix => {
        return { rows: n, columns: values.length / n, values: Float64Array.from(values) };
      };
      for (const [key, value] of Object.entries(expected)) {
        const [measure, options] = named(key);
        const actual =
          measure === 'linear-predictivity'
            ? heldOutVariance(features(x), features(y), fold)
            : measures[measure].compute(features(x), features(y), options);
        assertAllClose([actual], [value], { ...near, label: key });
      }
    });

  it('rank correlations with ties', () => {
    for (const { a, b, ...expected } of reference.tied)
      for (const name of ['spearman', 'kendall'] as const)
        assertAllClose([correlations[name](Float64Array.from(a), Float64Array.from(b))], [expected[name]], near);
  });

  it('singular values, of a matrix and its vectors put together again', () => {
    const { rows, columns, a, values: expected } = reference.singularValues;
    const { values, left, right, rank } = singularValues(Float64Array.from(a), rows, columns);
    assertAllClose(values, expected, near);
    const again = a.map((_, at) => {
      const [i, j] = [Math.floor(at / columns), at % columns];
      return values.reduce((sum, s, k) => sum + s * left[i * rank + k] * right[j * rank + k], 0);
    });
    assertAllClose(again, a, { rtol: 0, atol: 1e-13 });
  });
});

describe('similarity of the published sample', () => {
  before(needsRealData('similarity'));

  it('has the known values', () => {
    const [x, y] = ['x_100x10.npy', 'y_100x10.npy'].map((name): FeatureMatrix => {
      const { shape, values } = readNpy(realFile('similarity', name));
      return { rows: shape[0], columns: shape[1], values: values as Float64Array };
    });
    const known: [measure: string, options: MeasureOptions, value: number][] = [
      ['cca-r2', {}, 0.5453963321908327],
      ['procrustes', {}, 2 - 2 * 0.7362553106058285],
      ['angular-shape', {}, Math.acos(0.7362553106058285)],
      ['mutual-knn', { neighbours: 5 }, 0.216],
      ['mutual-knn', { neighbours: 10 }, 0.279],
      ['rsa', {}, 0.4724396737630472],
    ];
    for (const [name, options, value] of known)
      assertAllClose([measures[name].compute(x, y, options)], [value], { ...near, label: name });
  });
});
