import { z } from 'zod';
import { InputError } from '../../src/support/errors.js';

/** What to read: objects (with keypoints and captions, as far as they are there), or panoptic segments. */
export const layoutNames = ['instances', 'panoptic'] as const;
export type CocoLayout = (typeof layoutNames)[number];

/** Schema of the options of {@link coco}: checks them and fills in defaults. */
export const cocoOptions = z.strictObject({
  root: z
    .string()
    .min(1)
    .meta({ argument: 'dir', description: 'folder that holds annotations/ and the image folders' }),
  layout: z.enum(layoutNames).optional().meta({ argument: 'name', description: 'objects, or panoptic segments' }),
  year: z.int().optional().meta({ argument: 'yyyy', description: 'release, where there are several: 2014 or 2017' }),
  only: z.enum(['train', 'val', 'test']).optional().meta({ argument: 'split', description: 'open one split only' }),
  images: z
    .enum(['all', 'annotated', 'present'])
    .default('all')
    .meta({ argument: 'which', description: 'all images, those with annotations, or those that are on disk' }),
  width: z.int().positive().optional().meta({ argument: 'px', description: 'width of the frames' }),
  height: z.int().positive().optional().meta({ argument: 'px', description: 'height of the frames' }),
  every: z.int().positive().default(1).meta({ argument: 'n', description: 'keep every n-th image' }),
});

/** Options of {@link coco}. */
export interface CocoOptions {
  /** Folder that holds `annotations/` and the image folders; official archives in it need not be unpacked. */
  root: string;
  /** Objects (`instances`, the default where there are any), or segments that cover the image (`panoptic`). */
  layout?: CocoLayout;
  /** 2014 or 2017; the latest that is there when left out. */
  year?: number;
  /** Open one split only; all whose images are there when left out. */
  only?: 'train' | 'val' | 'test';
  /** All images (the default), only those with annotations, or only those that are on disk. */
  images?: 'all' | 'annotated' | 'present';
  /** Working size in pixels; each image's own when left out. Give both or neither. */
  width?: number;
  height?: number;
  /** Keep every n-th image of a split (1). */
  every?: number;
}

/** The options with their defaults. */
export type CompleteOptions = z.infer<typeof cocoOptions>;

/** Checks options and fills in the defaults. Throws InputError saying what is wrong with which. */
export function parseOptions(options: CocoOptions): CompleteOptions {
  const parsed = cocoOptions.safeParse(options);
  if (!parsed.success) throw new InputError(`Options of coco are wrong: ${z.prettifyError(parsed.error)}`);
  if ((parsed.data.width === undefined) !== (parsed.data.height === undefined))
    throw new InputError('coco was given one of width and height; give both or neither.');
  return parsed.data;
}
