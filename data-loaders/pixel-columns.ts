import { isMeasured } from '../src/geometry/posed-depth.js';
import type { Sample, SceneDataset, Split } from './sample.js';

/** Pixels of frames as columns of equal length, `null` where there is no truth: what `table` of arquero takes. */
export interface PixelColumns {
  [name: string]: (string | number | null)[];
  frame: string[];
  split: Split[];
  /** Column and row in the image. */
  u: number[];
  v: number[];
  /** Name of the semantic class. */
  class: (string | null)[];
  /** Metres; `null` also where nothing was measured. */
  depth: (number | null)[];
}

/** Pixels of samples at the middles of square cells, at most `perFrame` (2000) of each, so that frames of any size count alike. */
export function pixelColumns(
  samples: readonly Sample[],
  { classes }: Pick<SceneDataset, 'classes'>,
  { perFrame = 2000 }: { perFrame?: number } = {},
): PixelColumns {
  const columns: PixelColumns = { frame: [], split: [], u: [], v: [], class: [], depth: [] };
  for (const { id, split, width, height, semantics, depth } of samples) {
    const stride = strideFor(width, height, perFrame);
    for (let v = stride >> 1; v < height; v += stride)
      for (let u = stride >> 1; u < width; u += stride) {
        const pixel = v * width + u;
        columns.frame.push(id);
        columns.split.push(split);
        columns.u.push(u);
        columns.v.push(v);
        columns.class.push(semantics ? classes[semantics[pixel]] : null);
        columns.depth.push(depth && isMeasured(depth[pixel]) ? depth[pixel] : null);
      }
  }
  return columns;
}

/** The smallest edge of cells of which an image has at most `most` middles. */
function strideFor(width: number, height: number, most: number): number {
  const along = (length: number, stride: number): number => Math.ceil((length - (stride >> 1)) / stride);
  let stride = 1;
  while (along(width, stride) * along(height, stride) > most) stride++;
  return stride;
}
