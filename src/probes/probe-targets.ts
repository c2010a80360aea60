import type { ProbeTarget } from './target.js';
import { albedo, chroma, rgb } from './targets/colour.js';
import { depth, depthBeyondPosition, depthWithinImage, normals, position } from './targets/geometry.js';
import { semantics } from './targets/semantics.js';
import { texture, textureEnergy, textureFrequency, textureOrientation } from './targets/texture.js';

/** What studies ask of the features of a cell, by name; adding a target is adding a line. */
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

/** All that can be asked: what studies ask, and what only annotations tell. */
export const allProbeTargets: Record<string, ProbeTarget> = { ...probeTargets, ...byName([semantics]) };

function byName(targets: readonly ProbeTarget[]): Record<string, ProbeTarget> {
  return Object.fromEntries(targets.map((target) => [target.name, target]));
}
