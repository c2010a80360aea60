import { z } from 'zod';
import { InputError } from '../../src/support/errors.js';
import { classSetNames, type ClassSetName } from './class-set.js';
import { layoutNames, type LayoutName } from './layout.js';

/** Schema of the options of {@link scannet}: checks them and fills in defaults. */
export const scannetOptions = z.strictObject({
  root: z
    .string()
    .min(1)
    .meta({ argument: 'dir', description: 'folder that holds scans or scannet_frames_25k, or one of these' }),
  layout: z.enum(layoutNames).optional().meta({ argument: 'name', description: 'how the frames are stored' }),
  width: z.int().positive().optional().meta({ argument: 'px', description: 'width of the frames' }),
  height: z.int().positive().optional().meta({ argument: 'px', description: 'height of the frames' }),
  every: z.int().positive().default(1).meta({ argument: 'n', description: 'keep every n-th frame' }),
  labels: z.enum(classSetNames).default('nyu40').meta({ argument: 'set', description: 'classes of semantic labels' }),
  labelTable: z.string().min(1).optional().meta({ argument: 'file', description: 'table of raw labels' }),
  trainList: z
    .string()
    .min(1)
    .optional()
    .meta({ argument: 'file', description: 'list of the training scans or frames' }),
  valList: z
    .string()
    .min(1)
    .optional()
    .meta({ argument: 'file', description: 'list of the validation scans or frames' }),
  testList: z.string().min(1).optional().meta({ argument: 'file', description: 'list of the test scans or frames' }),
  world: z
    .enum(['recorded', 'aligned'])
    .default('recorded')
    .meta({ argument: 'name', description: 'the world as recorded, or turned along the walls' }),
  voxel: z.number().positive().default(0.05).meta({ argument: 'metres', description: 'edge of the voxels of clouds' }),
});

/** Options of {@link scannet}. */
export interface ScannetOptions {
  /** Folder that holds `scans` or `scannet_frames_25k` (also as `.zip`), one of these, or one scan. */
  root: string;
  /** How the frames are stored; may be left out where there is only one way. */
  layout?: LayoutName;
  /** Working size in pixels; the size of the depth images when left out. Give both or neither. */
  width?: number;
  height?: number;
  /** Keep every n-th frame of a scan (1). */
  every?: number;
  /** Classes of `semantics`: NYU40 (the default), or the 20 of the benchmark, numbered from 1. */
  labels?: ClassSetName;
  /** The table of raw labels, if it does not lie in or beside the root. */
  labelTable?: string;
  /** Files that list the scans of a split, if they do not lie in or beside the root. */
  trainList?: string;
  valList?: string;
  testList?: string;
  /**
   * `aligned` turns poses and meshes so that walls lie along the axes, where a scan's `.txt` says how; `recorded` (the default)
   * turns neither.
   */
  world?: 'recorded' | 'aligned';
  /** Edge in metres of the voxels of a scene's cloud (.05). */
  voxel?: number;
}

/** Checks options and fills in the defaults. Throws InputError naming the one that is wrong. */
export function parseOptions(options: ScannetOptions): z.infer<typeof scannetOptions> {
  const parsed = scannetOptions.safeParse(options);
  if (!parsed.success) throw new InputError(`Options of scannet are wrong: ${z.prettifyError(parsed.error)}`);
  if ((parsed.data.width === undefined) !== (parsed.data.height === undefined))
    throw new InputError('scannet was given one of width and height; give both or neither.');
  return parsed.data;
}
