import { z } from 'zod';
import { architectures } from '../nn/index.js';
import { controls, variations } from '../pretrain/index.js';
import { corruptions } from '../robustness/index.js';
import { datasetEntry, datasetNames, type DatasetName } from '../../data-loaders/registry.js';
import { InputError } from '../support/errors.js';

/** Everything that decides a study's result; written whole into `study.json`. */
export interface StudyConfig {
  /** What the study is called: the name of its profile, or any other. */
  profile: string;
  dataset: DatasetConfig;
  /** Seeds of the replications: each has its own initialisation, data order and (on Rooms) training world. */
  seeds: number[];
  /** Pretraining variations and controls, by name in the registry `variations`. */
  variations: string[];
  encoder: { architecture: string; width: number };
  pretrain: PretrainConfig;
  probe: ProbeConfig;
  robustness: { frames: number; corruptions: string[]; severities: number[] };
  tasks: TaskConfig;
}

/** Which frames a study sees. */
export interface DatasetConfig {
  name: DatasetName;
  width: number;
  height: number;
  /** Scenes per split, where they are rendered. */
  scenes?: { train: number; val: number; test: number };
  /** Further options of the dataset, as in its entry of the registry. */
  [option: string]: unknown;
}

export interface PretrainConfig {
  steps: number;
  /** Frame pairs per step. */
  batch: number;
  /** Further options of `pretrain` that differ from its defaults. */
  options: Record<string, unknown>;
}

export interface ProbeConfig {
  heads: ('ridge' | 'mlp')[];
  /** Frames per split from which cells are drawn; spread evenly over the scenes. */
  frames: { train: number; val: number; test: number };
  /** Cells drawn per frame and stage. */
  cells: number;
}

export interface TaskConfig {
  /** Training frames that have labels; spread evenly over the scenes. */
  frames: number;
  names: 'depth'[];
  labels: number[];
  steps: number;
}

const positive = z.number().int().positive();
const share = z.number().min(0).max(1);

const schema = z
  .object({
    profile: z.string(),
    dataset: z
      .looseObject({
        name: z.enum(datasetNames),
        width: positive,
        height: positive,
        scenes: z.object({ train: positive, val: positive, test: positive }).optional(),
      })
      .superRefine(({ name, ...options }, context) => {
        const faults = datasetEntry(name).options.safeParse(options).error?.issues ?? [];
        for (const { path, message } of faults) context.addIssue({ code: 'custom', path, message });
      }),
    seeds: z.array(z.number().int().nonnegative()).min(1),
    variations: z.array(z.enum(Object.keys({ ...variations, ...controls }))).min(1),
    encoder: z.object({ architecture: z.enum(Object.keys(architectures)), width: positive }).strict(),
    pretrain: z.object({ steps: positive, batch: positive, options: z.record(z.string(), z.unknown()) }).strict(),
    probe: z
      .object({
        heads: z.array(z.enum(['ridge', 'mlp'])).min(1),
        frames: z.object({ train: positive, val: positive, test: positive }).strict(),
        cells: positive,
      })
      .strict(),
    robustness: z
      .object({
        frames: positive,
        corruptions: z.array(z.enum(Object.keys(corruptions))),
        severities: z.array(z.number().int().min(1).max(5)),
      })
      .strict(),
    tasks: z
      .object({ frames: positive, names: z.array(z.literal('depth')), labels: z.array(share), steps: positive })
      .strict(),
  })
  .strict();

/** Checks a configuration, wherever it was put together. Throws InputError naming each wrong field. */
export function checkStudyConfig(value: unknown): StudyConfig {
  const result = schema.safeParse(value);
  if (!result.success) {
    const faults = result.error.issues.map((issue) => `${issue.path.join('.') || 'config'}: ${issue.message}`);
    throw new InputError(`The study's configuration is not valid. ${faults.join('; ')}.`);
  }
  return result.data as StudyConfig;
}
