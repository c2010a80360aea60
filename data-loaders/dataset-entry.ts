import { z } from 'zod';
import { InputError } from '../src/support/errors.js';
import type { DatasetOffer } from './dataset-offer.js';
import type { SceneDataset } from './sample.js';

/**
 * A dataset that can be opened by name: all that commands, studies and documentation know of it.
 *
 * An option that can be given on the command line has `.meta({ argument, description })`: what its value is called there
 * and what it means. Options without `argument` are for code alone.
 */
export interface DatasetEntry<Schema extends z.ZodObject = z.ZodObject> {
  name: string;
  /** One sentence: what it is and what it carries. */
  description: string;
  reference: string;
  /** Rendered by this package from a seed, or recorded and read from a folder. */
  origin: 'rendered' | 'recorded';
  /** What it has and where it comes from. */
  offer: DatasetOffer;
  /** Width over height at which commands and studies take its frames unless told, where 4:3 would squeeze them. */
  aspect?: number;
  /** Every option with its type, range, default and meaning. */
  options: Schema;
  /** Opens it without reading a frame. Throws InputError naming the option, folder or file that is wrong. */
  open(options: z.input<Schema>): SceneDataset | Promise<SceneDataset>;
}

/** A size of 4:3 for frames of a dataset: as high, and as wide as suits them. */
export function fittingSize<Size extends { width: number; height: number }>(
  { aspect }: Pick<DatasetEntry, 'aspect'>,
  size: Size,
): Size {
  return aspect === undefined ? size : { ...size, width: Math.round(aspect * size.height) };
}

/** One option of a dataset that can be given on the command line, as plain data. */
export interface DatasetOption {
  /** As in code; `depthScale` is `--depth-scale` on the command line. */
  name: string;
  /** What its value is called: dir, px, n. */
  argument: string;
  description: string;
  type: 'text' | 'whole' | 'number' | 'choice';
  /** Of a choice. */
  choices: readonly string[];
  /** Of numbers, inclusive; −∞ and ∞ where there is no limit. */
  minimum: number;
  maximum: number;
  default: unknown;
  required: boolean;
}

/** What the JSON Schema of a dataset's options says of one of them. */
interface Property {
  type?: string;
  enum?: string[];
  anyOf?: Property[];
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  default?: unknown;
  description?: string;
  argument?: string;
}

const scalars: Record<string, DatasetOption['type']> = { string: 'text', integer: 'whole', number: 'number' };

/** The options of a dataset that can be given on the command line, in the order of its schema. */
export function datasetOptions({ options }: Pick<DatasetEntry, 'options'>): DatasetOption[] {
  const { properties = {}, required = [] } = z.toJSONSchema(options, { io: 'input' });
  return Object.entries(properties as Record<string, Property>)
    .filter(([, { argument }]) => argument !== undefined)
    .map(([name, property]) => {
      // Where several forms are possible, the command line takes the plain one.
      const value = property.anyOf?.find(({ type = '' }) => type in scalars) ?? property;
      const type = value.enum ? 'choice' : scalars[value.type ?? ''];
      const above = type === 'whole' ? 1 : 0;
      return {
        name,
        argument: property.argument!,
        description: property.description ?? '',
        type,
        choices: value.enum ?? [],
        minimum: value.minimum ?? (value.exclusiveMinimum === undefined ? -Infinity : value.exclusiveMinimum + above),
        maximum: value.maximum ?? Infinity,
        default: property.default,
        required: required.includes(name),
      };
    });
}

/** How an option is written on the command line: `--depth-scale`. */
export function optionFlag(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Throws InputError naming an option of a dataset that is needed and not given. */
export function needOptions(entry: DatasetEntry, given: Readonly<Record<string, unknown>>): void {
  for (const { name, required, description } of datasetOptions(entry))
    if (required && given[name] === undefined)
      throw new InputError(`Dataset ${entry.name} needs ${optionFlag(name)}: ${description}.`);
}
