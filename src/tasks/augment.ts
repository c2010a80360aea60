import type { Box, Box3d, Sample } from '../../data-loaders/sample.js';
import type { Random } from '../support/random.js';

/** How training frames are varied. */
export interface Augmentation {
  /** Mirrored at random: each frame on its own, or all frames of a step together. */
  readonly mirror: 'each' | 'together' | 'never';
  /**
   * Least and greatest factor by which frames are enlarged, drawn evenly on a logarithmic scale: above 1 a random part is
   * seen, below 1 the frame lies in a margin without colour and labels. [1, 1] leaves frames as they are.
   */
  readonly zoom: readonly [least: number, greatest: number];
}

/** A rectangle of an image in pixels, from (x, y); it may reach beyond the image. */
export interface Window {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Grey of what lies outside of a frame. */
const outsideGrey = 115;
/** Of a box that is cut off, the least share that must remain for it to be learnt from. */
const leastVisible = 0.25;

/** Frames of one step, varied at random; those given are not modified. */
export function augmentSamples(samples: readonly Sample[], { mirror, zoom }: Augmentation, random: Random): Sample[] {
  const together = mirror === 'together' && random.chance(0.5);
  return samples.map((sample) => {
    const zoomed = zoom[0] === 1 && zoom[1] === 1 ? sample : cropSample(sample, drawWindow(sample, zoom, random));
    return together || (mirror === 'each' && random.chance(0.5)) ? mirrorSample(zoomed) : zoomed;
  });
}

function drawWindow({ width, height }: Sample, [least, greatest]: Augmentation['zoom'], random: Random): Window {
  const factor = Math.exp(random.uniform(Math.log(least), Math.log(greatest)));
  const window = { width: width / factor, height: height / factor };
  return { x: random.next() * (width - window.width), y: random.next() * (height - window.height), ...window };
}

/** Rasters and their channels: `rgb` and `albedo` are mixed, the others must not be. */
const colours = { rgb: 3, albedo: 3 } as const;
const values = { depth: 1, normals: 3, semantics: 1, rawSemantics: 1, instances: 1 } as const;

/**
 * The sample as a mirror on the left or right would show it: rasters, boxes, cloud and camera are turned round, depths stay.
 * What has no mirrored counterpart is left out: pose, materials, and the other image of a stereo pair.
 */
export function mirrorSample(sample: Sample): Sample {
  const { width, camera, boxes, boxes3d, points, normals } = sample;
  const mirrored: Sample = { ...sample, camera: { ...camera, cx: width - camera.cx } };
  for (const name of ['rightRgb', 'materials', 'worldFromCamera'] as const) delete mirrored[name];
  delete mirrored.camera.baseline;
  for (const [name, channels] of Object.entries({ ...colours, ...values }) as [keyof typeof values, number][]) {
    const raster = sample[name];
    if (raster) Object.assign(mirrored, { [name]: turnRows(raster, width, channels) });
  }
  if (normals) mirrored.normals = mirrored.normals!.map((value, i) => (i % 3 === 0 ? -value : value));
  if (boxes) mirrored.boxes = boxes.map((box) => ({ ...box, x: width - box.x - box.width }));
  if (boxes3d) mirrored.boxes3d = boxes3d.map(mirrorBox3d);
  if (points)
    mirrored.points = { ...points, positions: points.positions.map((value, i) => (i % 3 === 0 ? -value : value)) };
  return mirrored;
}

function mirrorBox3d(box: Box3d): Box3d {
  const [x, y, z] = box.centre;
  return { ...box, centre: [-x, y, z], yaw: Math.PI - box.yaw };
}

/** Every row of `width` pixels turned round. */
function turnRows<T extends Float32Array | Uint8Array | Uint16Array>(raster: T, width: number, channels: number): T {
  const turned = raster.slice() as T;
  for (let pixel = 0; pixel < raster.length / channels; pixel++) {
    const column = pixel % width;
    const from = (pixel + width - 1 - 2 * column) * channels;
    for (let channel = 0; channel < channels; channel++) turned[pixel * channels + channel] = raster[from + channel];
  }
  return turned;
}

/**
 * The part of a sample in a window, at the sample's size: colours are interpolated, depth, normals and labels taken from
 * the nearest pixel; what lies outside of the image is grey and without depth and labels.
 *
 * The camera is the one that sees that part from the same place, with another focal length: so depths in metres, normals,
 * cloud and boxes in space stay true. Boxes are cut off at the image; those of which nothing is left are dropped, those
 * of which little is left are ignored. The right image of a stereo pair is left out.
 */
export function cropSample(sample: Sample, window: Window): Sample {
  const { width, height, camera, boxes } = sample;
  const [sx, sy] = [width / window.width, height / window.height];
  const cropped: Sample = {
    ...sample,
    camera: {
      ...camera,
      fx: camera.fx * sx,
      fy: camera.fy * sy,
      cx: (camera.cx - window.x) * sx,
      cy: (camera.cy - window.y) * sy,
    },
  };
  delete cropped.rightRgb;
  delete cropped.camera.baseline;
  const columns = sourcePositions(width, window.x, window.width);
  const rows = sourcePositions(height, window.y, window.height);
  for (const name of ['rgb', 'albedo'] as const) {
    const raster = sample[name];
    if (raster) cropped[name] = interpolated(raster, columns, rows);
  }
  for (const [name, channels] of Object.entries(values) as [keyof typeof values, number][]) {
    const raster = sample[name];
    if (raster) Object.assign(cropped, { [name]: nearest(raster, columns, rows, channels) });
  }
  if (boxes) cropped.boxes = boxes.flatMap((box) => cropBox(box, window, sample) ?? []);
  return cropped;
}

/** Where the centres of `size` target pixels lie on the source, in its pixels. */
function sourcePositions(size: number, begin: number, length: number): Float64Array {
  return Float64Array.from({ length: size }, (_, i) => begin + ((i + 0.5) * length) / size);
}

function nearest<T extends Float32Array | Uint8Array | Uint16Array>(
  raster: T,
  columns: Float64Array,
  rows: Float64Array,
  channels: number,
): T {
  const [width, height] = [columns.length, rows.length];
  const target = raster.slice().fill(0) as T;
  for (let v = 0; v < height; v++) {
    const row = Math.floor(rows[v]);
    if (row < 0 || row >= height) continue;
    for (let u = 0; u < width; u++) {
      const column = Math.floor(columns[u]);
      if (column < 0 || column >= width) continue;
      for (let c = 0; c < channels; c++)
        target[(v * width + u) * channels + c] = raster[(row * width + column) * channels + c];
    }
  }
  return target;
}

function interpolated(raster: Uint8Array, columns: Float64Array, rows: Float64Array): Uint8Array {
  const [width, height] = [columns.length, rows.length];
  const target = new Uint8Array(raster.length).fill(outsideGrey);
  for (let v = 0; v < height; v++) {
    if (rows[v] < 0 || rows[v] >= height) continue;
    const y = Math.min(height - 1, Math.max(0, rows[v] - 0.5));
    const above = Math.floor(y) * width;
    const below = Math.min(height - 1, Math.floor(y) + 1) * width;
    const down = y - Math.floor(y);
    for (let u = 0; u < width; u++) {
      if (columns[u] < 0 || columns[u] >= width) continue;
      const x = Math.min(width - 1, Math.max(0, columns[u] - 0.5));
      const left = Math.floor(x);
      const right = Math.min(width - 1, left + 1);
      const across = x - left;
      for (let c = 0; c < 3; c++) {
        const upper = raster[(above + left) * 3 + c] * (1 - across) + raster[(above + right) * 3 + c] * across;
        const lower = raster[(below + left) * 3 + c] * (1 - across) + raster[(below + right) * 3 + c] * across;
        target[(v * width + u) * 3 + c] = Math.round(upper * (1 - down) + lower * down);
      }
    }
  }
  return target;
}

function cropBox(box: Box, window: Window, { width, height }: Sample): Box | undefined {
  const [sx, sy] = [width / window.width, height / window.height];
  const clip = (value: number, most: number): number => Math.min(most, Math.max(0, value));
  const left = clip((box.x - window.x) * sx, width);
  const top = clip((box.y - window.y) * sy, height);
  const right = clip((box.x + box.width - window.x) * sx, width);
  const bottom = clip((box.y + box.height - window.y) * sy, height);
  if (right - left < 1 || bottom - top < 1) return undefined;
  const visible = ((right - left) * (bottom - top)) / (box.width * box.height * sx * sy);
  const cut = { ...box, x: left, y: top, width: right - left, height: bottom - top };
  return visible < leastVisible ? { ...cut, ignore: true } : cut;
}
