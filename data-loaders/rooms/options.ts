import * as os from 'node:os';
import { z } from 'zod';
import { InputError } from '../../src/support/errors.js';
import { cacheFolder } from '../../src/support/files.js';
import type { CacheOptions } from '../bounded-cache.js';
import type { Split } from '../sample.js';
import type { Style } from './materials.js';
import { presets, type PresetName } from './presets.js';

/** Raise when the same options make other bytes: fingerprints and cache names follow. */
export const generatorVersion = 5;

/** What a world is; all optional. */
export interface RoomsOptions {
  /** `independent`: materials regardless of geometry; `natural`: statistics of real frames. Default `independent`. */
  preset?: PresetName;
  /** Coupling of material to class and geometry, 0..1. Default 0 for `independent`, 1 for `natural`. */
  kappa?: number;
  /** Pixels. Default 64 × 48. */
  width?: number;
  height?: number;
  /** Cameras per scene, 2..8. Default 4. */
  views?: number;
  /** Scenes per split, or training scenes alone, to which a quarter is added for each other split. Default 96, 24 and 40. */
  scenes?: number | Partial<Record<Split, number>>;
  /** Seed of the training world. Default 0. */
  seed?: number | string;
  /** Seed of the validation and test worlds. Default `held-out`. */
  heldOutSeed?: number | string;
  /** Edge of the scene cloud's voxels in metres. Default 0.06. */
  voxel?: number;
  /** Threads that `render` uses. Default: the machine's cores, at most 8. */
  workers?: number;
  /** Default: 2 GB in the user's cache folder. */
  cache?: Partial<CacheOptions>;
}

/** Options with every default filled in. */
export interface ResolvedRooms {
  style: Style;
  width: number;
  height: number;
  views: number;
  scenes: Record<Split, number>;
  seed: number | string;
  heldOutSeed: number | string;
  voxel: number;
  workers: number;
  cache: CacheOptions;
}

const seedSchema = z.union([z.number(), z.string()]);
const count = z.number().int().min(0).max(100_000);
const pixels = z.number().int().min(16).max(4096);

export const roomsOptions = z.strictObject({
  preset: z
    .enum(Object.keys(presets) as [PresetName, ...PresetName[]])
    .default('independent')
    .meta({ argument: 'name', description: 'statistics of the world' }),
  kappa: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .meta({ argument: '0..1', description: 'coupling of material and geometry, the preset’s unless given' }),
  width: pixels.default(64).meta({ argument: 'px', description: 'width of the frames' }),
  height: pixels.default(48).meta({ argument: 'px', description: 'height of the frames' }),
  views: z.number().int().min(2).max(8).default(4).meta({ argument: 'n', description: 'views per scene' }),
  scenes: z
    .union([count, z.strictObject({ train: count.default(96), val: count.default(24), test: count.default(40) })])
    .default({ train: 96, val: 24, test: 40 })
    .meta({ argument: 'n', description: 'training scenes' }),
  seed: seedSchema.default(0),
  heldOutSeed: seedSchema.default('held-out'),
  voxel: z
    .number()
    .min(0.005)
    .max(1)
    .default(0.06)
    .meta({ argument: 'metres', description: 'edge of the voxels of clouds' }),
  workers: z.number().int().min(1).max(64).optional(),
  cache: z
    .strictObject({ folder: z.string().optional(), limit: z.number().min(0).default(2e9) })
    .default({ limit: 2e9 }),
});

const remedies: Record<string, string> = {
  preset: `one of ${Object.keys(presets).join(', ')}`,
  kappa: 'a number from 0 (independent) to 1 (decided by class)',
  width: 'whole pixels from 16 to 4096',
  height: 'whole pixels from 16 to 4096',
  views: 'a whole number from 2 to 8',
  scenes: 'a number of training scenes, or numbers as {train, val, test}, whole from 0',
  seed: 'a number or a text',
  heldOutSeed: 'a number or a text',
  voxel: 'metres from 0.005 to 1',
  workers: 'a whole number of threads from 1 to 64',
  cache: '{folder, limit} with limit in bytes, 0 for no cache',
};

/** The names of all options. */
export const roomsOptionNames: readonly string[] = Object.keys(remedies);

/** Checks options and fills in the defaults. Throws InputError naming the option, what was given and what is possible. */
export function resolveRooms(options: RoomsOptions): ResolvedRooms {
  const parsed = roomsOptions.safeParse(options);
  if (!parsed.success) throw explain(options, parsed.error.issues[0]);
  const { preset, kappa, scenes, cache, workers, ...rest } = parsed.data;
  return {
    ...rest,
    scenes: typeof scenes === 'number' ? withHeldOut(scenes) : scenes,
    style: { preset, kappa: kappa ?? presets[preset].kappa },
    workers: workers ?? Math.min(os.availableParallelism(), 8),
    cache: { folder: cache.folder ?? cacheFolder('rooms'), limit: cache.limit },
  };
}

function withHeldOut(train: number): Record<Split, number> {
  const heldOut = Math.ceil(train / 4);
  return { train, val: heldOut, test: heldOut };
}

function explain(options: RoomsOptions, issue: z.core.$ZodIssue): InputError {
  if (issue.code === 'unrecognized_keys') {
    const where = ['rooms', ...issue.path].join('.');
    const known = issue.path.length === 0 ? Object.keys(remedies).join(', ') : remedies[String(issue.path[0])];
    return new InputError(`Unknown option ${issue.keys.join(', ')} of ${where}: give ${known}.`);
  }
  const name = String(issue.path[0] ?? 'options');
  const given = JSON.stringify((options as Record<string, unknown>)[name]);
  return new InputError(`Option ${name} of rooms is ${given}: give ${remedies[name] ?? 'a plain object'}.`);
}
