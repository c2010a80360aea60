import { InvalidArgumentError, Option } from 'commander';
import type { ColourNormalisation } from '../features/index.js';
import { InputError } from '../support/errors.js';

/** `--mean` and `--deviation`: what a foreign encoder expects of colours. */
export function meanOption(): Option {
  return new Option('--mean <rgb>', 'taken off colours in 0..1 first, as .485,.456,.406').argParser(threeNumbers);
}

export function deviationOption(): Option {
  return new Option('--deviation <rgb>', 'divides them then, as .229,.224,.225').argParser(threeNumbers);
}

/** The normalisation that a command was told of; none when undefined. Throws InputError when one of the two is missing. */
export function normalisationOf(mean?: number[], deviation?: number[]): ColourNormalisation | undefined {
  if ((mean === undefined) !== (deviation === undefined))
    throw new InputError(`--mean and --deviation belong together: give ${mean ? '--deviation' : '--mean'} too.`);
  return mean && deviation ? { mean, deviation } : undefined;
}

function threeNumbers(text: string): number[] {
  const values = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (values.length !== 3 || !values.every(Number.isFinite))
    throw new InvalidArgumentError('Give three numbers: red, green, blue, with commas between.');
  return values;
}
