import type { Camera } from '../../geometry/camera.js';
import type { Severity } from './corruption.js';
import type { Draws } from './draws.js';
import { clip, fractionsOf, roundedBytes } from './fractions.js';

/** Colours [height, width, 3]: sRGB bytes, or the same as fractions 0..1. */
export type Colours = Uint8Array | Float32Array;

/** A raster of colours, with the depth of its pixels where that is known. */
export interface Frame {
  width: number;
  height: number;
  /** Metres along the optical axis, [height, width]; 0 or NaN where unknown. */
  depth?: Float32Array;
  /** The camera that took it, where it is known. */
  camera?: Camera;
}

/** An image to corrupt. */
export interface ColourFrame<C extends Colours = Colours> extends Frame {
  rgb: C;
}

/** The numbers of one severity, in the order of a corruption's `parameters`. */
export type Setting = readonly number[];

/** What the images of a preset lose, by kind. */
export type CorruptionKind = 'noise' | 'blur' | 'weather' | 'digital' | 'depth';

/** A corruption of a published benchmark at five severities, for images of any size. */
export interface ImageCorruption {
  /** As the benchmark's own code spells it. */
  name: string;
  kind: CorruptionKind;
  /** Names of the numbers in each of `values`. */
  parameters: readonly string[];
  /** The numbers at severity 1 … 5. */
  values: readonly [Setting, Setting, Setting, Setting, Setting];
  /** Where definition and numbers come from. */
  reference: string;
  /** Whether it needs the depth of each pixel. */
  needsDepth: boolean;
  /**
   * The corrupted colours: a new array of the same kind, bytes rounded to the nearest. Random only where the corruption
   * is, and then decided by `draws` alone.
   */
  apply<C extends Colours>(image: ColourFrame<C>, severity: Severity, draws: Draws): Promise<C>;
}

/** What a corruption does to colours in 0..1, an array of its own that it may overwrite; its result is clipped. */
export type OnFractions = (unit: Float32Array, frame: Frame, setting: Setting, draws: Draws) => Float32Array;

type Described = Omit<ImageCorruption, 'apply' | 'needsDepth'>;

/** A corruption defined on fractions, for bytes and fractions alike. */
export function onFractions(described: Described, corrupt: OnFractions): ImageCorruption {
  return {
    ...described,
    needsDepth: described.kind === 'depth',
    apply: async <C extends Colours>(image: ColourFrame<C>, severity: Severity, draws: Draws): Promise<C> => {
      const { rgb, width, height, depth, camera } = image;
      const unit = rgb instanceof Uint8Array ? fractionsOf(rgb) : rgb.slice();
      const corrupted = corrupt(unit, { width, height, depth, camera }, described.values[severity - 1], draws);
      return (rgb instanceof Uint8Array ? roundedBytes(corrupted) : clip(corrupted)) as C;
    },
  };
}
