import { project } from '../src/geometry/camera.js';
import { isMeasured } from '../src/geometry/posed-depth.js';
import { colourise, colormaps } from '../src/image/colormap.js';
import { boxEdges } from './box-edges.js';
import { colourOf, labelColours, type Colour } from './label-colours.js';
import { enlarge, type Picture } from './picture.js';
import type { Box, Sample } from './sample.js';

/** What a contact sheet shows of a frame, from top to bottom. */
export const pictureKinds = [
  'colour',
  'boxes',
  'boxes in space',
  'depth',
  'points',
  'normals',
  'classes',
  'instances',
] as const;
export type PictureKind = (typeof pictureKinds)[number];

/** Depths in metres with the first and the last colour: near is red, far is dark blue. */
export interface DepthRange {
  nearest: number;
  farthest: number;
}

export interface PictureOptions {
  /** Whole factor by which pictures are enlarged. */
  scale: number;
  depths: DepthRange;
  /** Colours of classes. */
  legend?: readonly Colour[];
}

/** What a sample has, as pictures. */
export function picturesOf(sample: Sample, options: PictureOptions): Map<PictureKind, Picture> {
  const { width, height, rgb, boxes, boxes3d, depth, points, normals, semantics, instances } = sample;
  const picture = (values: Uint8Array): Picture => enlarge({ width, height, rgb: values }, options.scale);
  const pictures = new Map<PictureKind, Picture>([['colour', picture(rgb)]]);
  if (boxes) pictures.set('boxes', withBoxes(picture(rgb), boxes, options));
  if (boxes3d) pictures.set('boxes in space', withEdges(picture(rgb), sample, options));
  if (depth) pictures.set('depth', picture(depthColours(depth, options)));
  if (points) pictures.set('points', withPoints(picture(rgb), sample, options));
  if (normals) pictures.set('normals', picture(normalColours(normals)));
  if (semantics) pictures.set('classes', picture(labelColours(semantics, options.legend)));
  if (instances) pictures.set('instances', picture(labelColours(instances)));
  return pictures;
}

/** From the 2nd to the 98th percentile of the depths that were measured. */
export function depthRange(samples: readonly Pick<Sample, 'depth'>[]): DepthRange {
  const measured = Float32Array.from(
    samples.flatMap(({ depth }) => (depth ? [...depth.filter(isMeasured)] : [])),
  ).sort();
  if (measured.length === 0) return { nearest: 0.5, farthest: 80 };
  const at = (share: number): number => measured[Math.floor(share * (measured.length - 1))];
  const nearest = at(0.02);
  return { nearest, farthest: Math.max(at(0.98), 1.1 * nearest) };
}

/** Logarithmic: near is red, far is dark blue, too far to measure as the farthest, not measured black. */
function depthColours(depth: Float32Array, { depths }: PictureOptions): Uint8Array {
  const farthest = -Math.log(depths.farthest);
  const closeness = Float32Array.from(depth, (z) => (z === Infinity ? farthest : -Math.log(z)));
  const range = { low: farthest, high: -Math.log(depths.nearest) };
  // The logarithm of 0, no measurement, is not finite and so shown as missing.
  return colourise(closeness, { ...range, colormap: colormaps.turbo, missing: [0, 0, 0] });
}

/** Right, up and towards the camera make red, green and blue; grey where unknown. */
function normalColours(normals: Float32Array): Uint8Array {
  // In the camera frame y runs down and z away from the camera.
  return Uint8Array.from(normals, (value, i) => Math.round(127.5 * (1 + (i % 3 === 0 ? value : -value))));
}

/** Outlines in the colour of the class, two pixels wide; white for those that are to be ignored. */
function withBoxes(picture: Picture, boxes: readonly Box[], { scale, legend }: PictureOptions): Picture {
  const { width, height, rgb } = picture;
  const clamp = (value: number, limit: number): number => Math.min(limit - 1, Math.max(0, Math.round(value * scale)));
  for (const box of boxes) {
    const colour = bright(box.ignore ? [1, 1, 1] : classColour(box, legend));
    const [left, right] = [clamp(box.x, width), clamp(box.x + box.width, width)];
    const [top, bottom] = [clamp(box.y, height), clamp(box.y + box.height, height)];
    for (let v = top; v <= bottom; v++)
      for (let u = left; u <= right; u++) {
        const edge = Math.min(u - left, right - u, v - top, bottom - v);
        if (edge < 2) rgb.set(colour, (v * width + u) * 3);
      }
  }
  return picture;
}

/** The edges of boxes in space in the colour of the class. */
function withEdges(picture: Picture, { camera, boxes3d = [] }: Sample, { scale, legend }: PictureOptions): Picture {
  for (const box of boxes3d) {
    const colour = bright(classColour(box, legend));
    for (const [[x, y], [xEnd, yEnd]] of boxEdges(box, camera)) {
      const steps = Math.max(1, Math.ceil(scale * Math.max(Math.abs(xEnd - x), Math.abs(yEnd - y))));
      for (let step = 0; step <= steps; step++) {
        const share = step / steps;
        const [u, v] = [Math.floor(scale * (x + share * (xEnd - x))), Math.floor(scale * (y + share * (yEnd - y)))];
        if (u >= 0 && v >= 0 && u < picture.width && v < picture.height)
          picture.rgb.set(colour, (v * picture.width + u) * 3);
      }
    }
  }
  return picture;
}

function classColour({ classId }: Pick<Box, 'classId'>, legend: readonly Colour[] | undefined): Colour {
  return legend?.[classId] ?? colourOf(classId);
}

/** A colour of the same hue that stands out on dark images: its largest channel full, then a third of the way to white. */
function bright(colour: Colour): Colour {
  const largest = Math.max(1, ...colour);
  const channel = (value: number): number => Math.round((255 * (2 * (value / largest) + 1)) / 3);
  return [channel(colour[0]), channel(colour[1]), channel(colour[2])];
}

/** Points where the camera sees them, in the colours of depth, on the darkened image; the nearest of a pixel counts. */
function withPoints(picture: Picture, { camera, points }: Sample, options: PictureOptions): Picture {
  const { width, height } = picture;
  const rgb = picture.rgb.map((value) => value >> 1);
  const nearest = new Float32Array(width * height);
  const { positions, count } = points!;
  for (let i = 0; i < count; i++) {
    const point: [number, number, number] = [positions[i * 3], positions[i * 3 + 1], positions[i * 3 + 2]];
    const [x, y] = project(camera, point) ?? [-1, -1];
    const [u, v] = [Math.floor(x * options.scale), Math.floor(y * options.scale)];
    if (!(u >= 0 && u < width && v >= 0 && v < height)) continue;
    const pixel = v * width + u;
    if (nearest[pixel] === 0 || point[2] < nearest[pixel]) nearest[pixel] = point[2];
  }
  const colours = depthColours(nearest, options);
  nearest.forEach((z, pixel) => {
    if (z > 0) rgb.set(colours.subarray(pixel * 3, pixel * 3 + 3), pixel * 3);
  });
  return { width, height, rgb };
}
