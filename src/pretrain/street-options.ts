import { viewLengths } from '../geometry/index.js';
import type { PretrainOptions } from './options.js';

/**
 * What differs from a preset in streets, where things are ten times as far as in rooms, and depth is that of a laser scanner.
 *
 * Views are compared at the lengths of {@link viewLengths}. Beyond 40 m a street has few points, and a thousand drawn from
 * all would lie too far apart.
 */
export function streetOptions({ pointEncoder }: PretrainOptions): Partial<PretrainOptions> {
  const [near, wide] = pointEncoder.levels;
  const { tolerance, ...views } = viewLengths.street;
  return {
    viewTolerance: tolerance,
    pointTolerance: 0.5,
    ...views,
    pointEncoder: {
      ...pointEncoder,
      levels: [
        { ...near, radius: 2 },
        { ...wide, radius: 6 },
      ],
    },
  };
}
