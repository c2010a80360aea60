import { inspect } from 'node:util';
import type { SceneDataset } from '../../data-loaders/sample.js';
import type { PointCloud } from '../geometry/point-cloud.js';
import { InputError } from '../support/errors.js';
import { fontFamily } from '../plot/style.js';
import { cloudFromAbove } from './cloud-from-above.js';
import { jupyterDisplay, type Displayable } from './displayable.js';
import type { MimeBundle } from './nbformat.js';
import { pictures, type Pictures } from './pictures.js';

/** Points of the figure that can be turned: each costs some 100 bytes of the notebook. */
const turnedPoints = 2500;
const metres = (axis: string): Record<string, unknown> => ({ title: { text: `${axis}, m` } });

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
    const { raster, caption } = cloudFromAbove(this.cloud, this.place);
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
    return `A cloud of ${this.cloud.count} points ${cloudFromAbove(this.cloud, this.place).caption}`;
  }

  /** A turnable figure of at most 2500 points, to the centimetre. */
  private plotly(): Record<string, unknown> {
    const { count, positions, colours } = this.cloud;
    const step = Math.max(1, count / turnedPoints);
    const chosen = Array.from({ length: Math.floor(count / step) }, (_, i) => Math.floor(i * step));
    const axis = (k: number): number[] => chosen.map((i) => Math.round(positions[i * 3 + k] * 100) / 100);
    const color = chosen.map((i) => `#${Buffer.from(colours.subarray(i * 3, i * 3 + 3)).toString('hex')}`);
    return {
      data: [{ type: 'scatter3d', mode: 'markers', x: axis(0), y: axis(1), z: axis(2), marker: { size: 3, color } }],
      layout: {
        width: 720,
        height: 560,
        margin: { l: 0, r: 0, t: 0, b: 0 },
        font: { family: fontFamily },
        scene: { aspectmode: 'data', xaxis: metres('x'), yaxis: metres('y'), zaxis: metres('z') },
      },
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
