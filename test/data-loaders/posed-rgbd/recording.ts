import * as fs from 'node:fs';
import * as path from 'node:path';
import { writePng } from '../../../src/formats/index.js';
import { identityPose, multiplyPoses, type Pose } from '../../../src/geometry/index.js';
import { encodeJpeg } from '../../../src/image/index.js';

/** An empty room of 5 × 4 × 2.5 m, z up, one corner at the origin. */
export const room = [5, 4, 2.5] as const;

/** Width and height of the recorded images, and their focal length, in pixels. */
export const recorded = { width: 80, height: 60, focal: 50 };

/** How the camera stands in frame after frame, degrees: turned by `turn` a frame, looking down by `pitch`. */
export interface Motion {
  turn?: number;
  pitch?: number;
}

/** Camera to room of frame i: in the middle, 1.4 m high. */
export function roomFromCamera(i: number, { turn = 6, pitch = 0 }: Motion = {}): Pose {
  const heading = (turn * Math.PI * i) / 180;
  const down = (pitch * Math.PI) / 180;
  const [x, y] = [Math.cos(heading), Math.sin(heading)];
  const [level, drop] = [Math.cos(down), Math.sin(down)];
  // Columns: right, down, forward, position.
  return Float64Array.of(
    ...[y, -x * drop, x * level, 2.5],
    ...[-x, -y * drop, y * level, 2],
    ...[0, -level, -drop, 1.4],
    ...[0, 0, 0, 1],
  );
}

/** A y-down world, as recorders that start at the first camera make it. */
export const recordedFromRoom: Pose = Float64Array.of(1, 0, 0, -1, 0, 0, -1, 2, 0, 1, 0, 3, 0, 0, 0, 1);

/** Depth in metres, [height, width]: the distance along the axis to the room's wall, floor or ceiling. */
export function depthOf(i: number, motion: Motion = {}): Float32Array {
  const { width, height, focal } = recorded;
  const m = roomFromCamera(i, motion);
  return Float32Array.from({ length: width * height }, (_, pixel) => {
    const x = ((pixel % width) + 0.5 - width / 2) / focal;
    const y = (Math.floor(pixel / width) + 0.5 - height / 2) / focal;
    let nearest = Infinity;
    for (let axis = 0; axis < 3; axis++) {
      const along = m[axis * 4] * x + m[axis * 4 + 1] * y + m[axis * 4 + 2];
      const wall = along > 0 ? room[axis] : 0;
      if (along !== 0) nearest = Math.min(nearest, (wall - m[axis * 4 + 3]) / along);
    }
    return nearest;
  });
}

/** Writes a recording of `frames` frames into `folder`, colour as PNG or JPEG, `colourScale` times the size of depth. */
export async function writeRecording(
  folder: string,
  {
    frames,
    jpeg = false,
    colourScale = 1,
    ...motion
  }: { frames: number; jpeg?: boolean; colourScale?: number } & Motion,
): Promise<void> {
  fs.mkdirSync(folder, { recursive: true });
  const { width, height, focal } = recorded;
  const intrinsics = [
    [focal, 0, width / 2],
    [0, focal, height / 2],
    [0, 0, 1],
  ];
  fs.writeFileSync(path.join(folder, 'camera-intrinsics.txt'), text(intrinsics));
  for (let i = 0; i < frames; i++) {
    const name = path.join(folder, `frame-${String(i * 5).padStart(6, '0')}`);
    const size = { width: width * colourScale, height: height * colourScale };
    const rgb = Uint8Array.from(
      { length: size.width * size.height * 3 },
      (_, k) => [i, Math.floor(k / 3) % size.width, 100][k % 3],
    );
    if (jpeg) fs.writeFileSync(`${name}.color.jpg`, await encodeJpeg(rgb, size.width, size.height, 95));
    else fs.writeFileSync(`${name}.color.png`, writePng({ ...size, channels: 3, values: rgb }));
    const millimetres = Uint16Array.from(depthOf(i, motion), (z) => Math.round(z * 1000));
    millimetres[0] = 0;
    millimetres[1] = 65535;
    fs.writeFileSync(`${name}.depth.png`, writePng({ width, height, channels: 1, values: millimetres }));
    const pose = multiplyPoses(recordedFromRoom, roomFromCamera(i, motion));
    fs.writeFileSync(`${name}.pose.txt`, text([0, 4, 8, 12].map((row) => [...pose.subarray(row, row + 4)])));
  }
}

function text(rows: number[][]): string {
  return rows.map((row) => `${row.map((value) => value.toExponential(18)).join(' ')}\n`).join('');
}

/** The pose that leaves everything where it is, written to a file. */
export function poseText(change: Record<number, string> = {}): string {
  const words = Object.assign([...identityPose()].map(String), change);
  return [0, 4, 8, 12].map((row) => words.slice(row, row + 4).join(' ')).join('\n');
}
