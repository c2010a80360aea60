import * as fs from 'node:fs';
import * as path from 'node:path';
import { writePng } from '../../../src/formats/index.js';

/** Size of the written images: an eighth of a hundredth of the recorded ones, of their shape. */
export const size = { width: 16, height: 8 };
export const pixels = size.width * size.height;

export const calibration = { baseline: 0.2, fx: 2048, fy: 2048, u0: 1000, v0: 500 };

/** A frame's name, and the folders of split and city that it lies in. */
export interface Place {
  split: string;
  city: string;
  /** `000000_000019` */
  number?: string;
}

/** Path of a file of a frame. */
export function fileOf({ split, city, number = '000000_000019' }: Place, type: string, ending: string): string {
  return path.join(type, split, city, `${city}_${number}_${ending}`);
}

/** Red counts pixels, green tells left from right. */
export function colours(green: number): Uint8Array {
  return Uint8Array.from({ length: pixels * 3 }, (_, i) => [Math.floor(i / 3), green, 200][i % 3]);
}

/** Disparity as stored: nothing matched, infinitely far, then 256 steps a pixel. */
export function storedDisparity(): Uint16Array {
  return Uint16Array.from({ length: pixels }, (_, i) => (i < 2 ? i : 1 + 256 * i));
}

/** Rows of road, then two cars, a group of cars, a caravan, and the rest unlabelled; as stored. */
export function storedInstances(): Uint16Array {
  const values = new Uint16Array(pixels);
  const put = (value: number, [x, y, width, height]: [number, number, number, number]) => {
    for (let v = y; v < y + height; v++) values.fill(value, v * size.width + x, v * size.width + x + width);
  };
  put(7, [0, 0, 16, 2]);
  put(26000, [1, 2, 3, 2]);
  put(26001, [6, 3, 2, 4]);
  put(26, [10, 2, 2, 1]);
  put(26, [13, 5, 1, 2]);
  put(29000, [14, 7, 2, 1]);
  return values;
}

export const png = (values: Uint8Array | Uint16Array, channels = 1): Uint8Array =>
  writePng({ ...size, channels, values });

export const labelsOf = (instances: Uint16Array): Uint8Array =>
  Uint8Array.from(instances, (value) => (value < 1000 ? value : Math.floor(value / 1000)));

/** The files of a frame with everything, by path below the root. */
export function frameFiles(place: Place, gt = 'gtFine'): Map<string, Uint8Array> {
  const { baseline, ...intrinsic } = calibration;
  const camera = { extrinsic: { baseline, pitch: 0.038, roll: 0, x: 1.7, y: 0.1, yaw: -0.02, z: 1.22 }, intrinsic };
  return new Map([
    [fileOf(place, 'leftImg8bit', 'leftImg8bit.png'), png(colours(0), 3)],
    [fileOf(place, 'rightImg8bit', 'rightImg8bit.png'), png(colours(255), 3)],
    [fileOf(place, gt, `${gt}_labelIds.png`), png(labelsOf(storedInstances()))],
    [fileOf(place, gt, `${gt}_instanceIds.png`), png(storedInstances())],
    [fileOf(place, gt, `${gt}_color.png`), writePng({ ...size, channels: 4, values: new Uint8Array(pixels * 4) })],
    [fileOf(place, 'disparity', 'disparity.png'), png(storedDisparity())],
    [fileOf(place, 'camera', 'camera.json'), Buffer.from(JSON.stringify(camera, undefined, 4))],
  ]);
}

/** Writes files below a root. */
export function writeFiles(root: string, files: Iterable<[string, Uint8Array | string]>): void {
  for (const [file, content] of files) {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), content);
  }
}
