import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { writePng } from '../../../src/formats/index.js';
import { invertPose, multiplyPoses, type Pose } from '../../../src/geometry/index.js';

/** Size of the images that are written. */
export const size = { width: 48, height: 16 };

/** The cameras of the rig that is written: three quarters of a metre of x between 2 and 3, and some millimetres of y and z. */
export const focal = 24;
export const centre = [23.5, 7.25] as const;
export const offsets: readonly (readonly [number, number, number])[] = [
  [0, 0, 0],
  [-0.5, 0, 0],
  [0.0625, 0.001953125, 0.00390625],
  [-0.6875, 0.001953125, 0.00390625],
];

/** The three rows of P of a camera, `K·[1|t]`. */
export function projection(camera: number): number[] {
  const [x, y, z] = offsets[camera];
  const [cx, cy] = centre;
  return [focal, 0, cx, focal * x + cx * z, 0, focal, cy, focal * y + cy * z, 0, 0, 1, z];
}

/** Scanner (x forward, y left, z up) to camera 0, before it is rectified; a quarter of a metre behind and above it. */
export const cameraFromVelodyne: Pose = Float64Array.of(0, -1, 0, 0, 0, 0, -1, -0.125, 1, 0, 0, -0.25, 0, 0, 0, 1);

/** The rectifying rotation of camera 0, 3-4-5 about its axis. */
export const rectify: Pose = Float64Array.of(0.96, -0.28, 0, 0, 0.28, 0.96, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);

/** Navigation system to scanner. */
export const velodyneFromImu: Pose = Float64Array.of(1, 0, 0, -0.75, 0, 1, 0, 0.25, 0, 0, 1, -0.875, 0, 0, 0, 1);

export const rectifiedFromVelodyne: Pose = multiplyPoses(rectify, cameraFromVelodyne);

/** Rows of a pose: 3×4, or its rotation, or its translation. */
export const rows = (pose: Pose): number[] => [...pose.subarray(0, 12)];
export const rotationOf = (m: Pose): number[] => [m[0], m[1], m[2], m[4], m[5], m[6], m[8], m[9], m[10]];
export const translationOf = (m: Pose): number[] => [m[3], m[7], m[11]];

/** A line as KITTI writes it: twelve decimals. */
export function line(key: string, numbers: readonly number[]): string {
  return `${key}: ${numbers.map((n) => n.toExponential(12)).join(' ')}`;
}

export function write(file: string, content: string | Uint8Array): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
}

/** Colour of a pixel of the images that are written; `tint` tells them apart. */
export function colourAt(u: number, v: number, tint: number): [number, number, number] {
  return [5 * u, 15 * v, tint];
}

/** A PNG of {@link colourAt}. */
export function imagePng(tint = 0, { width, height } = size): Uint8Array {
  const values = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++)
    values.set(colourAt(pixel % width, Math.floor(pixel / width), tint), pixel * 3);
  return writePng({ width, height, channels: 3, values });
}

/** A PNG of 16-bit values, one channel unless told. */
export function png16(valueAt: (pixel: number) => number, { width, height } = size): Uint8Array {
  return writePng({
    width,
    height,
    channels: 1,
    values: Uint16Array.from({ length: width * height }, (_, i) => valueAt(i)),
  });
}

export function png8(valueAt: (pixel: number) => number, { width, height } = size): Uint8Array {
  return writePng({
    width,
    height,
    channels: 1,
    values: Uint8Array.from({ length: width * height }, (_, i) => valueAt(i)),
  });
}

/** A scan: x, y, z, reflectance of each point as little-endian float32. */
export function scanBytes(points: readonly (readonly [number, number, number, number])[]): Uint8Array {
  const bytes = Buffer.alloc(points.length * 16);
  points.flat().forEach((value, i) => bytes.writeFloatLE(value, i * 4));
  return bytes;
}

/** Calibration of an image of the object benchmark, with the empty line at its end. */
export function objectCalibration(): string {
  return [
    ...[0, 1, 2, 3].map((camera) => line(`P${camera}`, projection(camera))),
    line('R0_rect', rotationOf(rectify)),
    line('Tr_velo_to_cam', rows(cameraFromVelodyne)),
    line('Tr_imu_to_velo', rows(velodyneFromImu)),
    '',
    '',
  ].join('\n');
}

/** Calibration of the cameras of a day: images come rectified in {@link size}. */
export function rawCalibration({ width, height } = size): string {
  return [
    'calib_time: 09-Jan-2012 13:57:47',
    'corner_dist: 9.950000e-02',
    ...[0, 1, 2, 3].flatMap((camera) => [
      line(`S_0${camera}`, [width, height]),
      line(`S_rect_0${camera}`, [width, height]),
      // That of the other cameras would lead astray: it is that of camera 0 which belongs to every projection.
      line(`R_rect_0${camera}`, camera === 0 ? rotationOf(rectify) : [0, 1, 0, -1, 0, 0, 0, 0, 1]),
      line(`P_rect_0${camera}`, projection(camera)),
    ]),
  ].join('\n');
}

/** The three calibration files of a day. */
export function writeRawCalibration(root: string, date: string): void {
  write(path.join(root, date, 'calib_cam_to_cam.txt'), rawCalibration());
  for (const [name, pose] of [
    ['calib_velo_to_cam.txt', cameraFromVelodyne],
    ['calib_imu_to_velo.txt', velodyneFromImu],
  ] as const)
    write(
      path.join(root, date, name),
      ['calib_time: 15-Mar-2012 11:37:16', line('R', rotationOf(pose)), line('T', translationOf(pose)), ''].join('\n'),
    );
}

/** How the car of a written drive moves: metres a frame, and radians by which it turns. */
export interface Motion {
  step?: number;
  turn?: number;
}

/** World (x east, y north, z up, origin at the first packet) from the navigation system at frame i. */
export function worldFromImuAt(i: number, { step = 1, turn = 0.02 }: Motion = {}): Pose {
  const yaw = 0.5 + turn * i;
  const [s, c] = [Math.sin(yaw), Math.cos(yaw)];
  return Float64Array.of(c, -s, 0, step * i, s, c, 0, 0.5 * step * i, 0, 0, 1, 0.0625 * i, 0, 0, 0, 1);
}

/** The packet of a pose, by the inverse of the Mercator projection at a latitude of 49°. */
export function packetOf(pose: Pose): string {
  const radius = 6378137;
  const [latitude, longitude] = [(49 * Math.PI) / 180, (8.4 * Math.PI) / 180];
  const scale = Math.cos(latitude) * radius;
  const north = Math.log(Math.tan(Math.PI / 4 + latitude / 2)) + pose[7] / scale;
  const degrees = (angle: number): number => (angle * 180) / Math.PI;
  const numbers = [
    degrees(2 * Math.atan(Math.exp(north)) - Math.PI / 2),
    degrees(longitude + pose[3] / scale),
    116 + pose[11],
    ...[0, 0, Math.atan2(pose[4], pose[0])],
    ...Array.from({ length: 24 }, () => 0),
  ];
  return `${numbers.map((n) => n.toPrecision(17)).join(' ')}\n`;
}

/** Points of a street in the world of {@link worldFromImuAt}, ahead of the car and beside it. */
export const street: readonly (readonly [number, number, number])[] = Array.from({ length: 60 }, (_, i) => [
  1.5 * (i % 20) + 0.1,
  1.5 * (i % 20) - 5.9 + 4 * Math.floor(i / 20),
  -1.4 + 0.75 * (i % 4),
]);

/** What the scanner sees of the street at frame i. */
export function streetFrom(i: number, motion: Motion = {}): [number, number, number, number][] {
  const m = invertPose(multiplyPoses(worldFromImuAt(i, motion), invertPose(velodyneFromImu)));
  return street.map(([x, y, z], point) => [
    m[0] * x + m[1] * y + m[2] * z + m[3],
    m[4] * x + m[5] * y + m[6] * z + m[7],
    m[8] * x + m[9] * y + m[10] * z + m[11],
    (point % 10) / 10,
  ]);
}

export const tenDigits = (number: number): string => String(number).padStart(10, '0');

/** `timestamps.txt`: a tenth of a second a frame, and some nanoseconds. */
export function timestamps(count: number, { offset = 0, without = [] as number[] } = {}): string {
  return Array.from({ length: count }, (_, i) => {
    const nanoseconds = 961661696 + offset + i * 100_000_123;
    const second = 25 + Math.floor(nanoseconds / 1e9);
    const fraction = String(nanoseconds % 1_000_000_000).padStart(9, '0');
    return without.includes(i) ? '' : `2011-09-26 13:02:${String(second).padStart(2, '0')}.${fraction}`;
  }).join('\n');
}

/** A synchronised drive of `frames` frames with images, scans, packets and times; `without` names what is missing. */
export function writeDrive(
  root: string,
  drive: string,
  frames: number,
  { scansMissing = [] as number[], packetsMissing = [] as number[], motion = {} as Motion, scans = true } = {},
): void {
  const date = drive.slice(0, 10);
  const folder = path.join(root, date, drive);
  for (let i = 0; i < frames; i++) {
    write(path.join(folder, 'image_02/data', `${tenDigits(i)}.png`), imagePng(i));
    if (scans && !scansMissing.includes(i))
      write(path.join(folder, 'velodyne_points/data', `${tenDigits(i)}.bin`), scanBytes(streetFrom(i, motion)));
    if (!packetsMissing.includes(i))
      write(path.join(folder, 'oxts/data', `${tenDigits(i)}.txt`), packetOf(worldFromImuAt(i, motion)));
  }
  write(path.join(folder, 'image_02/timestamps.txt'), timestamps(frames));
  write(path.join(folder, 'velodyne_points/timestamps.txt'), timestamps(frames, { without: scansMissing }));
  writeRawCalibration(root, date);
}

/** A folder for the files of each test of a suite, with the cache in it. */
export function temporaryFolder(): { path: () => string } {
  let folder = '';
  let cacheBefore: string | undefined;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-kitti-'));
    cacheBefore = process.env.ALIGNSCOPE_CACHE;
    process.env.ALIGNSCOPE_CACHE = path.join(folder, 'cache');
  });
  afterEach(() => {
    if (cacheBefore === undefined) delete process.env.ALIGNSCOPE_CACHE;
    else process.env.ALIGNSCOPE_CACHE = cacheBefore;
    fs.rmSync(folder, { recursive: true });
  });
  return { path: () => folder };
}
