import type { ProbeTarget } from './target.js';
import { albedo, chroma, rgb } from './targets/colour.js';
import { depth, depthBeyondPosition, depthWithinImage, normals, position } from './targets/geometry.js';
import { texture, textureEnergy, textureFrequency, textureOrientation } from './targets/texture.js';

/** What can be asked of the features of a cell, by name; adding a target is adding a line. */
export const probeTargets: Record<string, ProbeTarget> = Object.fromEntries(
  [
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
  ].map((target) => [target.name, target]),
);
