import type { ProbeTarget } from '../target.js';
import { logDepth } from './geometry.js';

/** Depth as networks that know no scale are judged: the read-out is that of `depth`, each image is scaled and shifted. */
export const depthScaleInvariant: ProbeTarget = {
  name: 'depth-scale-invariant',
  description: 'Depth up to a scale and a shift of each image, which least squares give it before it is scored.',
  unit: 'log m',
  width: 1,
  kind: 'regression',
  metrics: ['delta1ScaleShift', 'absRelScaleShift', 'rmseScaleShift'],
  requires: ['depth'],
  cells: 'any',
  values: logDepth,
};
