import type { FeatureMap } from '../features/feature-map.js';
import { weightedMean } from '../features/standardise.js';
import { InputError, throwIfAborted } from '../support/errors.js';
import { seeded, type Random } from '../support/random.js';
import { bitsOfClass, bitsOfNumber } from './code-length.js';
import { featuresOfCells } from './draw-cells.js';
import { logProbabilities } from './fit-read-outs.js';
import { fitLinear, type LinearOptions } from './linear.js';
import { fitRidge } from './ridge.js';
import { selectRows } from './select-rows.js';
import type { Splits } from './splits.js';
import { oneHot, type ProbeTruth, type Question, type TargetTruth } from './truth.js';

/** How many bits the training cells' truth takes, given the features of one stage. */
export interface DescriptionLength {
  stage: string;
  target: string;
  /** Training cells that are coded. */
  cells: number;
  bitsPerCell: number;
  /** Of the code that does not look at the features: the mean, or the shares of the classes, of what was seen before. */
  trivialBitsPerCell: number;
  /** Of the code by even odds; of a classification alone. */
  uniformBitsPerCell?: number;
  /** `trivialBitsPerCell / bitsPerCell`: 1 where features tell nothing. */
  compression: number;
  /** What is coded at a time: the scenes known before it, its cells and their bits. */
  blocks: { scenesBefore: number; cells: number; bits: number; trivialBits: number }[];
}

/** Options of {@link descriptionLengths}. */
export interface DescriptionLengthOptions {
  /** Decides the order of the scenes and of batches. */
  seed: number;
  /** Shares of the training scenes after which the read-out is fitted anew, ascending; the last one is 1. */
  shares?: readonly number[];
  /** Steps in which numbers are written, in standard deviations of the validation cells. */
  precision?: number;
  lambdas?: readonly number[];
  /** Of the read-outs of classes. */
  linear?: Omit<LinearOptions, 'random' | 'signal'>;
  signal?: AbortSignal;
}

const defaultShares: readonly number[] = [1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1];

/**
 * Minimum description length of every target by online code: the training scenes, in a drawn order, are sent in growing
 * blocks, each coded by the read-out that was fitted to those before it.
 *
 * Classes take −log₂ of their probability under logistic regression, the first block even odds. Numbers are written in steps
 * of a 64th of the validation cells' standard deviation and take −log₂ of the mass of their step under a Gaussian about what
 * ridge regression says, with the deviation it has there on the validation cells; the first block one about their mean.
 * Epochs and penalties are chosen on the validation cells, which sender and receiver both have. Every cell counts the same.
 * What a target is `beyond` both codes know, as it was fitted to all training scenes.
 *
 * @param scenes scene of each training frame, in the order of the features
 *
 * Throws InputError for fewer than two training scenes and shares that do not ascend to 1.
 * References: Voita & Titov, Information-theoretic probing with minimum description length, EMNLP 2020; Rissanen, Universal
 * coding, information, prediction, and estimation, 1984.
 */
export async function descriptionLengths(
  features: Pick<Splits<FeatureMap>, 'train' | 'validation'>,
  truth: ProbeTruth,
  scenes: readonly string[],
  { shares = defaultShares, precision = 1 / 64, ...options }: DescriptionLengthOptions,
): Promise<DescriptionLength[]> {
  const { stage, channels } = features.train;
  const names = [...new Set(scenes)];
  const ends = blockEnds(names.length, shares);
  const place = seeded('online code', options.seed).permutation(names.length);
  const placeOfFrame = scenes.map((scene) => place[names.indexOf(scene)]);
  const results: DescriptionLength[] = [];
  for (const { draw, targets } of truth.groups) {
    const rows = {
      train: featuresOfCells(features.train, draw.train),
      validation: featuresOfCells(features.validation, draw.validation),
    };
    for (const question of targets) {
      throwIfAborted(options.signal);
      const known = rowsKnown(question.truth.train);
      const placeOfRow = (row: number): number => placeOfFrame[draw.train.frames[row]];
      const random = seeded('online code', options.seed, stage, question.target.name);
      const coder = question.classes
        ? classCoder(question, rows, channels, random, options)
        : numberCoder(question, rows, channels, precision, options);
      const blocks: DescriptionLength['blocks'] = [];
      for (const [i, end] of ends.entries()) {
        const scenesBefore = i === 0 ? 0 : ends[i - 1];
        const seen = known.filter((row) => placeOfRow(row) < scenesBefore);
        const block = known.filter((row) => placeOfRow(row) >= scenesBefore && placeOfRow(row) < end);
        const trivialBits = coder.trivial(block, seen);
        const bits = seen.length > 0 && block.length > 0 ? await coder.readOut(block, seen) : trivialBits;
        blocks.push({ scenesBefore, cells: block.length, bits, trivialBits });
      }
      const perCell = (of: 'bits' | 'trivialBits'): number =>
        blocks.reduce((sum, block) => sum + block[of], 0) / known.length;
      const [bitsPerCell, trivialBitsPerCell] = [perCell('bits'), perCell('trivialBits')];
      results.push({
        stage,
        target: question.target.name,
        cells: known.length,
        bitsPerCell,
        trivialBitsPerCell,
        uniformBitsPerCell: coder.uniformBits,
        compression: trivialBitsPerCell / bitsPerCell,
        blocks,
      });
    }
  }
  return results;
}

/** Numbers of scenes that are known after each block. */
function blockEnds(scenes: number, shares: readonly number[]): number[] {
  if (scenes < 2)
    throw new InputError(
      `An online code needs two training scenes or more, ${scenes} given: nothing is seen before the first.`,
    );
  const ascends = shares.every((share, i) => share > (i === 0 ? 0 : shares[i - 1]));
  if (!ascends || shares.at(-1) !== 1)
    throw new InputError(`Shares of scenes must ascend from above 0 to 1: [${shares.join(', ')}] was given.`);
  return [...new Set(shares.map((share) => Math.max(1, Math.round(share * scenes))))];
}

/** How the truth of one question is coded. */
interface Coder {
  uniformBits?: number;
  /** Bits of the rows of a block by what is seen without features. */
  trivial(block: readonly number[], seen: readonly number[]): number;
  /** By the read-out that is fitted to what is seen. */
  readOut(block: readonly number[], seen: readonly number[]): Promise<number>;
}

type Rows = Pick<Splits<Float32Array>, 'train' | 'validation'>;

function rowsKnown({ known }: TargetTruth): number[] {
  return Array.from(known.keys()).filter((row) => known[row]);
}

function classCoder(
  { target, classes, truth }: Question,
  features: Rows,
  columns: number,
  random: Random,
  { linear, signal }: Pick<DescriptionLengthOptions, 'linear' | 'signal'>,
): Coder {
  const labels = truth.train.values;
  const present = new Uint8Array(classes);
  for (const row of rowsKnown(truth.train)) present[labels[row]] = 1;
  const shown = present.reduce((sum, yes) => sum + yes, 0);
  const beforehand = (split: 'train' | 'validation'): Float32Array | undefined =>
    truth[split].offsets && logProbabilities(truth[split].offsets, classes);
  const known = { train: beforehand('train'), validation: beforehand('validation') };
  const data = (split: 'train' | 'validation', rows: readonly number[]): Parameters<typeof fitLinear>[0] => ({
    rows: rows.length,
    features: selectRows(features[split], columns, rows),
    targets: [
      {
        values: selectRows(oneHot(truth[split], classes), classes, rows),
        weights: new Float32Array(rows.length).fill(1),
        offsets: known[split] && selectRows(known[split], classes, rows),
      },
    ],
  });
  const validation = data('validation', rowsKnown(truth.validation));
  const networks = [{ name: target.name, width: classes, kind: 'classification' as const }];
  const bitsOf = (block: readonly number[], logitsOf: (row: number, i: number, k: number) => number): number =>
    block.reduce((sum, row, i) => {
      const logits = Array.from({ length: classes }, (_, k) => logitsOf(row, i, k));
      const highest = Math.max(...logits.filter((_, k) => present[k]));
      return sum + bitsOfClass(labels[row], logits.map((logit) => Math.exp(logit - highest)), present); // prettier-ignore
    }, 0);
  return {
    uniformBits: Math.log2(shown),
    trivial: (block, seen) => {
      if (known.train) return bitsOf(block, (row, _, k) => known.train![row * classes + k]);
      const counts = new Float64Array(classes).fill(0.5);
      for (const row of seen) counts[labels[row]]++;
      return bitsOf(block, (_row, _, k) => Math.log(counts[k]));
    },
    readOut: async (block, seen) => {
      const [fit] = await fitLinear(data('train', seen), validation, columns, networks, { ...linear, random, signal });
      const said = fit.predict(selectRows(features.train, columns, block), block.length);
      return bitsOf(block, (row, i, k) => said[i * classes + k] + (known.train?.[row * classes + k] ?? 0));
    },
  };
}

function numberCoder(
  { target: { width }, truth }: Question,
  features: Rows,
  columns: number,
  precision: number,
  { lambdas }: Pick<DescriptionLengthOptions, 'lambdas'>,
): Coder {
  const held = rowsKnown(truth.validation);
  const heldValues = selectRows(truth.validation.values, width, held);
  const heldFeatures = selectRows(features.validation, columns, held);
  const heldMean = weightedMean(heldValues, held.length, width);
  /** Root mean square of what is left of the validation cells, for each number. */
  const deviations = (said: (i: number) => number): Float64Array => {
    const squares = new Float64Array(width);
    heldValues.forEach((value, i) => (squares[i % width] += (value - said(i)) ** 2 / held.length));
    return squares.map(Math.sqrt);
  };
  // A number that does not vary takes no bits with any step.
  const steps = deviations((i) => heldMean[i % width]).map((deviation) => precision * (deviation || 1));
  const bitsOf = (block: readonly number[], said: (i: number) => number, spread: Float64Array): number => {
    let bits = 0;
    selectRows(truth.train.values, width, block).forEach((value, i) => {
      bits += bitsOfNumber(value, steps[i % width], said(i), spread[i % width]);
    });
    return bits;
  };
  return {
    trivial: (block, seen) => {
      const values = selectRows(truth.train.values, width, seen);
      const mean = seen.length > 0 ? weightedMean(values, seen.length, width) : heldMean;
      const said = (i: number): number => mean[i % width];
      return bitsOf(block, said, deviations(said));
    },
    readOut: async (block, seen) => {
      const [fit] = fitRidge(
        {
          rows: seen.length,
          features: selectRows(features.train, columns, seen),
          targets: [selectRows(truth.train.values, width, seen)],
        },
        { rows: held.length, features: heldFeatures, targets: [heldValues] },
        columns,
        lambdas,
      );
      const onHeld = fit.predict(heldFeatures, held.length);
      const said = fit.predict(selectRows(features.train, columns, block), block.length);
      return bitsOf(block, (i) => said[i], deviations((i) => onHeld[i])); // prettier-ignore
    },
  };
}
