import { z } from 'zod';
import { InputError } from '../../src/support/errors.js';
import { classSetNames, type ClassSetName } from './class-set.js';

/** Which labels are read, see docs/datasets/cityscapes.md. */
export const layoutNames = ['fine', 'coarse'] as const;
export type LayoutName = (typeof layoutNames)[number];

/** Schema of the options of {@link cityscapes}: checks them and fills in defaults. */
export const cityscapesOptions = z.strictObject({
  root: z.string().min(1).meta({ argument: 'dir', description: 'folder that holds leftImg8bit/, gtFine/ and so on' }),
  layout: z.enum(layoutNames).optional().meta({ argument: 'name', description: 'which labels: gtFine or gtCoarse' }),
  width: z.int().positive().optional().meta({ argument: 'px', description: 'width of the frames' }),
  height: z.int().positive().optional().meta({ argument: 'px', description: 'height of the frames' }),
  every: z.int().positive().default(1).meta({ argument: 'n', description: 'keep every n-th frame of a city' }),
  labels: z.enum(classSetNames).default('cityscapes34').meta({ argument: 'set', description: 'classes of labels' }),
  annotations: z.boolean().default(true),
  depth: z.boolean().optional(),
  right: z.boolean().default(false),
});

/** Options of {@link cityscapes}. */
export interface CityscapesOptions {
  /** Folder that holds `leftImg8bit`, `gtFine` and so on, each also in the folder of its archive, or in its `.zip`. */
  root: string;
  /** Labels of `gtFine` (the default where it is there) or of `gtCoarse`, which `train_extra` has too. */
  layout?: LayoutName;
  /** Working size in pixels; 2048×1024 as recorded when left out. Give both or neither. */
  width?: number;
  height?: number;
  /** Keep every n-th frame of a city (1). */
  every?: number;
  /** Classes of `semantics`: all labels under their ids (the default), or the 19 that are trained, from 1. */
  labels?: ClassSetName;
  /** Whether to read labels, instances and boxes (true). */
  annotations?: boolean;
  /** Whether to read disparity as depth, which takes camera files; when left out, where there is disparity. */
  depth?: boolean;
  /** Whether to read the right image (false). */
  right?: boolean;
}

/** Checks options and fills in the defaults. Throws InputError naming the one that is wrong. */
export function parseOptions(options: CityscapesOptions): z.infer<typeof cityscapesOptions> {
  const parsed = cityscapesOptions.safeParse(options);
  if (!parsed.success) throw new InputError(`Options of cityscapes are wrong: ${z.prettifyError(parsed.error)}`);
  if ((parsed.data.width === undefined) !== (parsed.data.height === undefined))
    throw new InputError('cityscapes was given one of width and height; give both or neither.');
  return parsed.data;
}
