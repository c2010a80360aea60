import type { Random } from '../../support/random.js';

/** From the mildest, 1, to the strongest, 5. */
export type Severity = 1 | 2 | 3 | 4 | 5;

/** All severities, the mildest first. */
export const severities: readonly Severity[] = [1, 2, 3, 4, 5];

/** A way in which images go bad, at five severities. */
export interface Corruption {
  name: string;
  /** Where the definition and its parameters come from. */
  reference: string;
  /**
   * 'colour' when it changes hue or saturation alone and leaves shapes and their contrast; an encoder that discards
   * colour is immune to these by construction, so they are reported apart from the 'other' ones.
   */
  group: 'colour' | 'other';
  /** What the parameter is, with its unit. */
  parameter: string;
  /** The parameter at severity 1 … 5. */
  values: readonly [number, number, number, number, number];
  /**
   * The corrupted image, sRGB bytes [height, width, 3], a new array. Random only where the corruption is, and then
   * decided by `random` alone.
   */
  apply(rgb: Uint8Array, width: number, height: number, severity: Severity, random: Random): Promise<Uint8Array>;
}

/** The paper that most definitions and their severities come from. */
export const imageNetC =
  'ImageNet-C: Hendrycks & Dietterich, Benchmarking neural network robustness to common corruptions, ICLR 2019';
