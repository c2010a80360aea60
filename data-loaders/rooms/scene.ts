import type { Hour } from './lighting.js';
import type { Style } from './materials.js';
import type { RoomClass, TextureKind } from './vocabulary.js';

export type Vector = [number, number, number];

/** Reflectance of one surface as a function of its own two coordinates (metres along the surface). */
export interface RoomMaterial {
  kind: TextureKind;
  /** Cycles per metre; 0 for flat. */
  frequency: number;
  /** Radians in [0, π) from the surface's first coordinate, in which the pattern repeats. */
  orientation: number;
  /** Offset of the pattern along and across its direction, in cycles. */
  phase: [number, number];
  /** Standard deviation of the reflectance as a share of its mean; 0 for flat. */
  contrast: number;
  /** Mean linear reflectance, 0..1. */
  colour: Vector;
  /** Strength of the highlight at normal incidence, 0..1. */
  specular: number;
  /** The highlight falls off as cos^(2^gloss). */
  gloss: number;
}

/** One thing with one class and one material: a wall, a table, a book. Instance id = index in `RoomScene.instances` + 1. */
export interface Instance {
  class: RoomClass;
  material: RoomMaterial;
}

/** A convex solid in a frame of its own. `frustum` has its axis along local z and radii `half[0]` below, `top` above. */
export interface Solid {
  shape: 'box' | 'ellipsoid' | 'frustum';
  centre: Vector;
  /** Half extents along the local axes; a frustum's height is 2·half[2]. */
  half: Vector;
  /** Radius at the upper end of a frustum. */
  top?: number;
  /** Local axes in world coordinates, one row each. */
  axes: [Vector, Vector, Vector];
  /** Index into `RoomScene.instances`. */
  instance: number;
  /** Lies on a larger surface and is so shallow that its shadow is not worth the time. */
  relief?: boolean;
  /** Glows by itself: linear radiance added to what it reflects, by the light it belongs to. */
  glows?: 'daylight' | 'ceiling' | 'lamp';
}

/** Where light can come from: a rectangle (centre and half edges). Part of the geometry; what it sends is `Lighting`. */
export interface Luminaire {
  kind: 'daylight' | 'ceiling' | 'lamp';
  centre: Vector;
  edges: [Vector, Vector];
  /** Unit direction of emission for a window; undefined for sources that send evenly. */
  facing?: Vector;
  /** Index of the instance that carries it and throws no shadow of its own. */
  instance: number;
}

/** Colour and power of every kind of luminaire: what `relight` changes. Intensities in linear RGB, arbitrary unit. */
export interface Lighting {
  hour: Hour;
  daylight: Vector;
  ceiling: Vector;
  lamp: Vector;
  /** Indirect light that falls on every surface from above and from below. */
  ambientAbove: Vector;
  ambientBelow: Vector;
}

/** One camera of a scene with everything that belongs to the exposure and not to the room. */
export interface View {
  /** 4×4 row-major, camera to world. */
  worldFromCamera: number[];
  /** Focal length and principal point in units of the image width and height. */
  focal: number;
  principal: [number, number];
  /** Factor on the metered exposure. */
  exposure: number;
  /** Share of the light's tint that the white balance removes, and its error on red and blue. */
  whiteBalance: { strength: number; red: number; blue: number };
  vignetting: number;
  /** Standard deviation of the sensor's noise at mid grey, in sRGB units of 0..1. */
  noise: number;
  /** Seeds the noise of colour and depth. */
  noiseSeed: number;
  /** Measured overlap with the first view: the larger share of either image seen by the other. 1 for the first. */
  overlap: number;
}

/** A furnished room: everything that decides its pictures, as plain data. */
export interface RoomScene {
  /** From where its materials are drawn. */
  style: Style;
  /** Corners of the room. */
  low: Vector;
  high: Vector;
  /** The first six are the room's own faces: walls −x, +x, −y, +y, floor, ceiling. */
  instances: Instance[];
  solids: Solid[];
  luminaires: Luminaire[];
  lighting: Lighting;
  views: View[];
}

/** Indices of the room's own faces in `RoomScene.instances`. */
export const shellFaces = { west: 0, east: 1, south: 2, north: 3, floor: 4, ceiling: 5 } as const;
