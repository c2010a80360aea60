import { Option, type Command } from 'commander';
import { readNpy } from '../formats/npy.js';
import {
  bootstrapInterval,
  independentGaussians,
  measures,
  permutationNull,
  type FeatureMatrix,
  type MeasureOptions,
  type SimilarityMeasure,
} from '../similarity/index.js';
import { InputError } from '../support/errors.js';
import { readText } from '../support/files.js';
import { examples, jsonOption, numberBetween, printJson, wholeNumber } from './options.js';

interface SimilarityOptions extends MeasureOptions {
  measure: string;
  idsA?: string;
  idsB?: string;
  resamples?: number;
  json?: boolean;
}

/** `similarity`: compares two sets of features of the same samples. */
export function defineSimilarity(command: Command): void {
  command
    .argument('<a>', 'features [n, p] as .npy')
    .argument('<b>', 'features [n, q] of the same samples as .npy')
    .addOption(new Option('--measure <name>', 'how to compare').choices(Object.keys(measures)).default('cka'))
    .addOption(new Option('--kernel <name>', 'cka: kernel (default: linear)').choices(['linear', 'rbf']))
    .option('--sigma <s>', 'cka: rbf width in median distances (default: .5)', numberBetween(1e-6, 1e6))
    .addOption(new Option('--estimator <name>', 'cka: of HSIC (default: debiased)').choices(['debiased', 'biased']))
    .option('--batch <n>', 'cka: samples at a time (minibatch CKA)', wholeNumber(4))
    .option('--variance <share>', 'svcca: variance that is kept (default: .99)', numberBetween(1e-6, 1))
    .addOption(
      new Option('--comparison <name>', 'rsa…: of dissimilarities (default: spearman)').choices([
        'pearson',
        'spearman',
        'kendall',
      ]),
    )
    .option('--neighbours <k>', 'mutual-knn, cknna: nearest neighbours (default: 10)', wholeNumber(1))
    .option('--folds <k>', 'linear-predictivity: parts held out in turn (default: 5)', wholeNumber(2))
    .option('--seed <n>', 'of folds and resamples (default: 0)', wholeNumber(0))
    .option('--resamples <n>', 'also the 95 % interval, the permutation null and the bias at this size', wholeNumber(2))
    .option('--ids-a <file>', 'sample ids of a, one a line, to compare with those of b')
    .option('--ids-b <file>', 'sample ids of b, one a line')
    .addOption(jsonOption())
    .addHelpText('after', `\nMeasures:\n${Object.values(measures).map(summary).join('\n')}`)
    .addHelpText(
      'after',
      examples(
        'similarity a.npy b.npy --measure cka --kernel rbf',
        'similarity a.npy b.npy --measure rsa-cosine --resamples 200',
      ),
    )
    .action(similarity);
}

function summary({ name, description, range, invariances, reference }: SimilarityMeasure): string {
  const [least, greatest] = range.map((end) => (Number.isFinite(end) ? String(Number(end.toFixed(3))) : '…'));
  return `  ${name} [${least}, ${greatest}]\n    ${description}\n    Unchanged by ${invariances.join(', ')}. ${reference}.`;
}

function similarity(a: string, b: string, options: SimilarityOptions): void {
  const { measure: name, json, resamples, idsA, idsB, ...given } = options;
  const measure = measures[name];
  const settings = settingsOf(measure, given, resamples);
  if ((idsA === undefined) !== (idsB === undefined))
    throw new InputError(`Ids are compared with ids: give ${idsA === undefined ? '--ids-a' : '--ids-b'} too.`);
  const x = readMatrix(a, idsA);
  const y = readMatrix(b, idsB);
  if (x.rows !== y.rows)
    throw new InputError(
      `${a} has ${x.rows} rows, ${b} has ${y.rows}: similarity needs the same samples in the same order.`,
    );
  const value = measure.compute(x, y, settings);
  const size = { n: x.rows, p: x.columns, q: y.columns };
  const how = { resamples, seed: given.seed, options: settings };
  const uncertainty = resamples !== undefined && {
    interval: bootstrapInterval(measure, x, y, how),
    permuted: permutationNull(measure, x, y, how),
    independent: independentGaussians(measure, size, how),
  };
  const { sigma, ...others } = settings;
  const shown = settings.kernel === 'rbf' ? { ...others, sigma } : others;
  if (json) return printJson({ measure: name, value, n: x.rows, ...shown, ...uncertainty });
  const named = Object.entries(shown).map(([option, setting]) => `${option} ${setting}`);
  const variant = named.length ? ` (${named.join(', ')})` : '';
  console.log(`${name}${variant} of ${x.rows} samples: ${value.toFixed(6)}`);
  if (!uncertainty) return;
  const { interval, permuted, independent } = uncertainty;
  const spread = (mean: number, deviation: number): string => `${mean.toFixed(4)} ± ${deviation.toFixed(4)}`;
  console.log(`95 % interval over samples: ${interval[0].toFixed(4)} to ${interval[1].toFixed(4)}`);
  console.log(
    `samples in random order: ${spread(permuted.mean, permuted.standardDeviation)}, p ${permuted.p.toFixed(4)}`,
  );
  console.log(`independent Gaussians of this size: ${spread(independent.mean, independent.standardDeviation)}`);
}

/** The measure's options, those left out as they are by default. Throws InputError for one that it does not take. */
function settingsOf(measure: SimilarityMeasure, given: MeasureOptions, resamples: number | undefined): MeasureOptions {
  const taken = [...Object.keys(measure.defaults), ...(measure.optional ?? [])];
  const settings: MeasureOptions = { ...measure.defaults };
  for (const [option, value] of Object.entries(given))
    if (taken.includes(option)) Object.assign(settings, { [option]: value });
    else if (option !== 'seed' || resamples === undefined)
      throw new InputError(
        `--${option} does not apply to ${measure.name}, which takes ${taken.length ? taken.map((one) => `--${one}`).join(', ') : 'no options'}.`,
      );
  return settings;
}

function readMatrix(file: string, idsFile: string | undefined): FeatureMatrix {
  const { shape, values } = readNpy(file);
  if (shape.length !== 2)
    throw new InputError(`${file} has shape [${shape.join(', ')}]; expected two dimensions, samples × features.`);
  if (values instanceof BigInt64Array || values instanceof BigUint64Array)
    throw new InputError(`${file} holds 64-bit integers; save features as float32 or float64.`);
  const [rows, columns] = shape;
  const ids = idsFile === undefined ? undefined : readIds(idsFile);
  return { rows, columns, values: values instanceof Float32Array ? values : Float64Array.from(values), ids };
}

function readIds(file: string): string[] {
  return readText(file).trimEnd().split(/\r?\n/);
}
