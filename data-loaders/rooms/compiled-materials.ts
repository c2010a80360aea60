import { exactCos, exactSin } from '../../src/support/exact-math.js';
import type { RoomScene } from './scene.js';
import { roomTextureKinds } from './vocabulary.js';

/** The materials of a scene by instance, as struct of arrays. */
export interface CompiledMaterials {
  /** Index into `roomTextureKinds`. */
  kind: Uint8Array;
  /** [n, 2] the texture's direction times its frequency: cycles along and across = this, turned, times metres. */
  direction: Float64Array;
  /** [n, 2] */
  phase: Float64Array;
  contrast: Float64Array;
  /** [n, 3] linear. */
  colour: Float64Array;
  specular: Float64Array;
  /** The highlight falls off as cos^(2^gloss); 0 where there is none. */
  gloss: Uint8Array;
}

/** Turns a scene's materials into arrays. */
export function compileMaterials({ instances }: Pick<RoomScene, 'instances'>): CompiledMaterials {
  const materials = instances.map(({ material }) => material);
  return {
    kind: Uint8Array.from(materials, ({ kind }) => roomTextureKinds.indexOf(kind)),
    direction: Float64Array.from(
      materials.flatMap(({ orientation, frequency }) => [
        frequency * exactCos(orientation),
        frequency * exactSin(orientation),
      ]),
    ),
    phase: Float64Array.from(materials.flatMap(({ phase }) => phase)),
    contrast: Float64Array.from(materials, ({ contrast }) => contrast),
    colour: Float64Array.from(materials.flatMap(({ colour }) => colour)),
    specular: Float64Array.from(materials, ({ specular }) => specular),
    gloss: Uint8Array.from(materials, ({ specular, gloss }) => (specular > 0 ? gloss : 0)),
  };
}
