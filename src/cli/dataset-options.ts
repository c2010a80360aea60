import { Option, type Command } from 'commander';
import {
  datasetOptions,
  fittingSize,
  needOptions,
  optionFlag,
  type DatasetEntry,
  type DatasetOption,
} from '../../data-loaders/dataset-entry.js';
import { datasetEntry, datasetNames, openDataset, type DatasetName } from '../../data-loaders/registry.js';
import type { SceneDataset } from '../../data-loaders/sample.js';
import { InputError } from '../support/errors.js';
import { numberBetween, wholeNumber } from './options.js';

/** Options of datasets that a command was given, by name. */
export type DatasetChoice = Readonly<Record<string, unknown>>;

/** The same, with the seed of all that is drawn. */
export type DatasetOptions = DatasetChoice & { seed: number };

/** What a command takes for options that are not given, by where datasets come from; else the datasets' own defaults hold. */
export type DatasetDefaults = Partial<Record<DatasetEntry['origin'], DatasetChoice>>;

const entries = datasetNames.map((name) => ({ ...datasetEntry(name), known: datasetOptions(datasetEntry(name)) }));

/** What a command takes for options of a dataset that are not given: frames as wide as suits it. */
function defaultsOf(entry: DatasetEntry, defaults: DatasetDefaults, given: DatasetChoice = {}): DatasetChoice {
  const { width, height, ...others } = { ...defaults[entry.origin] };
  if (typeof width !== 'number' || typeof height !== 'number') return { ...defaults[entry.origin] };
  const wanted = { width, height: typeof given.height === 'number' ? given.height : height };
  return { ...others, ...fittingSize(entry, wanted) };
}

/** Adds the options of all datasets to a command, without those named in `except`. */
export function addDatasetChoice(
  command: Command,
  { defaults = {}, except = [] }: { defaults?: DatasetDefaults; except?: readonly string[] } = {},
): Command {
  const names = new Set(entries.flatMap(({ known }) => known.map(({ name }) => name)));
  for (const name of names) if (!except.includes(name)) command.addOption(optionOf(name, defaults));
  return command;
}

/** Adds the options of all datasets, and the seed. */
export function addDatasetOptions(command: Command, defaults: DatasetDefaults): Command {
  return addDatasetChoice(command, { defaults }).option(
    '--seed <n>',
    'seed of the training world and of all else that is drawn',
    wholeNumber(0),
    0,
  );
}

/** One option for all datasets that have one of this name. */
function optionOf(name: string, defaults: DatasetDefaults): Option {
  const owners = entries.flatMap((entry) =>
    entry.known.filter((option) => option.name === name).map((option) => ({ entry, option })),
  );
  const values = owners.map(({ entry, option }) => ({
    owner: entry.name,
    value: defaultsOf(entry, defaults)[name] ?? option.default,
  }));
  const [{ option }] = owners;
  const who = owners.length === entries.length ? '' : ` (${owners.map(({ entry }) => entry.name).join(', ')})`;
  const made = new Option(`${optionFlag(name)} <${option.argument}>`, option.description + who + defaultText(values));
  const options = owners.map((owner) => owner.option);
  const minimum = Math.min(...options.map((one) => one.minimum));
  const maximum = Math.max(...options.map((one) => one.maximum));
  const parsers: Record<DatasetOption['type'], () => Option> = {
    text: () => made,
    choice: () => made.choices([...new Set(options.flatMap(({ choices }) => choices))]),
    whole: () => made.argParser(wholeNumber(minimum)),
    number: () => made.argParser(numberBetween(minimum, maximum)),
  };
  return parsers[option.type]();
}

function defaultText(values: readonly { owner: string; value: unknown }[]): string {
  const plain = values.filter(({ value }) => ['string', 'number'].includes(typeof value));
  if (plain.length === 0) return '';
  const usual = plain.length === values.length ? mostFrequent(plain.map(({ value }) => value)) : undefined;
  const others = plain.filter(({ value }) => value !== usual).map(({ owner, value }) => `${String(value)} in ${owner}`);
  return ` (default: ${[...(usual === undefined ? [] : [String(usual)]), ...others].join(', ')})`;
}

/** The value of most, where more than half agree. */
function mostFrequent(values: readonly unknown[]): unknown {
  return values.find((value) => 2 * values.filter((other) => other === value).length > values.length);
}

/** The options given that a dataset has. Throws InputError when another's is among them, or one that it needs is missing. */
export function ownOptions(name: DatasetName, given: DatasetChoice): Record<string, unknown> {
  const own = entries.find((entry) => entry.name === name)!.known;
  const chosen: Record<string, unknown> = {};
  for (const { known } of entries)
    for (const option of known) {
      const value = given[option.name];
      if (value === undefined) continue;
      if (!own.some((one) => one.name === option.name)) throw notAnOption(option.name, name);
      chosen[option.name] = value;
    }
  needOptions(datasetEntry(name), chosen);
  return chosen;
}

function notAnOption(option: string, name: DatasetName): InputError {
  const owners = entries.filter(({ known }) => known.some((one) => one.name === option)).map((entry) => entry.name);
  return new InputError(
    `${optionFlag(option)} is an option of ${owners.join(', ')}: choose that dataset, or leave it out for ${name}.`,
  );
}

/** Opens the dataset that a command was told of. Throws InputError when its options do not fit it. */
export async function openNamed(
  name: DatasetName,
  { seed, ...given }: DatasetOptions,
  defaults: DatasetDefaults,
): Promise<SceneDataset> {
  const entry = datasetEntry(name);
  // Held-out worlds of their own: the study's test scenes are not for looking around in.
  const world = entry.origin === 'rendered' ? { seed } : {};
  return openDataset(name, { ...defaultsOf(entry, defaults, given), ...world, ...ownOptions(name, given) });
}
