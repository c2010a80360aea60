import { InputError } from '../support/errors.js';
import { crossProduct, dot, gramMatrix } from '../support/linear-algebra.js';
import { debiasedSquare, total } from './debiased-square.js';
import { assertComparable, centreColumns, type FeatureMatrix } from './feature-matrix.js';
import { biasedHsic, debiasedHsic } from './hsic.js';
import { linearKernel, rbfKernel } from './kernels.js';

/** `biased` grows with the number of columns: independent noise of 1,000 columns and 100 samples has .91. */
export type CkaEstimator = 'debiased' | 'biased';

/** Options of {@link cka}. */
export interface CkaOptions {
  kernel?: 'linear' | 'rbf';
  estimator?: CkaEstimator;
  /** Width of the rbf kernel, in units of the median distance. */
  sigma?: number;
  /** Samples at a time, in their order, always debiased; all at once when omitted. */
  batch?: number;
}

/**
 * Centred kernel alignment of two sets of features of the same samples, in any of its variants.
 *
 * Throws InputError when the samples are fewer than four (two, biased), differ in number, are not finite or do not vary.
 */
export function cka(
  x: FeatureMatrix,
  y: FeatureMatrix,
  { kernel = 'linear', estimator = 'debiased', sigma = 0.5, batch }: CkaOptions = {},
): number {
  if (kernel === 'rbf' && !(sigma > 0)) throw new InputError(`sigma must be positive; ${sigma} was given.`);
  if (batch !== undefined) {
    if (estimator === 'biased')
      throw new InputError(
        'Batches can only be summed without bias: leave out the batch or take the debiased estimator.',
      );
    return minibatchCka(x, y, batch, kernel === 'linear' ? linearKernel : (part) => rbfKernel(part, sigma));
  }
  return kernel === 'linear' ? linearCka(x, y, estimator) : rbfCka(x, y, sigma, estimator);
}

/**
 * Linear centred kernel alignment of features X [n, p], Y [n, q]; n×n matrices are made only where n < p + q.
 *
 * Biased: `‖YᵀX‖²/(‖XᵀX‖ ‖YᵀY‖)` (Frobenius norms, columns centred). Debiased: each squared norm `‖XᵀY‖²` becomes
 * `‖XᵀY‖² − n/(n−2) · Σᵢ‖xᵢ‖²‖yᵢ‖² + ‖X‖²‖Y‖²/((n−1)(n−2))`, which is n(n−3) times the unbiased HSIC.
 * Throws InputError as {@link cka} does.
 * References: Kornblith et al., ICML 2019; Nguyen et al., Do wide and deep networks learn the same things?, ICLR 2021.
 */
export function linearCka(x: FeatureMatrix, y: FeatureMatrix, estimator: CkaEstimator = 'debiased'): number {
  assertComparable(x, y, estimator === 'debiased' ? 4 : 2);
  const [a, b] = [centreColumns(x), centreColumns(y)];
  const [ofA, ofB] = [rowNorms(a), rowNorms(b)];
  const n = x.rows;
  const alignment = (squared: number, p: Float64Array, q: Float64Array): number => {
    if (estimator === 'biased') return squared;
    return debiasedSquare(squared, dot(p, q), total(p) * total(q), n);
  };
  const { between, ofX, ofY } = squaredProducts(a, b);
  return ratio(alignment(between, ofA, ofB), alignment(ofX, ofA, ofA), alignment(ofY, ofB, ofB), n);
}

type Centred = ReturnType<typeof centreColumns>;

/** `‖XᵀY‖²`, `‖XᵀX‖²` and `‖YᵀY‖²`, by way of these products or of `XXᵀ` and `YYᵀ`, whichever takes fewer steps. */
function squaredProducts(x: Centred, y: Centred): { between: number; ofX: number; ofY: number } {
  const [n, p, q] = [x.rows, x.columns, y.columns];
  if (n < p + q) {
    const [k, l] = [linearKernel(x), linearKernel(y)];
    return { between: dot(k, l), ofX: dot(k, k), ofY: dot(l, l) };
  }
  return {
    between: squaredNorm(crossProduct(x.values, y.values, n, p, q)),
    ofX: squaredNorm(gramMatrix(x.values, n, p)),
    ofY: squaredNorm(gramMatrix(y.values, n, q)),
  };
}

/**
 * Centred kernel alignment with Gaussian kernels, `HSIC(K, L)/√(HSIC(K, K) HSIC(L, L))`, σ in units of the median distance.
 *
 * It makes n×n matrices. Throws InputError as {@link cka} does.
 */
export function rbfCka(
  x: FeatureMatrix,
  y: FeatureMatrix,
  sigma: number,
  estimator: CkaEstimator = 'debiased',
): number {
  assertComparable(x, y, estimator === 'debiased' ? 4 : 2);
  const hsic = estimator === 'debiased' ? debiasedHsic : biasedHsic;
  const k = rbfKernel(x, sigma);
  const l = rbfKernel(y, sigma);
  return ratio(hsic(k, l, x.rows), hsic(k, k, x.rows), hsic(l, l, x.rows), x.rows);
}

/**
 * Minibatch CKA, `Σ HSIC₁(K_b, L_b)/√(Σ HSIC₁(K_b, K_b) · Σ HSIC₁(L_b, L_b))`, over consecutive batches b of the samples:
 * the sums come before the ratio. A last batch of fewer than four samples is left out.
 *
 * Throws InputError as {@link cka} does, and when a batch holds fewer than four samples.
 * Reference: Nguyen et al., ICLR 2021.
 */
export function minibatchCka(
  x: FeatureMatrix,
  y: FeatureMatrix,
  batch: number,
  kernel: (features: FeatureMatrix) => Float64Array = linearKernel,
): number {
  assertComparable(x, y, 4);
  if (!Number.isInteger(batch) || batch < 4)
    throw new InputError(`A batch must be a whole number of at least 4 samples; ${batch} was given.`);
  let between = 0;
  let ofX = 0;
  let ofY = 0;
  for (let begin = 0; begin + 4 <= x.rows; begin += batch) {
    const part = ({ rows, columns, values }: FeatureMatrix): FeatureMatrix => ({
      rows: Math.min(batch, rows - begin),
      columns,
      values: values.subarray(begin * columns, (begin + batch) * columns),
    });
    const k = kernel(part(x));
    const l = kernel(part(y));
    const n = Math.min(batch, x.rows - begin);
    between += debiasedHsic(k, l, n);
    ofX += debiasedHsic(k, k, n);
    ofY += debiasedHsic(l, l, n);
  }
  return ratio(between, ofX, ofY, x.rows);
}

function ratio(between: number, ofX: number, ofY: number, n: number): number {
  if (!(ofX > 0) || !(ofY > 0))
    throw new InputError(
      `The ${ofX > 0 ? 'second' : 'first'} features vary too little for the ${n} samples given: their own alignment is estimated as ${ofX > 0 ? ofY : ofX}. Use more samples.`,
    );
  return between / Math.sqrt(ofX * ofY);
}

function squaredNorm(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] ** 2;
  return sum;
}

/** Squared length of each row. */
function rowNorms({ rows, columns, values }: FeatureMatrix): Float64Array {
  const norms = new Float64Array(rows);
  for (let i = 0; i < rows * columns; i++) norms[Math.floor(i / columns)] += values[i] ** 2;
  return norms;
}
