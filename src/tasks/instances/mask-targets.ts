import type { Sample } from '../../../data-loaders/sample.js';
import { InputError } from '../../support/errors.js';
import type { PositiveCell } from '../detection/detection-targets.js';
import type { GridLevel } from '../detection/pyramid.js';

/** Cells from which masks are learnt, and what these masks are. */
export interface MaskTargets {
  /** The same number for every image: where there are fewer, the first cell fills up, with the weight 0. */
  queries: Pick<PositiveCell, 'cell' | 'level'>[][];
  /** 1 where a mask is known, else 0, [images, queries]. */
  weights: Float32Array;
  /** Share of each cell of the finest level that belongs to the object, [images, queries, cells]. */
  truth: Float32Array;
}

/** Cells of an object from which its mask is learnt: those nearest to its middle, at most this many. */
const cellsPerObject = 4;

/**
 * The masks to learn from the positive cells of samples: of each object whose pixels are seen, from the four cells with the
 * highest centre-ness. Undefined when there is none. Throws InputError if a sample has no instances.
 */
export function maskTargets(
  samples: readonly Sample[],
  positives: readonly PositiveCell[],
  finest: GridLevel,
): MaskTargets | undefined {
  const chosen = samples.map((sample, image) => {
    const central = mostCentral(positives.filter((positive) => positive.image === image));
    return central.flatMap((positive) => {
      const shares = cellShares(sample, positive.box.instance, finest);
      return shares.some((share) => share > 0) ? [{ ...positive, shares }] : [];
    });
  });
  const count = Math.max(...chosen.map(({ length }) => length));
  if (count === 0) return undefined;
  const cells = finest.height * finest.width;
  const weights = new Float32Array(samples.length * count);
  const truth = new Float32Array(samples.length * cells * count);
  const queries = chosen.map((ofImage, image) => {
    ofImage.forEach(({ shares }, query) => {
      weights[image * count + query] = 1;
      truth.set(shares, (image * count + query) * cells);
    });
    const fill = { cell: finest.first, level: finest };
    return Array.from({ length: count }, (_, query) => ofImage[query] ?? fill);
  });
  return { queries, weights, truth };
}

/** Of each object the cells nearest to its middle. */
function mostCentral(positives: readonly PositiveCell[]): PositiveCell[] {
  const ofObject = new Map<PositiveCell['box'], PositiveCell[]>();
  for (const positive of [...positives].sort((a, b) => b.centreness - a.centreness)) {
    const cells = ofObject.get(positive.box) ?? [];
    if (cells.length < cellsPerObject) ofObject.set(positive.box, [...cells, positive]);
  }
  return [...ofObject.values()].flat();
}

/** Share of each cell's pixels in the image that belong to an instance. */
function cellShares({ id, instances, width, height }: Sample, instance: number, level: GridLevel): Float32Array {
  if (!instances) throw new InputError(`${id} has no instances: masks are learnt and scored on frames that have them.`);
  const { stride } = level;
  const shares = new Float32Array(level.height * level.width);
  for (let v = 0; v < height; v++)
    for (let u = 0; u < width; u++) {
      if (instances[v * width + u] !== instance) continue;
      const [row, column] = [Math.floor(v / stride), Math.floor(u / stride)];
      const pixels = Math.min(stride, height - row * stride) * Math.min(stride, width - column * stride);
      shares[row * level.width + column] += 1 / pixels;
    }
  return shares;
}
