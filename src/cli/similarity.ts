import { Option, type Command } from 'commander';
import { readNpy } from '../formats/npy.js';
import { measures, type CkaEstimator, type FeatureMatrix } from '../similarity/index.js';
import { InputError } from '../support/errors.js';
import { examples, jsonOption, numberBetween, printJson, wholeNumber } from './options.js';

interface SimilarityOptions {
  measure: string;
  kernel: 'linear' | 'rbf';
  sigma: number;
  estimator: CkaEstimator;
  batch?: number;
  json?: boolean;
}

/** `similarity`: compares two sets of features of the same samples. */
export function defineSimilarity(command: Command): void {
  command
    .argument('<a>', 'features [n, p] as .npy')
    .argument('<b>', 'features [n, q] of the same samples as .npy')
    .addOption(new Option('--measure <name>', 'how to compare').choices(Object.keys(measures)).default('cka'))
    .addOption(new Option('--kernel <name>', 'kernel of CKA').choices(['linear', 'rbf']).default('linear'))
    .option('--sigma <s>', 'width of the rbf kernel in units of the median distance', numberBetween(1e-6, 1e6), 0.5)
    .addOption(new Option('--estimator <name>', 'of HSIC').choices(['debiased', 'biased']).default('debiased'))
    .option('--batch <n>', 'samples at a time (minibatch CKA)', wholeNumber(4))
    .addOption(jsonOption())
    .addHelpText('after', examples('similarity a.npy b.npy --measure cka --kernel rbf'))
    .action(similarity);
}

function similarity(a: string, b: string, { measure, json, ...options }: SimilarityOptions): void {
  const x = readMatrix(a);
  const y = readMatrix(b);
  if (x.rows !== y.rows)
    throw new InputError(
      `${a} has ${x.rows} rows, ${b} has ${y.rows}: similarity needs the same samples in the same order.`,
    );
  const value = measures[measure].compute(x, y, options);
  const { kernel, estimator, sigma, batch } = options;
  const variant = { kernel, estimator, ...(kernel === 'rbf' && { sigma }), ...(batch !== undefined && { batch }) };
  if (json) return printJson({ measure, value, n: x.rows, ...variant });
  const named = Object.entries(variant).map(([name, setting]) => `${name} ${setting}`);
  console.log(`${measure} (${named.join(', ')}) of ${x.rows} samples: ${value.toFixed(6)}`);
}

function readMatrix(file: string): FeatureMatrix {
  const { shape, values } = readNpy(file);
  if (shape.length !== 2)
    throw new InputError(`${file} has shape [${shape.join(', ')}]; expected two dimensions, samples × features.`);
  if (values instanceof BigInt64Array || values instanceof BigUint64Array)
    throw new InputError(`${file} holds 64-bit integers; save features as float32 or float64.`);
  const [rows, columns] = shape;
  return { rows, columns, values: values instanceof Float32Array ? values : Float64Array.from(values) };
}
