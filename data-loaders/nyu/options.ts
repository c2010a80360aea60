import { z } from 'zod';
import { InputError } from '../../src/support/errors.js';
import { classSetNames, type ClassSetName } from './class-set.js';

/** What people have of NYU Depth v2 on disk, see docs/datasets/nyuv2.md. */
export const layoutNames = ['mat', 'sync', 'raw', 'pri3d', 'h5'] as const;
export type LayoutName = (typeof layoutNames)[number];

const crops = ['none', 'frame', 'eigen'] as const;
const depthMaps = ['raw', 'filled'] as const;

/** Schema of the options of {@link nyuv2}: checks them and fills in defaults. */
export const nyuOptions = z.strictObject({
  root: z.string().min(1).meta({ argument: 'dir', description: 'folder of the dataset or of one of its layouts' }),
  layout: z.enum(layoutNames).optional().meta({ argument: 'name', description: 'what to read of the folder' }),
  width: z.int().positive().optional().meta({ argument: 'px', description: 'width of the frames' }),
  height: z.int().positive().optional().meta({ argument: 'px', description: 'height of the frames' }),
  every: z.int().positive().default(1).meta({ argument: 'n', description: 'keep every n-th frame' }),
  labels: z.enum(classSetNames).optional().meta({ argument: 'set', description: 'classes of labels' }),
  depthMap: z
    .enum(depthMaps)
    .default('raw')
    .meta({ argument: 'kind', description: 'depth as measured, or with its holes painted in' }),
  crop: z.enum(crops).default('none').meta({ argument: 'kind', description: 'what to cut off of the frames' }),
  validation: z
    .number()
    .min(0)
    .max(0.5)
    .default(0)
    .meta({ argument: '0..0.5', description: 'share of the training scenes that are for validation' }),
  splitFile: z
    .string()
    .min(1)
    .optional()
    .meta({ argument: 'file', description: 'splits.mat, or the list of the test images' }),
  trainList: z.string().min(1).optional().meta({ argument: 'file', description: 'list of the training images' }),
  valList: z.string().min(1).optional().meta({ argument: 'file', description: 'list of the validation images' }),
  testList: z.string().min(1).optional().meta({ argument: 'file', description: 'list of the test images' }),
});

/** Options of {@link nyuv2}. */
export interface NyuOptions {
  /** Folder of the dataset, or of one of its layouts. */
  root: string;
  /** Which layout to read; may be left out where the root has one. */
  layout?: LayoutName;
  /** Working size in pixels; each frame's own when left out. Give both or neither. */
  width?: number;
  height?: number;
  /** Keep every n-th frame: of a scene, or of the images where each is one (1). */
  every?: number;
  /**
   * Classes of `semantics`: 40, 13, or the 894 names; 40 when left out, if the table that leads to them is there. Pri3D's
   * have 13.
   */
  labels?: ClassSetName;
  /** Of the labelled images: depth as measured (`raw`, the default), or with its holes painted in (`filled`). */
  depthMap?: (typeof depthMaps)[number];
  /** Cut off nothing (the default), the white frame of the images, or all but the part on which depth is scored. */
  crop?: (typeof crops)[number];
  /** Share of the training scenes that are for validation, for which the dataset has none (0). */
  validation?: number;
  /** `splits.mat`, or the list of the test images as published with BTS, if it does not lie in or beside the root. */
  splitFile?: string;
  /** Of the synchronised frames: files that list the images of a split, as published with BTS (Eigen's split). */
  trainList?: string;
  valList?: string;
  testList?: string;
}

/** The options with their defaults. */
export type CompleteOptions = z.infer<typeof nyuOptions>;

/** Checks options and fills in the defaults. Throws InputError naming the one that is wrong. */
export function parseOptions(options: NyuOptions): CompleteOptions {
  const parsed = nyuOptions.safeParse(options);
  if (!parsed.success) throw new InputError(`Options of nyuv2 are wrong: ${z.prettifyError(parsed.error)}`);
  if ((parsed.data.width === undefined) !== (parsed.data.height === undefined))
    throw new InputError('nyuv2 was given one of width and height; give both or neither.');
  return parsed.data;
}
