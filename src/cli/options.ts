import { InvalidArgumentError, Option } from 'commander';
import * as path from 'node:path';

/** Parses a whole number of at least `minimum`. */
export function wholeNumber(minimum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isSafeInteger(value) || value < minimum)
      throw new InvalidArgumentError(`Give a whole number of at least ${minimum}.`);
    return value;
  };
}

/** Parses a finite number in [minimum, maximum]. */
export function numberBetween(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value) || value < minimum || value > maximum)
      throw new InvalidArgumentError(`Give a number between ${minimum} and ${maximum}.`);
    return value;
  };
}

/** Parses the name of a PNG file. */
export function pngFile(text: string): string {
  if (path.extname(text).toLowerCase() !== '.png') throw new InvalidArgumentError('Give a name that ends in .png.');
  return text;
}

/** `--backend`, the same for every command that computes. */
export function backendOption(): Option {
  return new Option('--backend <name>', 'where tensors are computed')
    .choices(['auto', 'tensorflow', 'webgpu', 'wasm', 'cpu'])
    .default('auto');
}

/** `--on-error`: what to do about a frame that cannot be read. */
export function onErrorOption(): Option {
  return new Option('--on-error <what>', 'end at the first frame that cannot be read, or go on without it')
    .choices(['stop', 'skip'])
    .default('stop');
}

/** `--json`: exactly one JSON document on standard output. */
export function jsonOption(): Option {
  return new Option('--json', 'print one JSON document and nothing else on standard output');
}

/** Command lines for the end of a command's help. */
export function examples(...lines: string[]): string {
  return ['', lines.length === 1 ? 'Example:' : 'Examples:', ...lines.map((line) => `  npx alignscope ${line}`)].join(
    '\n',
  );
}

/** Prints a value as the one JSON document of a command. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
