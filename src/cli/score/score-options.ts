import { Option, type Command } from 'commander';
import { jsonOption } from '../options.js';
import type { ScoredPaths } from './paired-files.js';

/** What every command takes that scores pairs of files. */
export interface PairOptions {
  truth: string;
  predictions: string;
  json?: boolean;
}

/** `--gt`, `--pred` and `--json`, the same for all that score pairs of files. */
export function takePairs(command: Command, what: { truth: string; predictions: string }): Command {
  return command
    .addOption(
      new Option('--gt, --truth <path>', `${what.truth}: a folder, a .zip archive or one file`).makeOptionMandatory(),
    )
    .addOption(new Option('--pred, --predictions <path>', `${what.predictions}, matched by name`).makeOptionMandatory())
    .addOption(jsonOption());
}

/** The paths among the options. */
export function pathsOf({ truth, predictions }: ScoredPaths): ScoredPaths {
  return { truth, predictions };
}

/** A share as per cent with one decimal, n/a where it is not defined. */
export function percent(share: number): string {
  return Number.isNaN(share) ? 'n/a' : (100 * share).toFixed(1);
}

/** A number with this many decimals, n/a where it is not defined. */
export function decimals(value: number, digits: number): string {
  return Number.isNaN(value) ? 'n/a' : value.toFixed(digits);
}
