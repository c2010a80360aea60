import type { DepthImage } from '../../src/formats/single-channel-png.js';
import type { Pose } from '../../src/geometry/pose.js';
import type { ColourImage } from '../../src/image/decode.js';
import type { InputError } from '../../src/support/errors.js';
import type { Intrinsics } from './matrix-text.js';

/** Ids of a 2D annotation as stored, [height, width]; it shows what the colour image shows. */
export interface IdImage {
  width: number;
  height: number;
  ids: Uint16Array;
  /** Names it in messages. */
  file: string;
}

/** The parts of a frame at their own sizes. */
export interface StoredFrame {
  colour: ColourImage;
  /** Stored units. */
  depth?: DepthImage;
  /** Camera to world; undefined where tracking was lost. */
  pose?: Pose;
  labels?: IdImage;
  /** 0 = none. */
  instances?: IdImage;
}

/** What the frames of a scan share. */
export interface Calibration {
  colour: Intrinsics;
  /** Undefined if the scan has no depth. */
  depth?: Intrinsics;
  /** From the depth camera to the colour camera; undefined if both stand at one place. */
  colourFromDepth?: Pose;
  /** Stored units of depth per metre. */
  unitsPerMetre: number;
}

/** What the frames of a scan have. */
export interface Carried {
  depth: boolean;
  pose: boolean;
  labels: boolean;
  instances: boolean;
}

/** The frames of one scan, read one at a time. */
export interface FrameSource {
  /** In the order of their numbers. */
  readonly names: readonly string[];
  readonly carried: Carried;
  /** What label images hold: NYU40 ids, or raw ids of ScanNet's table. */
  readonly labelKind: 'nyu40' | 'raw';
  /** Names, sizes and times of the files that decide the frames. */
  readonly fingerprint: string;
  /** Why the scan cannot be opened; reading its one frame throws the same. */
  readonly fault?: InputError;
  calibration(): Promise<Calibration>;
  /** Throws InputError naming the file that cannot be read. */
  read(index: number): Promise<StoredFrame>;
}
