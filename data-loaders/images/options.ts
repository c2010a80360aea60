import { z } from 'zod';
import { InputError } from '../../src/support/errors.js';

/** Schema of the options of {@link images}: checks them and fills in defaults. */
export const imagesOptions = z.strictObject({
  root: z.string().min(1).meta({ argument: 'dir', description: 'folder or .zip archive of images' }),
  width: z.int().positive().optional().meta({ argument: 'px', description: 'width of the frames' }),
  height: z.int().positive().optional().meta({ argument: 'px', description: 'height of the frames' }),
  every: z.int().positive().default(1).meta({ argument: 'n', description: 'keep every n-th image' }),
});

/** Options of {@link images}. */
export interface ImagesOptions {
  /** Folder of images, also in folders in it, or a `.zip` archive of such. */
  root: string;
  /** Working size in pixels; each image's own when left out. Give both or neither. */
  width?: number;
  height?: number;
  /** Keep every n-th image (1). */
  every?: number;
}

/** Checks options and fills in the defaults. Throws InputError saying what is wrong with which. */
export function parseOptions(options: ImagesOptions): z.infer<typeof imagesOptions> {
  const parsed = imagesOptions.safeParse(options);
  if (!parsed.success) throw new InputError(`Options of images are wrong: ${z.prettifyError(parsed.error)}`);
  if ((parsed.data.width === undefined) !== (parsed.data.height === undefined))
    throw new InputError('images was given one of width and height; give both or neither.');
  return parsed.data;
}
