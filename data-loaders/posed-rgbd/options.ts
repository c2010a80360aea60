import { z } from 'zod';
import { InputError } from '../../src/support/errors.js';

/** Schema of the options of {@link posedRgbd}: checks them and fills in defaults. */
export const posedRgbdOptions = z.strictObject({
  root: z.string().min(1).meta({ argument: 'dir', description: 'folder of the frames, or of one folder a scene' }),
  width: z.int().positive().optional().meta({ argument: 'px', description: 'width of the frames' }),
  height: z.int().positive().optional().meta({ argument: 'px', description: 'height of the frames' }),
  every: z.int().positive().default(1).meta({ argument: 'n', description: 'keep every n-th frame' }),
  depthScale: z
    .number()
    .positive()
    .default(1000)
    .meta({ argument: 'units', description: 'stored units of depth per metre' }),
  voxel: z.number().positive().default(0.05).meta({ argument: 'metres', description: 'edge of the voxels of clouds' }),
  nearDuplicates: z.boolean().default(false),
});

/** Options of {@link posedRgbd}. */
export interface PosedRgbdOptions {
  /** Folder of frames, or of one such folder a scene. */
  root: string;
  /** Working size in pixels; the size of the depth images when left out. Give both or neither. */
  width?: number;
  height?: number;
  /** Keep every n-th frame (1). */
  every?: number;
  /** Stored depth units per metre (1000: millimetres). */
  depthScale?: number;
  /** Edge in metres of the voxels of a scene's cloud (.05). */
  voxel?: number;
  /** Whether validation and test also list frames that show nearly the same as the one before (false). */
  nearDuplicates?: boolean;
}

/** Checks options and fills in the defaults. Throws InputError saying what is wrong with which. */
export function resolvePosedRgbd(options: PosedRgbdOptions): z.infer<typeof posedRgbdOptions> {
  const parsed = posedRgbdOptions.safeParse(options);
  if (!parsed.success) throw new InputError(`Options of posed-rgbd are wrong: ${z.prettifyError(parsed.error)}`);
  if ((parsed.data.width === undefined) !== (parsed.data.height === undefined))
    throw new InputError('posed-rgbd was given one of width and height; give both or neither.');
  return parsed.data;
}
