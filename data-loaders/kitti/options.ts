import { z } from 'zod';
import { classSetNames, type ClassSetName } from '../cityscapes/class-set.js';
import type { Split } from '../sample.js';
import { InputError } from '../../src/support/errors.js';
import type { CameraIndex } from './rig.js';

/** What people have of KITTI on disk, see docs/datasets/kitti.md. */
export const layoutNames = ['object', 'raw', 'odometry', 'depth', 'stereo', 'semantics'] as const;
export type LayoutName = (typeof layoutNames)[number];

/** Schema of the options of {@link kitti}: checks them and fills in defaults. */
export const kittiOptions = z.strictObject({
  root: z.string().min(1).meta({ argument: 'dir', description: 'folder of the dataset or of one of its layouts' }),
  layout: z.enum(layoutNames).optional().meta({ argument: 'name', description: 'what to read of the folder' }),
  width: z.int().positive().optional().meta({ argument: 'px', description: 'width of the frames' }),
  height: z.int().positive().optional().meta({ argument: 'px', description: 'height of the frames' }),
  every: z.int().positive().default(1).meta({ argument: 'n', description: 'keep every n-th frame' }),
  camera: z
    .int()
    .min(0)
    .max(3)
    .default(2)
    .meta({ argument: '0..3', description: '0, 1 grey left, right; 2, 3 colour' }),
  splitBy: z
    .enum(['drive', 'benchmark', 'eigen'])
    .optional()
    .meta({ argument: 'rule', description: 'what decides the splits' }),
  trainList: z.string().min(1).optional().meta({ argument: 'file', description: 'list of the training frames' }),
  valList: z.string().min(1).optional().meta({ argument: 'file', description: 'list of the validation frames' }),
  testList: z.string().min(1).optional().meta({ argument: 'file', description: 'list of the test frames' }),
  raw: z.string().min(1).optional().meta({ argument: 'dir', description: 'raw recordings that depth maps belong to' }),
  labels: z
    .enum(classSetNames)
    .default('cityscapes34')
    .meta({ argument: 'set', description: 'classes of semantic labels' }),
  maps: z
    .enum(['occ', 'noc'])
    .default('occ')
    .meta({ argument: 'kind', description: 'disparity and flow of all pixels, or of those that both images show' }),
  incomplete: z
    .enum(['keep', 'leave-out'])
    .default('keep')
    .meta({ argument: 'rule', description: 'what to do with frames that lack the scan, pose or label of others' }),
  points: z.boolean().optional(),
  segment: z.int().positive().default(36).meta({ argument: 'n', description: 'frames of a drive that make a scene' }),
  voxel: z.number().positive().default(0.2).meta({ argument: 'metres', description: 'edge of the voxels of clouds' }),
});

/** Options of {@link kitti}. */
export interface KittiOptions {
  /** Folder of the dataset, or of one of its layouts; official archives in it need not be unpacked. */
  root: string;
  /** Which layout to read; may be left out where the root has one. */
  layout?: LayoutName;
  /** Working size in pixels; each frame's own when left out. Give both or neither. */
  width?: number;
  height?: number;
  /** Keep every n-th frame of a drive, or of the images (1). */
  every?: number;
  /** 0 grey left, 1 grey right, 2 colour left (the default), 3 colour right. */
  camera?: number;
  /**
   * Of raw, odometry and depth: `drive` splits by drive (the default of raw and odometry), `benchmark` as KITTI's benchmarks
   * do (the default of depth); of raw and depth also `eigen`, the 697 test frames of Eigen et al.
   */
  splitBy?: 'drive' | 'benchmark' | 'eigen';
  /** Files that list the frames of a split: as published with BTS for raw and depth, numbers for object. */
  trainList?: string;
  valList?: string;
  testList?: string;
  /** The raw recordings that belong to depth maps, when they lie elsewhere. */
  raw?: string;
  /** Classes of semantics: all 34 of Cityscapes (the default), or the 19 that are scored. */
  labels?: ClassSetName;
  /** Disparity and flow of all pixels (`occ`, the default), or of those only that both images show (`noc`). */
  maps?: 'occ' | 'noc';
  /** Whether to keep frames that lack the scan, pose or label that others of the layout have (`keep`). */
  incomplete?: 'keep' | 'leave-out';
  /** Whether samples carry their scan, some megabytes each; when left out, only those of the recorded size do. */
  points?: boolean;
  /** Frames of a drive that make a scene (36). */
  segment?: number;
  /** Edge in metres of the voxels of a scene's cloud (.2). */
  voxel?: number;
}

/** The options with their defaults. */
export type CompleteOptions = z.infer<typeof kittiOptions> & { camera: CameraIndex };

/** Options that only some layouts can heed. */
const layoutsOf = {
  splitBy: ['raw', 'odometry', 'depth'],
  trainList: ['object', 'raw', 'depth'],
  valList: ['object', 'raw', 'depth'],
  testList: ['object', 'raw', 'depth'],
  raw: ['depth'],
} as const satisfies Partial<Record<keyof KittiOptions, readonly LayoutName[]>>;

/** Layouts whose images are of the left colour camera only. */
const leftOnly: readonly LayoutName[] = ['stereo', 'semantics'];

/** Throws InputError naming an option that the layout would leave unheeded. */
export function checkLayoutOptions(options: CompleteOptions, layout: LayoutName): void {
  for (const [name, layouts] of Object.entries(layoutsOf) as [keyof typeof layoutsOf, readonly LayoutName[]][])
    if (options[name] !== undefined && !layouts.includes(layout))
      throw new InputError(`Option ${name} of kitti is for ${layouts.join(', ')}, not for ${layout}. Leave it out.`);
  if (options.camera !== 2 && leftOnly.includes(layout))
    throw new InputError(`The layout ${layout} of kitti has truth of camera 2 only. Leave \`camera\` out.`);
}

/** The lists of splits that were given: file by split. */
export function listsOf({ trainList, valList, testList }: CompleteOptions): [Split, string][] {
  const lists: [Split, string | undefined][] = [
    ['train', trainList],
    ['val', valList],
    ['test', testList],
  ];
  return lists.filter((list): list is [Split, string] => list[1] !== undefined);
}

/** Throws InputError naming the option that is wrong. */
export function parseOptions(options: KittiOptions): CompleteOptions {
  const parsed = kittiOptions.safeParse(options);
  if (!parsed.success) throw new InputError(`Options of kitti are wrong: ${z.prettifyError(parsed.error)}`);
  if ((parsed.data.width === undefined) !== (parsed.data.height === undefined))
    throw new InputError('kitti was given one of width and height; give both or neither.');
  return parsed.data as CompleteOptions;
}
