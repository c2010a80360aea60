import { inspect } from 'node:util';
import type { SceneDataset } from '../../data-loaders/sample.js';
import type { PointCloud } from '../geometry/point-cloud.js';
import { InputError } from '../support/errors.js';
import { jupyterDisplay, type Displayable } from './displayable.js';
import type { MimeBundle } from './nbformat.js';
import { pictures, type Pictures } from './pictures.js';
import type { Raster } from './rasters.js';

/** Points of the figure that can be turned: each costs some 70 bytes of the notebook. */
const turnedPoints = 4000;
/** The longer side of the picture from above, in pixels. */
const pictureSide = 640;
/** Metres above the floor at which rooms are cut, so that one sees into them. */
const cutHeight = 1.8;

/** A grey on which white walls can be seen. */
const background = 208;

/** Points between these percentiles of each axis decide what the picture covers: scans have stray ones. */
const [lowest, highest] = [0.005, 0.995];

/** A cloud of a scene: in 3D where Plotly can be drawn, from above everywhere else. */
export class CloudView implements Displayable {
  constructor(
    private readonly cloud: PointCloud,
    private readonly place: SceneDataset['world'],
  ) {
    if (cloud.count === 0) throw new InputError('There is no point to show: the cloud is empty.');
  }

  /** The cloud from above, north (+y) up; of rooms what lies below 1.8 m. */
  fromAbove(): Pictures {
    const [floor, top] = extent(this.cloud.positions, 2);
    const cut = this.place === 'street' || top - floor < cutHeight ? Infinity : floor + cutHeight;
    const shown = below(this.cloud, cut);
    const [left, right] = extent(shown.positions, 0);
    const [near, far] = extent(shown.positions, 1);
    const raster = drawFromAbove(shown, { left, right, near, far });
    const size = `${(right - left).toFixed(1)} × ${(far - near).toFixed(1)} m`;
    const caption = `from above, ${size}${cut === Infinity ? '' : `, cut ${cutHeight} m above the floor`}`;
    return pictures([raster], { captions: [caption], zoom: 1 });
  }

  async [jupyterDisplay](): Promise<MimeBundle> {
    const { 'image/png': png } = await this.fromAbove()[jupyterDisplay]();
    return { 'application/vnd.plotly.v1+json': this.plotly(), 'image/png': png, 'text/plain': this.describe() };
  }

  [inspect.custom](): string {
    return this.describe();
  }

  private describe(): string {
    return `${this.cloud.count} points`;
  }

  /** A turnable figure of at most 4000 points, to the centimetre. */
  private plotly(): Record<string, unknown> {
    const { count, positions, colours } = this.cloud;
    const step = Math.max(1, count / turnedPoints);
    const chosen = Array.from({ length: Math.floor(count / step) }, (_, i) => Math.floor(i * step));
    const axis = (k: number): number[] => chosen.map((i) => Math.round(positions[i * 3 + k] * 100) / 100);
    const color = chosen.map((i) => `#${Buffer.from(colours.subarray(i * 3, i * 3 + 3)).toString('hex')}`);
    return {
      data: [{ type: 'scatter3d', mode: 'markers', x: axis(0), y: axis(1), z: axis(2), marker: { size: 3, color } }],
      layout: { width: 720, height: 560, margin: { l: 0, r: 0, t: 0, b: 0 }, scene: { aspectmode: 'data' } },
    };
  }
}

/**
 * A cloud of a scene of a dataset, to be shown with `display`: in 3D where the notebook draws Plotly, from above elsewhere,
 * cut at 1.8 m in rooms. Throws InputError when it has no points.
 */
export function cloudView(cloud: PointCloud, { world }: Pick<SceneDataset, 'world'> = {}): CloudView {
  return new CloudView(cloud, world);
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

/** Each point a square somewhat wider than the mean distance of points in the plane; where they overlap the highest counts. */
function drawFromAbove({ count, positions, colours }: PointCloud, area: Area): Raster {
  const [across, along] = [Math.max(0.1, area.right - area.left), Math.max(0.1, area.far - area.near)];
  const perMetre = pictureSide / Math.max(across, along);
  const [width, height] = [Math.ceil(across * perMetre), Math.ceil(along * perMetre)];
  const rgb = new Uint8Array(width * height * 3).fill(background);
  const heights = new Float32Array(width * height).fill(-Infinity);
  const reach = Math.min(8, Math.round(0.9 * Math.sqrt((width * height) / count)));
  for (let i = 0; i < count; i++) {
    const z = positions[i * 3 + 2];
    const u = Math.floor((positions[i * 3] - area.left) * perMetre);
    const v = height - 1 - Math.floor((positions[i * 3 + 1] - area.near) * perMetre);
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
