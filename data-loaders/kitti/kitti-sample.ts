import type { Pose } from '../../src/geometry/pose.js';
import type { Box, Sample } from '../sample.js';
import type { KittiBox } from './object-labels.js';
import type { CarCamera } from './rig.js';
import type { LaserScan } from './velodyne.js';

/** A frame of KITTI, with what only KITTI has. */
export interface KittiSample extends Sample {
  boxes?: (Box & Partial<KittiBox>)[];
  /** The laser scan of the frame. */
  points?: LaserScan;
  /** Nanoseconds since 1970 of the car's clock, or since the beginning of an odometry sequence. */
  time?: bigint;
  /** From the rectified frame of camera 0, in which KITTI states boxes and odometry, to this camera's: a translation. */
  cameraFromRectified?: Pose;
  /** The cameras of the car by number, as far as the calibration tells them, for images of the size of the sample. */
  cameras?: readonly (CarCamera | undefined)[];
  /** From the laser scanner (x forward, y left, z up) to this camera. */
  cameraFromVelodyne?: Pose;
  /** Metres, [height, width], 0 where no point falls: the input of depth completion, beside its truth in `depth`. */
  sparseDepth?: Float32Array;
  /** Pixels, [height, width], 0 where not measured: how far the right image shows a point to the left. */
  disparity?: Float32Array;
  /** Pixels right and down, [height, width, 2], NaN where not measured: where the next image shows a point. */
  flow?: Float32Array;
}

/** What a layout reads of a frame, at its recorded size. */
export type RecordedFrame = Omit<KittiSample, 'id' | 'dataset' | 'scene' | 'split'>;
