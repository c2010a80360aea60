import type { ProbeTarget } from './target.js';
import { edges, occlusion } from './targets/boundaries.js';
import { albedo, chroma, hueHistogram, lab, rgb } from './targets/colour.js';
import { gabor } from './targets/gabor.js';
import { depth, depthBeyondPosition, depthWithinImage, normals, position } from './targets/geometry.js';
import { lbp } from './targets/lbp.js';
import { depthScaleInvariant } from './targets/scale-invariant-depth.js';
import { semantics } from './targets/semantics.js';
import { shape } from './targets/shape.js';
import { texture, textureEnergy, textureFrequency, textureOrientation } from './targets/texture.js';

/** What studies ask of the features of a cell, by name; their runs are named by this list. */
export const probeTargets: Record<string, ProbeTarget> = byName([
  rgb,
  chroma,
  albedo,
  texture,
  textureFrequency,
  textureOrientation,
  textureEnergy,
  depth,
  depthBeyondPosition,
  depthWithinImage,
  normals,
  position,
]);

/** All that can be asked: what studies ask, what only annotations tell, depth up to scale and shift, and further views of colour, texture and outline. */
export const allProbeTargets: Record<string, ProbeTarget> = {
  ...probeTargets,
  ...byName([semantics, lab, hueHistogram, lbp, gabor, edges, occlusion, shape, depthScaleInvariant]),
};

function byName(targets: readonly ProbeTarget[]): Record<string, ProbeTarget> {
  return Object.fromEntries(targets.map((target) => [target.name, target]));
}
