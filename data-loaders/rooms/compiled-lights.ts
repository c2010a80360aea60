import type { RoomScene } from './scene.js';

/** Lights that are on, as struct of arrays. */
export interface CompiledLights {
  count: number;
  /** [count, 3] */
  centre: Float64Array;
  /** [count, 6] both half edges of the luminous face. */
  edges: Float64Array;
  /** [count, 3] direction of emission; (0, 0, 0) for lights that send evenly. */
  facing: Float64Array;
  oriented: Uint8Array;
  /** [count, 3] linear. */
  colour: Float64Array;
  /** Radius of the sphere around the luminous face. */
  radius: Float64Array;
  /** Square of the distance below which a light no longer grows much brighter when approached. */
  softening: Float64Array;
  /** Instance that carries the light and throws no shadow in it. */
  instance: Uint16Array;
}

/** Most lights that one scene can have: what they are seen by is counted in four bits each of one integer. */
const most = 7;

/** Turns a scene's lights into arrays, without those that are off. */
export function compileLights({ luminaires, lighting }: Pick<RoomScene, 'luminaires' | 'lighting'>): CompiledLights {
  const on = luminaires.filter(({ kind }) => lighting[kind].some((power) => power > 0)).slice(0, most);
  const squares = on.map(({ edges }) => edges.flat().reduce((sum, x) => sum + x * x, 0));
  return {
    count: on.length,
    centre: Float64Array.from(on.flatMap(({ centre }) => centre)),
    edges: Float64Array.from(on.flatMap(({ edges }) => edges.flat())),
    facing: Float64Array.from(on.flatMap(({ facing }) => facing ?? [0, 0, 0])),
    oriented: Uint8Array.from(on, ({ facing }) => (facing ? 1 : 0)),
    colour: Float64Array.from(on.flatMap(({ kind }) => lighting[kind])),
    radius: Float64Array.from(squares, (square) => Math.sqrt(square)),
    softening: Float64Array.from(squares, (square) => square + 0.05),
    instance: Uint16Array.from(on, ({ instance }) => instance),
  };
}
