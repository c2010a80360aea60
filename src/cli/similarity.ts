import { Argument, Option, type Command } from 'commander';
import { readNpy } from '../formats/index.js';
import { measures, type CkaEstimator, type FeatureMatrix } from '../similarity/index.js';
import { InputError } from '../support/errors.js';
import { jsonOption, numberBetween, printJson, wholeNumber } from './options.js';

interface SimilarityOptions {
  measure: string;
  kernel: 'linear' | 'rbf';
  sigma: number;
  estimator: CkaEstimator;
  batch?: number;
  json?: boolean;
}

/** `similarity`: compares two sets of features of the same samples. */
export function addSimilarityCommand(program: Command): void {
  program
    .command('similarity')
    .addArgument(new Argument('<a>', 'features [n, p] as .npy'))
    .addArgument(new Argument('<b>', 'features [n, q] of the same samples as .npy'))
    .description('compare two sets of features of the same samples')
    .addOption(new Option('--measure <name>', 'how to compare').choices(Object.keys(measures)).default('cka'))
    .addOption(new Option('--kernel <name>', 'kernel of CKA').choices(['linear', 'rbf']).default('linear'))
    .option('--sigma <s>', 'width of the rbf kernel in units of the median distance', numberBetween(1e-6, 1e6), 0.5)
    .addOption(new Option('--estimator <name>', 'of HSIC').choices(['debiased', 'biased']).default('debiased'))
    .option('--batch <n>', 'samples at a time (minibatch CKA)', wholeNumber(4))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  npx alignscope similarity a.npy b.npy --measure cka --kernel rbf')
    .action((a: string, b: string, { measure, json, ...options }: SimilarityOptions) => {
      const x = readMatrix(a);
      const y = readMatrix(b);
      const value = measures[measure].compute(x, y, options);
      const { kernel, estimator, sigma, batch } = options;
      const variant = { kernel, estimator, ...(kernel === 'rbf' ? { sigma } : {}), ...(batch ? { batch } : {}) };
      if (json) printJson({ measure, value, n: x.rows, ...variant });
      else console.log(`${measure} (${Object.values(variant).join(', ')}) of ${x.rows} samples: ${value.toFixed(6)}`);
    });
}

function readMatrix(file: string): FeatureMatrix {
  const { shape, values } = readNpy(file);
  if (shape.length !== 2)
    throw new InputError(`${file} has shape [${shape.join(', ')}]; expected two dimensions, samples × features.`);
  if (values instanceof BigInt64Array || values instanceof BigUint64Array)
    throw new InputError(`${file} holds 64-bit integers; save features as float32 or float64.`);
  return {
    rows: shape[0],
    columns: shape[1],
    values: values instanceof Float32Array ? values : Float64Array.from(values),
  };
}
