import * as fs from 'node:fs';
import * as path from 'node:path';
import { writePng } from '../../../src/formats/index.js';
import { encodeJpeg } from '../../../src/image/index.js';

export interface FixtureImage {
  id: number;
  file_name: string;
  width: number;
  height: number;
}

export const categories = [
  { id: 1, name: 'person', supercategory: 'person' },
  { id: 18, name: 'dog', supercategory: 'animal' },
  { id: 90, name: 'toothbrush', supercategory: 'indoor' },
];

/** Writes a file and the folders that lead to it. */
export function write(root: string, file: string, content: string | Uint8Array): void {
  fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  fs.writeFileSync(path.join(root, file), content);
}

export function writeJson(root: string, file: string, value: unknown): void {
  write(root, file, JSON.stringify(value));
}

/** A JPEG in which red grows to the right and green downwards. */
export function jpeg({ width, height }: { width: number; height: number }): Promise<Uint8Array> {
  const rgb = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) {
    rgb[pixel * 3] = (255 * (pixel % width)) / width;
    rgb[pixel * 3 + 1] = (255 * Math.floor(pixel / width)) / height;
  }
  return encodeJpeg(rgb, width, height, 95);
}

/** A panoptic PNG of segment ids [height, width]. */
export function panopticPng(ids: readonly number[], width: number): Uint8Array {
  const values = Uint8Array.from(ids.flatMap((id) => [id & 255, (id >> 8) & 255, id >> 16]));
  return writePng({ width, height: ids.length / width, channels: 3, values });
}

/** An annotation file of objects. */
export function instances(images: readonly FixtureImage[], annotations: readonly object[], more: object = {}): object {
  return { info: { year: 2017 }, licenses: [], images, annotations, categories, ...more };
}

/** A rectangle as a polygon of COCO. */
export function rectangle(x: number, y: number, width: number, height: number): number[] {
  return [x, y, x + width, y, x + width, y + height, x, y + height];
}

/** An object of a rectangle; its area and box are those of the file, whatever its polygon. */
export function object(
  id: number,
  image: number,
  category: number,
  [x, y, width, height]: [number, number, number, number],
  more: object = {},
): object {
  return {
    id,
    image_id: image,
    category_id: category,
    iscrowd: 0,
    area: width * height,
    bbox: [x, y, width, height],
    segmentation: [rectangle(x, y, width, height)],
    ...more,
  };
}
