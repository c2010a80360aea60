import { Option, type Command } from 'commander';
import { wholeMatrix, type FeatureRows } from '../features/feature-rows.js';
import { openFeatures } from '../features/open-features.js';
import { measures, type MeasureOptions, type SimilarityMeasure } from '../similarity/measures.js';
import { bootstrapInterval, independentGaussians, permutationNull } from '../similarity/uncertainty.js';
import { InputError } from '../support/errors.js';
import { interruptible } from './interruptible.js';
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
    .argument('<a>', 'features [n, p]: .npy, .safetensors#layer or .npz#array')
    .argument('<b>', 'features [n, q] of the same samples')
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
    .option(
      '--ids-a <file>',
      'sample ids of a, one a line, to compare with those of b (default: as extract wrote them)',
    )
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

async function similarity(a: string, b: string, options: SimilarityOptions): Promise<void> {
  const { measure: name, json, resamples, idsA, idsB, ...given } = options;
  const measure = measures[name];
  const settings = settingsOf(measure, given, resamples);
  const first = await openFeatures(a, { ids: idsA });
  const second = await openFeatures(b, { ids: idsB });
  if ((idsA ?? idsB) !== undefined && !(first.ids && second.ids))
    throw new InputError(`Ids are compared with ids: give ${first.ids ? '--ids-b' : '--ids-a'} too.`);
  if (first.rows !== second.rows)
    throw new InputError(
      `${a} has ${first.rows} rows, ${b} has ${second.rows}: similarity needs the same samples in the same order.`,
    );
  if (isLarge(first, second) && canStream(name, settings, resamples)) {
    const { estimator } = settings;
    // Loaded for what is large alone: everything else needs no backend.
    const { startBackend } = await import('../backend/index.js');
    const { streamingCka } = await import('../similarity/index.js');
    await startBackend();
    const [[value]] = await interruptible((signal) => streamingCka([first], [second], { estimator, signal }));
    return report({ name, value, n: first.rows, settings, json });
  }
  const [x, y] = [wholeMatrix(first), wholeMatrix(second)];
  const value = measure.compute(x, y, settings);
  const size = { n: x.rows, p: x.columns, q: y.columns };
  const how = { resamples, seed: given.seed, options: settings };
  const uncertainty =
    resamples === undefined
      ? undefined
      : {
          interval: bootstrapInterval(measure, x, y, how),
          permuted: permutationNull(measure, x, y, how),
          independent: independentGaussians(measure, size, how),
        };
  report({ name, value, n: x.rows, settings, json, uncertainty });
}

/** More numbers than are read at once where that is not needed: 256 MiB of single precision. */
const manyNumbers = 2 ** 26;

/** More products than are made in double precision, which takes seconds, where they need not be. */
const manyProducts = 2 ** 32;

function isLarge(first: FeatureRows, second: FeatureRows): boolean {
  const { rows } = first;
  const columns = first.columns + second.columns;
  const products = (Math.min(rows, columns) * rows * columns) / 2;
  return products > manyProducts || rows * Math.max(first.columns, second.columns) > manyNumbers;
}

/** Whether a measure can be had in one pass over the samples. */
function canStream(name: string, { kernel, batch }: MeasureOptions, resamples: number | undefined): boolean {
  return name === 'cka' && kernel === 'linear' && batch === undefined && resamples === undefined;
}

interface Reported {
  name: string;
  value: number;
  n: number;
  settings: MeasureOptions;
  json?: boolean;
  uncertainty?: Uncertainty;
}

interface Uncertainty {
  interval: ReturnType<typeof bootstrapInterval>;
  permuted: ReturnType<typeof permutationNull>;
  independent: ReturnType<typeof independentGaussians>;
}

function report({ name, value, n, settings, json, uncertainty }: Reported): void {
  const { sigma, ...others } = settings;
  const shown = settings.kernel === 'rbf' ? { ...others, sigma } : others;
  if (json) return printJson({ measure: name, value, n, ...shown, ...uncertainty });
  const named = Object.entries(shown).map(([option, setting]) => `${option} ${setting}`);
  const variant = named.length ? ` (${named.join(', ')})` : '';
  console.log(`${name}${variant} of ${n} samples: ${value.toFixed(6)}`);
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
