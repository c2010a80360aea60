import type { SceneDataset } from '../../data-loaders/sample.js';
import type { PointCloud } from '../geometry/point-cloud.js';
import type { Raster } from './rasters.js';

/** The longer side of the picture, in pixels. */
const pictureSide = 640;
/** Metres above the floor at which rooms are cut, so that one sees into them. */
const cutHeight = 1.8;
/** A grey on which white walls can be seen. */
const background = 208;
/** Points between these percentiles of each axis decide what the picture covers: scans have stray ones. */
const [lowest, highest] = [0.005, 0.995];

/** A cloud seen from above. */
export interface CloudFromAbove {
  raster: Raster;
  /** Its extent, and at what height it was cut. */
  caption: string;
  /** The pixel v·width + u at which a point (x, y) lies; the nearest one where it lies outside. */
  pixelOf(x: number, y: number): number;
}

export interface FromAboveOptions {
  /** Points that are covered too without being drawn, [n, 3]. */
  covered?: Float32Array;
  /** Width over height of the picture; that of the cloud unless given. */
  aspect?: number;
}

/** A cloud from above, north (+y) up; of rooms what lies below 1.8 m. */
export function cloudFromAbove(
  cloud: PointCloud,
  place: SceneDataset['world'],
  { covered = new Float32Array(0), aspect }: FromAboveOptions = {},
): CloudFromAbove {
  const [floor, top] = extent(cloud.positions, 2);
  const cut = place === 'street' || top - floor < cutHeight ? Infinity : floor + cutHeight;
  const shown = below(cloud, cut);
  const all = new Float32Array(shown.positions.length + covered.length);
  all.set(shown.positions);
  all.set(covered, shown.positions.length);
  const [left, right] = extent(all, 0);
  const [near, far] = extent(all, 1);
  const scale = scaleOf(withAspect({ left, right, near, far }, aspect));
  const size = `${(right - left).toFixed(1)} × ${(far - near).toFixed(1)} m`;
  return {
    raster: draw(shown, scale),
    caption: `from above, ${size}${cut === Infinity ? '' : `, cut ${cutHeight} m above the floor`}`,
    pixelOf: (x, y) => {
      const [u, v] = placeOf(x, y, scale);
      const inside = (at: number, length: number): number => Math.min(length - 1, Math.max(0, at));
      return inside(v, scale.height) * scale.width + inside(u, scale.width);
    },
  };
}

/** Where nearly all points lie along an axis. */
function extent(positions: Float32Array, axis: number): [low: number, high: number] {
  const values = Float32Array.from({ length: positions.length / 3 }, (_, i) => positions[i * 3 + axis]).sort();
  return [values[Math.floor(lowest * (values.length - 1))], values[Math.ceil(highest * (values.length - 1))]];
}

/** The points not higher than that. */
function below({ count, positions, colours }: PointCloud, height: number): PointCloud {
  const low = Array.from({ length: count }, (_, i) => i).filter((i) => positions[i * 3 + 2] <= height);
  return {
    count: low.length,
    positions: Float32Array.from({ length: 3 * low.length }, (_, k) => positions[low[(k / 3) | 0] * 3 + (k % 3)]),
    colours: Uint8Array.from({ length: 3 * low.length }, (_, k) => colours[low[(k / 3) | 0] * 3 + (k % 3)]),
  };
}

interface Area {
  left: number;
  right: number;
  near: number;
  far: number;
}

/** Which pixels an area takes. */
interface Scale extends Area {
  perMetre: number;
  width: number;
  height: number;
}

/** An area made wider or longer about its middle. */
function withAspect(area: Area, aspect: number | undefined): Area {
  if (aspect === undefined) return area;
  const { left, right, near, far } = area;
  const wider = Math.max(0, aspect * (far - near) - (right - left)) / 2;
  const longer = Math.max(0, (right - left) / aspect - (far - near)) / 2;
  return { left: left - wider, right: right + wider, near: near - longer, far: far + longer };
}

function scaleOf(area: Area): Scale {
  const [across, along] = [Math.max(0.1, area.right - area.left), Math.max(0.1, area.far - area.near)];
  const perMetre = pictureSide / Math.max(across, along);
  return { ...area, perMetre, width: Math.ceil(across * perMetre), height: Math.ceil(along * perMetre) };
}

function placeOf(x: number, y: number, { left, near, perMetre, height }: Scale): [u: number, v: number] {
  return [Math.floor((x - left) * perMetre), height - 1 - Math.floor((y - near) * perMetre)];
}

/** Each point a square somewhat wider than the mean distance of points in the plane; where they overlap the highest counts. */
function draw({ count, positions, colours }: PointCloud, scale: Scale): Raster {
  const { width, height } = scale;
  const rgb = new Uint8Array(width * height * 3).fill(background);
  const heights = new Float32Array(width * height).fill(-Infinity);
  const reach = Math.min(8, Math.round(0.9 * Math.sqrt((width * height) / count)));
  for (let i = 0; i < count; i++) {
    const z = positions[i * 3 + 2];
    const [u, v] = placeOf(positions[i * 3], positions[i * 3 + 1], scale);
    for (let y = Math.max(0, v - reach); y <= Math.min(height - 1, v + reach); y++)
      for (let x = Math.max(0, u - reach); x <= Math.min(width - 1, u + reach); x++) {
        const pixel = y * width + x;
        if (z <= heights[pixel]) continue;
        heights[pixel] = z;
        rgb.set(colours.subarray(i * 3, i * 3 + 3), pixel * 3);
      }
  }
  return { width, height, rgb };
}
