import { scaleCamera, type Camera } from '../../src/geometry/camera.js';
import { isRigid, multiplyPoses, type Pose } from '../../src/geometry/pose.js';
import type { RasterSize } from '../../src/image/resample.js';
import { InputError } from '../../src/support/errors.js';
import { numbersOf, parseKeyedNumbers } from './keyed-numbers.js';

/** Which camera of the car: 0 grey left, 1 grey right, 2 colour left, 3 colour right. */
export type CameraIndex = 0 | 1 | 2 | 3;

/** One rectified camera. */
export interface RigCamera {
  fx: number;
  fy: number;
  cx: number;
  cy: number;
  /** From the rectified frame of camera 0: a translation. */
  cameraFromRectified: Pose;
  /** Of its rectified images, where the calibration tells it. */
  size?: RasterSize;
}

/** A camera of the car with what its images show. */
export interface CarCamera {
  camera: Camera;
  /** From the rectified frame of camera 0: a translation. */
  cameraFromRectified: Pose;
}

/** How the sensors of the car stand to each other on one day. */
export interface Rig {
  /** The file that tells it. */
  file: string;
  cameras: (RigCamera | undefined)[];
  /** From the laser scanner to the rectified frame of camera 0; the grey odometry package does not tell it. */
  rectifiedFromVelodyne?: Pose;
  velodyneFromImu?: Pose;
}

/** The rig as `calib/%06d.txt` of the object benchmark tells it. Throws InputError naming `file`. */
export function objectRig(text: string, file: string): Rig {
  const values = parseKeyedNumbers(text);
  const rotation = checkedRotation(numbersOf(values, 'R0_rect', 9, file), 'R0_rect', file);
  return {
    file,
    cameras: projections(values, (index) => `P${index}`, file),
    rectifiedFromVelodyne: multiplyPoses(rotation, transformAt(values, 'Tr_velo_to_cam', file)),
    velodyneFromImu: values.has('Tr_imu_to_velo') ? transformAt(values, 'Tr_imu_to_velo', file) : undefined,
  };
}

/** The rig as `calib.txt` of an odometry sequence tells it; `Tr` may be missing. Throws InputError naming `file`. */
export function odometryRig(text: string, file: string): Rig {
  const values = parseKeyedNumbers(text);
  return {
    file,
    cameras: projections(values, (index) => `P${index}`, file),
    rectifiedFromVelodyne: values.has('Tr') ? transformAt(values, 'Tr', file) : undefined,
  };
}

/** A calibration file: its text and its name in messages. */
export interface CalibrationText {
  text: string;
  file: string;
}

/**
 * The rig of a date as the raw recordings tell it: `P_rect_0x · R_rect_00 · [R|T] velodyne → camera 0`, with the rectifying
 * rotation of camera 0 for every camera. Throws InputError naming the file.
 */
export function rawRig(cameras: CalibrationText, velodyne?: CalibrationText, imu?: CalibrationText): Rig {
  const { text, file } = cameras;
  const values = parseKeyedNumbers(text);
  const rectify = () => checkedRotation(numbersOf(values, 'R_rect_00', 9, file), 'R_rect_00', file);
  return {
    file,
    cameras: projections(values, (index) => `P_rect_0${index}`, file).map((camera, index) => {
      if (!camera) return undefined;
      const [width, height] = numbersOf(values, `S_rect_0${index}`, 2, file);
      return { ...camera, size: { width, height } };
    }),
    rectifiedFromVelodyne: velodyne && multiplyPoses(rectify(), rotationAndTranslation(velodyne)),
    velodyneFromImu: imu && rotationAndTranslation(imu),
  };
}

/** Images may differ in aspect ratio from those that were calibrated by this share. */
const aspectTolerance = 0.02;

/**
 * The pinhole camera of an image of `size`, with the distance to the other camera of its pair, and its place on the car.
 * Where images have been resized its pixels are scaled with them.
 *
 * Throws InputError naming the image `file` if the calibration has no such camera or is of images of another shape.
 */
export function cameraOf(rig: Rig, index: CameraIndex, size: RasterSize, file: string): CarCamera {
  const found = rig.cameras[index];
  if (!found)
    throw new InputError(
      `${rig.file} has no projection of camera ${index}, so ${file} cannot be used. Restore the calibration file of the download, or choose another camera.`,
    );
  const { size: calibrated = size } = found;
  const ratio = size.width / size.height / (calibrated.width / calibrated.height);
  if (Math.abs(ratio - 1) > aspectTolerance)
    throw new InputError(
      `${file} is ${size.width}×${size.height}, but ${rig.file} is of images of ${calibrated.width}×${calibrated.height}: another shape. Use the images of the download.`,
    );
  return carCamera(rig, index, found, size);
}

/** All cameras that the calibration tells, by number, for images of `size`; those of a day have one size. */
export function camerasOf(rig: Rig, size: RasterSize): (CarCamera | undefined)[] {
  return rig.cameras.map((found, index) => found && carCamera(rig, index as CameraIndex, found, size));
}

function carCamera(
  rig: Rig,
  index: CameraIndex,
  { size: calibrated, cameraFromRectified, fx, fy, cx, cy }: RigCamera,
  size: RasterSize,
): CarCamera {
  const { width, height } = calibrated ?? size;
  const baseline = baselineOf(rig, index);
  const camera = { width, height, fx, fy, cx, cy, ...(baseline !== undefined && { baseline }) };
  return { camera: scaleCamera(camera, size.width, size.height), cameraFromRectified };
}

/** Metres between the cameras of a pair: 0 and 1 are grey, 2 and 3 colour. */
function baselineOf({ cameras }: Rig, index: CameraIndex): number | undefined {
  const [left, right] = [cameras[index & 2], cameras[index | 1]];
  // As the devkit has it: from the first row alone, P[0,3]/fx.
  const offset = ({ fx, cx, cameraFromRectified: t }: RigCamera): number => t[3] + (cx * t[11]) / fx;
  return left && right && offset(left) - offset(right);
}

function projections(
  values: ReadonlyMap<string, number[]>,
  keyOf: (index: number) => string,
  file: string,
): (RigCamera | undefined)[] {
  return [0, 1, 2, 3].map((index) =>
    values.has(keyOf(index))
      ? splitProjection(numbersOf(values, keyOf(index), 12, file), keyOf(index), file)
      : undefined,
  );
}

/** `P = K·[1|t]` taken apart; t is more than a shift along x: the cameras stand some millimetres behind each other. */
function splitProjection(p: number[], key: string, file: string): RigCamera {
  const [fx, skew, cx, x, below, fy, cy, y, left, right, one, z] = p;
  if (!(fx > 0 && fy > 0) || skew !== 0 || below !== 0 || left !== 0 || right !== 0 || one !== 1)
    throw new InputError(
      `${file} has for ${key} no projection of a rectified camera, fx 0 cx · 0 fy cy · 0 0 1. Restore the calibration file of the download.`,
    );
  const cameraFromRectified = rigidPose([1, 0, 0, (x - cx * z) / fx, 0, 1, 0, (y - cy * z) / fy, 0, 0, 1, z]);
  return { fx, fy, cx, cy, cameraFromRectified };
}

/** A 3×4 row-major transform. */
export function rigidPose(rows: readonly number[]): Pose {
  return Float64Array.from([...rows, 0, 0, 0, 1]);
}

/** The 3×4 transform of a key. Throws InputError naming `file` if it does not turn and shift only. */
function transformAt(values: ReadonlyMap<string, number[]>, key: string, file: string): Pose {
  return checked(rigidPose(numbersOf(values, key, 12, file)), key, file);
}

function checkedRotation(r: readonly number[], key: string, file: string): Pose {
  return checked(rigidPose([r[0], r[1], r[2], 0, r[3], r[4], r[5], 0, r[6], r[7], r[8], 0]), key, file);
}

function checked(pose: Pose, key: string, file: string): Pose {
  if (!isRigid(pose))
    throw new InputError(`${file} has for ${key} no rotation. Restore the calibration file of the download.`);
  return pose;
}

/** The lines R and T of a file. */
function rotationAndTranslation({ text, file }: CalibrationText): Pose {
  const values = parseKeyedNumbers(text);
  const pose = checkedRotation(numbersOf(values, 'R', 9, file), 'R', file);
  numbersOf(values, 'T', 3, file).forEach((t, row) => (pose[row * 4 + 3] = t));
  return pose;
}
