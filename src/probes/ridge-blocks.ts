import * as tf from '@tensorflow/tfjs-core';
import type { RidgeData } from './ridge.js';
import type { RidgeMoments } from './ridge-moments.js';

/** Rows and numbers that are multiplied at once: quick, and few enough that single precision loses nothing that counts. */
const mostRows = 8192;
const mostNumbers = 2 ** 22;

/** Rows whose mean is taken for an origin. */
const originRows = 4096;

/** The moments of many rows: blocks multiplied by the backend in single precision, summed in double precision. */
export async function momentsInBlocks(train: RidgeData, validation: RidgeData, columns: number): Promise<RidgeMoments> {
  const origins: Origins = {
    features: originOf(train, train.features),
    targets: train.targets.map((values) => originOf(train, values)),
  };
  const sums = await sumBlocks(train, columns, origins);
  const ofValidation = await sumBlocks(validation, columns, origins);
  const { total } = sums;
  const apart = sums.features.map((sum) => sum / total);
  const mean = apart.map((value, i) => origins.features[i] + value);
  const covariance = centredGram(sums, apart).map((value) => value / total);
  const inverseDeviation = mean.map((value, i) => {
    const deviation = Math.sqrt(Math.max(0, covariance[i * columns + i]));
    return deviation > 1e-6 * Math.abs(value) ? 1 / deviation : 0;
  });
  const standardisedRows = (matrix: Float64Array, width: number): Float64Array =>
    matrix.map((value, at) => value * inverseDeviation[Math.floor(at / width)]);
  const standardised = (gram: Float64Array): Float64Array =>
    standardisedRows(gram, columns).map((value, at) => value * inverseDeviation[at % columns]);
  return {
    columns,
    mean,
    inverseDeviation,
    covariance: standardised(covariance),
    gramValidation: standardised(centredGram(ofValidation, apart)),
    validationTotal: ofValidation.total,
    targets: sums.targets.map((target, t) => {
      const centre = target.values.map((sum) => sum / total);
      const width = centre.length;
      const moment = centredMoment(sums, t, apart, centre).map((value) => value / total);
      return {
        centre: centre.map((value, j) => origins.targets[t][j] + value),
        moment: standardisedRows(moment, width),
        momentValidation: standardisedRows(centredMoment(ofValidation, t, apart, centre), width),
        energy: centredEnergy(ofValidation, t, centre),
      };
    }),
  };
}

/** Points near the means of features and targets, from which sums are taken: there nothing cancels when they are centred. */
interface Origins {
  features: Float32Array;
  targets: Float32Array[];
}

/** Mean of some rows, evenly spaced. */
function originOf({ rows, weights }: RidgeData, values: Float32Array): Float32Array {
  const columns = values.length / rows;
  const sums = new Float64Array(columns);
  let taken = 0;
  for (let n = 0; n < rows; n += Math.ceil(rows / originRows)) {
    if (weights?.[n] === 0) continue;
    taken++;
    for (let j = 0; j < columns; j++) sums[j] += values[n * columns + j];
  }
  return Float32Array.from(sums, (sum) => (taken > 0 ? sum / taken : 0));
}

/** Weighted sums over rows of features x [p] and values y [width], both less their origins. */
interface Sums {
  total: number;
  /** `Σ w x`. */
  features: Float64Array;
  /** `Σ w xxᵀ`, [p, p]. */
  gram: Float64Array;
  targets: TargetSums[];
}

interface TargetSums {
  /** `Σ w y`. */
  values: Float64Array;
  /** `Σ w y²`. */
  squares: Float64Array;
  /** `Σ w yxᵀ`, [width, p]. */
  products: Float64Array;
}

async function sumBlocks(data: RidgeData, columns: number, origins: Origins): Promise<Sums> {
  const sums: Sums = {
    total: 0,
    features: new Float64Array(columns),
    gram: new Float64Array(columns * columns),
    targets: origins.targets.map(({ length }) => ({
      values: new Float64Array(length),
      squares: new Float64Array(length),
      products: new Float64Array(length * columns),
    })),
  };
  const size = Math.max(256, Math.min(mostRows, Math.floor(mostNumbers / columns)));
  for (let begin = 0; begin < data.rows; begin += size) {
    const end = Math.min(data.rows, begin + size);
    const [gram, products] = await multiply(data, begin, end, origins, sumValues(data, begin, end, origins, sums));
    add(sums.gram, gram, 0);
    add(sums.features, products, 0);
    let from = columns;
    for (const target of sums.targets) {
      add(target.products, products, from);
      from += target.products.length;
    }
  }
  return sums;
}

/** Adds the sums of weights and values of some rows; gives for each row its weight and its values times it, one target after the other. */
function sumValues(data: RidgeData, begin: number, end: number, origins: Origins, sums: Sums): Float32Array {
  const width = origins.targets.reduce((sum, origin) => sum + origin.length, 1);
  const weighted = new Float32Array((end - begin) * width);
  for (let n = begin, at = 0; n < end; n++) {
    const weight = data.weights ? data.weights[n] : 1;
    sums.total += weight;
    weighted[at++] = weight;
    for (let t = 0; t < origins.targets.length; t++) {
      const origin = origins.targets[t];
      const { values, squares } = sums.targets[t];
      for (let j = 0; j < origin.length; j++) {
        const value = data.targets[t][n * origin.length + j] - origin[j];
        values[j] += weight * value;
        squares[j] += weight * value * value;
        weighted[at++] = weight * value;
      }
    }
  }
  return weighted;
}

/** `Σ w xxᵀ` and `Σ rxᵀ` of some rows, r being what {@link sumValues} gives. */
async function multiply(
  { features, weights }: RidgeData,
  begin: number,
  end: number,
  { features: origin }: Origins,
  right: Float32Array,
): Promise<[gram: Float32Array, products: Float32Array]> {
  const rows = end - begin;
  const columns = origin.length;
  const [gram, products]: tf.Tensor2D[] = tf.tidy(() => {
    const block = features.subarray(begin * columns, end * columns);
    const x: tf.Tensor2D = tf.sub(tf.tensor2d(block, [rows, columns]), tf.tensor1d(origin));
    const weighted: tf.Tensor2D = weights ? tf.mul(x, tf.tensor2d(weights.subarray(begin, end), [rows, 1])) : x;
    const r = tf.tensor2d(right, [rows, right.length / rows]);
    return [tf.matMul(weighted, x, true, false), tf.matMul(r, x, true, false)];
  });
  try {
    return [await gram.data<'float32'>(), await products.data<'float32'>()];
  } finally {
    tf.dispose([gram, products]);
  }
}

function add(sums: Float64Array, values: Float32Array, from: number): void {
  for (let i = 0; i < sums.length; i++) sums[i] += values[from + i];
}

/** `Σ w (x − d)(x − d)ᵀ`. */
function centredGram({ gram, features, total }: Sums, d: Float64Array): Float64Array {
  const p = d.length;
  return gram.map((value, at) => {
    const [i, j] = [Math.floor(at / p), at % p];
    return value - d[i] * features[j] - features[i] * d[j] + total * d[i] * d[j];
  });
}

/** `Σ w (x − d)(y − c)ᵀ`, [p, width]. */
function centredMoment({ features, targets, total }: Sums, t: number, d: Float64Array, c: Float64Array): Float64Array {
  const { values, products } = targets[t];
  return products.map((_, at) => {
    const [i, j] = [Math.floor(at / c.length), at % c.length];
    return products[j * d.length + i] - d[i] * values[j] - features[i] * c[j] + total * d[i] * c[j];
  });
}

/** `Σ w ‖y − c‖²`. */
function centredEnergy({ targets, total }: Sums, t: number, c: Float64Array): number {
  const { values, squares } = targets[t];
  return c.reduce((sum, mean, j) => sum + squares[j] - 2 * mean * values[j] + total * mean * mean, 0);
}
