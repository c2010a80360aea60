import { z } from 'zod';
import { architectures } from '../nn/index.js';
import { controls, variations } from '../pretrain/index.js';
import { corruptions } from '../robustness/index.js';
import { tasks } from '../tasks/index.js';
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
  /** Frames that cannot be read and are left out. */
  leftOut?: string[];
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

/** How much each encoder of a study is pretrained. */
export interface PretrainConfig {
  steps: number;
  /** Frame pairs per step. */
  batch: number;
  /** Further options of `pretrain` that differ from its defaults. */
  options: Record<string, unknown>;
}

/** How the encoders of a study are probed. */
export interface ProbeConfig {
  heads: ('ridge' | 'mlp')[];
  /** Frames per split from which cells are drawn; spread evenly over the scenes. */
  frames: { train: number; val: number; test: number };
  /** Cells drawn per frame and stage. */
  cells: number;
}

/** What is spent on a task. */
export interface TaskBudget {
  /** Training frames that have labels; spread evenly over the scenes. */
  frames: number;
  /** Shares of the labels, each trained with. */
  labels: number[];
  steps: number;
  /** Test frames and severities under which it is measured, where fewer than the study has will do. */
  robustness?: { frames: number; severities: number[] };
}

/** Which tasks a study fine-tunes its encoders for, and at what length. */
export interface TaskConfig extends TaskBudget {
  /** Tasks of the registry. */
  names: string[];
  /** What single tasks take instead, by name. */
  budgets?: Record<string, Partial<TaskBudget>>;
  /** Whether what predicts without looking is scored beside the variations. */
  baselines?: boolean;
  /** Test frames of which predictions are pictured, clean and corrupted; none when omitted. */
  pictures?: number;
}

const positive = z.number().int().positive();
const share = z.number().min(0).max(1);
const severities = z.array(z.number().int().min(1).max(5));
const taskNames = Object.keys(tasks);
const taskBudget = z.object({
  frames: positive,
  labels: z.array(share),
  steps: positive,
  robustness: z
    .object({ frames: positive, severities: severities.min(1) })
    .strict()
    .optional(),
});

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
        severities,
      })
      .strict(),
    tasks: taskBudget
      .extend({
        names: z.array(z.enum(taskNames)),
        budgets: z.partialRecord(z.enum(taskNames), taskBudget.partial().strict()).optional(),
        baselines: z.boolean().optional(),
        pictures: z.number().int().nonnegative().optional(),
      })
      .strict(),
    leftOut: z.array(z.string()).optional(),
  })
  .strict()
  .superRefine(({ robustness, tasks: { budgets = {}, ...common } }, context) => {
    for (const [name, budget] of Object.entries({ ...budgets, all: common })) {
      const strange = budget.robustness?.severities.filter((severity) => !robustness.severities.includes(severity));
      if (strange === undefined || strange.length === 0) continue;
      const path = ['tasks', ...(name === 'all' ? [] : ['budgets', name]), 'robustness', 'severities'];
      const message = `${strange.join(', ')} not among robustness.severities (${robustness.severities.join(', ')})`;
      context.addIssue({ code: 'custom', path, message });
    }
  });

/** Checks a configuration, wherever it was put together. Throws InputError naming each wrong field. */
export function checkStudyConfig(value: unknown): StudyConfig {
  const result = schema.safeParse(value);
  if (!result.success) {
    const faults = result.error.issues.map((issue) => `${issue.path.join('.') || 'config'}: ${issue.message}`);
    throw new InputError(`The study's configuration is not valid. ${faults.join('; ')}.`);
  }
  return result.data as StudyConfig;
}
