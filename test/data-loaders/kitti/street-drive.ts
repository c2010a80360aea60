import * as path from 'node:path';
import { writePng } from '../../../src/formats/index.js';
import { invertPose, multiplyPoses, type Pose } from '../../../src/geometry/index.js';
import { seeded, type Random } from '../../../src/support/random.js';
import {
  line,
  packetOf,
  rotationOf,
  rows,
  scanBytes,
  tenDigits,
  timestamps,
  translationOf,
  write,
} from './fixtures.js';

/** How a drive through a street is recorded. */
export interface StreetDrive {
  frames: number;
  /** Size of the images; they see 82° across, as KITTI's. */
  width?: number;
  height?: number;
  /** Degrees between the points of a scanned line, and how far to each side it reaches. */
  resolution?: number;
  side?: number;
  /** Numbers of frames whose scan was not recorded. */
  scansMissing?: readonly number[];
}

/** The cameras stand 1.65 m above the road, the scanner .08 m above and .27 m behind them, the navigation system below it. */
const cameraFromVelodyne: Pose = Float64Array.of(0, -1, 0, 0, 0, 0, -1, -0.08, 1, 0, 0, -0.27, 0, 0, 0, 1);
const velodyneFromImu: Pose = Float64Array.of(1, 0, 0, -0.81, 0, 1, 0, 0.32, 0, 0, 1, -0.8, 0, 0, 0, 1);
const road = -0.93;

/** Metres that the scanner sees. */
const range = 80;

interface Block {
  lower: readonly number[];
  upper: readonly number[];
  colour: readonly number[];
}

/**
 * Writes a synchronised drive as KITTI's raw download unpacks: a car goes .8 m a frame along a road with houses of uneven
 * fronts, parked cars and posts, and records images, scans of 64 lines and positions.
 */
export function writeStreetDrive(root: string, drive: string, options: StreetDrive): void {
  const date = drive.slice(0, 10);
  const folder = path.join(root, date, drive);
  for (const { i, image, scan, worldFromImu } of recordedFrames(drive, options)) {
    const number = tenDigits(i);
    write(path.join(folder, 'image_02/data', `${number}.png`), image);
    write(path.join(folder, 'oxts/data', `${number}.txt`), packetOf(worldFromImu));
    if (scan) write(path.join(folder, 'velodyne_points/data', `${number}.bin`), scan);
  }
  for (const stream of ['image_02', 'velodyne_points', 'oxts'])
    write(path.join(folder, stream, 'timestamps.txt'), timestamps(options.frames));
  writeCalibration(root, date, cameraOf(options));
}

/** Writes the same drive as a sequence of the odometry benchmark, with the poses of camera 0 from where it began. */
export function writeStreetSequence(root: string, sequence: string, drive: string, options: StreetDrive): void {
  const folder = path.join(root, 'dataset/sequences', sequence);
  const poses: Pose[] = [];
  for (const { i, image, scan, worldFromImu } of recordedFrames(drive, options)) {
    const number = String(i).padStart(6, '0');
    write(path.join(folder, 'image_2', `${number}.png`), image);
    if (scan) write(path.join(folder, 'velodyne', `${number}.bin`), scan);
    poses.push(multiplyPoses(worldFromImu, invertPose(multiplyPoses(cameraFromVelodyne, velodyneFromImu))));
  }
  const fromFirst = poses.map((pose) => {
    const numbers = rows(multiplyPoses(invertPose(poses[0]), pose));
    return numbers.map((number) => number.toExponential(6)).join(' ');
  });
  write(path.join(root, 'dataset/poses', `${sequence}.txt`), `${fromFirst.join('\n')}\n`);
  const camera = cameraOf(options);
  const projections = [0, 1, 2, 3].map((index) => line(`P${index}`, projectionOf(index, camera)));
  write(path.join(folder, 'calib.txt'), [...projections, line('Tr', rows(cameraFromVelodyne)), ''].join('\n'));
  write(path.join(folder, 'times.txt'), poses.map((_, i) => `${(0.1 * i).toExponential(6)}\n`).join(''));
}

interface RecordedFrame {
  i: number;
  /** A PNG. */
  image: Uint8Array;
  /** Undefined where it was not recorded. */
  scan?: Uint8Array;
  worldFromImu: Pose;
}

/** What the car records, frame after frame; the street follows from the name of the drive. */
function* recordedFrames(drive: string, options: StreetDrive): Generator<RecordedFrame> {
  const { frames, resolution = 0.4, side = 50, scansMissing = [] } = options;
  const camera = cameraOf(options);
  const street = streetOf(seeded(drive), 0.8 * frames);
  const rays = scannedRays(resolution, side);
  for (let i = 0; i < frames; i++) {
    const worldFromImu = worldFromImuAt(i);
    const worldFromVelodyne = multiplyPoses(worldFromImu, invertPose(velodyneFromImu));
    const near = street.filter(
      ({ lower, upper }) => upper[0] > worldFromImu[3] - 2 && lower[0] < worldFromImu[3] + range,
    );
    const image = paint(near, multiplyPoses(worldFromVelodyne, invertPose(cameraFromVelodyne)), camera);
    const scan = scansMissing.includes(i) ? undefined : scanBytes(scanned(near, worldFromVelodyne, rays));
    yield { i, image, scan, worldFromImu };
  }
}

function cameraOf({ width = 208, height = 64 }: StreetDrive): StreetCamera {
  return { width, height, focal: 0.5805 * width, cx: 0.491 * width, cy: 0.46 * height };
}

/** The rows of P: right cameras stand .54 m to the right. */
function projectionOf(index: number, { focal, cx, cy }: StreetCamera): number[] {
  return [focal, 0, cx, index % 2 === 0 ? 0 : -0.54 * focal, 0, focal, cy, 0, 0, 0, 1, 0];
}

interface StreetCamera {
  width: number;
  height: number;
  focal: number;
  cx: number;
  cy: number;
}

function writeCalibration(root: string, date: string, camera: StreetCamera): void {
  const identity = [1, 0, 0, 0, 1, 0, 0, 0, 1];
  const cameras = [0, 1, 2, 3].flatMap((index) => [
    line(`S_rect_0${index}`, [camera.width, camera.height]),
    line(`R_rect_0${index}`, identity),
    line(`P_rect_0${index}`, projectionOf(index, camera)),
  ]);
  write(path.join(root, date, 'calib_cam_to_cam.txt'), cameras.join('\n'));
  for (const [name, pose] of [
    ['calib_velo_to_cam.txt', cameraFromVelodyne],
    ['calib_imu_to_velo.txt', velodyneFromImu],
  ] as const)
    write(path.join(root, date, name), [line('R', rotationOf(pose)), line('T', translationOf(pose)), ''].join('\n'));
}

/** The car goes east and weaves a little. */
function worldFromImuAt(i: number): Pose {
  const x = 0.8 * i;
  const yaw = 0.03 * Math.cos(x / 8);
  const [s, c] = [Math.sin(yaw), Math.cos(yaw)];
  return Float64Array.of(c, -s, 0, x, s, c, 0, 0.24 * Math.sin(x / 8), 0, 0, 1, 0, 0, 0, 0, 1);
}

/** The blocks of a street of some length and of what is seen beyond its end. */
function streetOf(random: Random, length: number): Block[] {
  const colour = (): number[] => [0, 1, 2].map(() => random.uniform(40, 240));
  const blocks: Block[] = [];
  const add = (x: number, y: number, [long, wide, high]: readonly [number, number, number]): void => {
    const lower = [x - long / 2, y - wide / 2, road];
    blocks.push({ lower, upper: [x + long / 2, y + wide / 2, road + high], colour: colour() });
  };
  for (const sign of [-1, 1])
    for (let x = -10; x < length + range; x += 6) {
      const front = random.uniform(8, 11);
      add(x, sign * (front + 5), [6, 10, random.uniform(5, 10)]);
      if (random.chance(0.6)) add(x + random.uniform(-1, 1), sign * 4.6, [4.2, 1.8, 1.5]);
      if (random.chance(0.4)) add(x + 3, sign * 6.5, [0.3, 0.3, 5]);
    }
  return blocks;
}

/** Directions of a scan of 64 lines, from 2° up to 24.8° down, [n, 3]. */
function scannedRays(resolution: number, side: number): Float64Array {
  const rays: number[] = [];
  for (let lineIndex = 0; lineIndex < 64; lineIndex++)
    for (let degrees = -side; degrees <= side; degrees += resolution) {
      const up = ((2 - (26.8 * lineIndex) / 63) * Math.PI) / 180;
      const left = (degrees * Math.PI) / 180;
      rays.push(Math.cos(up) * Math.cos(left), Math.cos(up) * Math.sin(left), Math.sin(up));
    }
  return Float64Array.from(rays);
}

/** What a scanner sees: points in its own frame, with the brightness of what they lie on. */
function scanned(street: readonly Block[], pose: Pose, rays: Float64Array): [number, number, number, number][] {
  const points: [number, number, number, number][] = [];
  for (let i = 0; i < rays.length; i += 3) {
    const ray = rays.subarray(i, i + 3);
    const { distance, colour } = firstHit(street, pose, ray);
    if (distance < range)
      points.push([ray[0] * distance, ray[1] * distance, ray[2] * distance, (colour[0] + colour[1] + colour[2]) / 765]);
  }
  return points;
}

const sky = [150, 180, 220];

function paint(street: readonly Block[], pose: Pose, { width, height, focal, cx, cy }: StreetCamera): Uint8Array {
  const values = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const ray = [((pixel % width) + 0.5 - cx) / focal, (Math.floor(pixel / width) + 0.5 - cy) / focal, 1];
    values.set(firstHit(street, pose, ray).colour, pixel * 3);
  }
  return writePng({ width, height, channels: 3, values });
}

/** Where a ray first meets the street, in lengths of the ray, and the colour there: that of the block, in stripes. */
function firstHit(
  street: readonly Block[],
  m: Pose,
  ray: ArrayLike<number>,
): { distance: number; colour: readonly number[] } {
  const direction = [0, 4, 8].map((row) => m[row] * ray[0] + m[row + 1] * ray[1] + m[row + 2] * ray[2]);
  const from = [m[3], m[7], m[11]];
  let distance = direction[2] < 0 ? (road - from[2]) / direction[2] : Infinity;
  let base: readonly number[] = [90, 90, 95];
  for (const { lower, upper, colour } of street) {
    let enter = 0;
    let leave = distance;
    for (let axis = 0; axis < 3 && enter < leave; axis++) {
      const [first, second] = [
        (lower[axis] - from[axis]) / direction[axis],
        (upper[axis] - from[axis]) / direction[axis],
      ];
      enter = Math.max(enter, Math.min(first, second));
      leave = Math.min(leave, Math.max(first, second));
    }
    if (enter <= 0 || enter >= leave) continue;
    distance = enter;
    base = colour;
  }
  if (distance === Infinity) return { distance, colour: sky };
  const [x, y, z] = from.map((value, axis) => value + distance * direction[axis]);
  const stripe = Math.sin(2.5 * x) + Math.sin(2.5 * y) + Math.sin(4 * z) > 0 ? 1 : 0.7;
  return { distance, colour: base.map((value) => value * stripe) };
}
