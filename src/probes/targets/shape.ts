import type { Sample } from '../../../data-loaders/sample.js';
import { windowInstances } from '../cells.js';
import { remembered } from '../remember.js';
import type { ProbeTarget } from '../target.js';

/** Fewest pixels of which an outline is told. */
const fewestPixels = 16;

/**
 * Of each instance that is seen whole: (log of the ratio of the longer axis to the shorter, share of its bounding box that
 * it fills). Axes are the standard deviations of its pixels along their principal directions, pixels being squares.
 *
 * Instances that touch the image's border are cut off by it and are left out.
 */
export const outlines = remembered(
  ({ instances, width, height }: Pick<Sample, 'instances' | 'width' | 'height'>): Map<number, [number, number]> => {
    const moments = new Map<number, Moments>();
    for (let v = 0; v < height; v++)
      for (let u = 0; u < width; u++) {
        const instance = instances![v * width + u];
        if (instance === 0) continue;
        let m = moments.get(instance);
        if (!m) moments.set(instance, (m = { n: 0, u: 0, v: 0, uu: 0, uv: 0, vv: 0, left: u, right: u, top: v, bottom: v })); // prettier-ignore
        m.n++;
        m.u += u;
        m.v += v;
        m.uu += u * u;
        m.uv += u * v;
        m.vv += v * v;
        m.left = Math.min(m.left, u);
        m.right = Math.max(m.right, u);
        m.bottom = v;
      }
    const found = new Map<number, [number, number]>();
    for (const [instance, m] of moments) {
      const isCut = m.left === 0 || m.top === 0 || m.right === width - 1 || m.bottom === height - 1;
      if (!isCut && m.n >= fewestPixels) found.set(instance, outline(m));
    }
    return found;
  },
);

interface Moments {
  n: number;
  u: number;
  v: number;
  uu: number;
  uv: number;
  vv: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function outline({ n, u, v, uu, uv, vv, left, right, top, bottom }: Moments): [number, number] {
  // A pixel is a square of variance 1/12, so that no axis is 0.
  const xx = uu / n - (u / n) ** 2 + 1 / 12;
  const yy = vv / n - (v / n) ** 2 + 1 / 12;
  const xy = uv / n - (u / n) * (v / n);
  const middle = (xx + yy) / 2;
  const half = Math.hypot((xx - yy) / 2, xy);
  const elongation = 0.5 * Math.log((middle + half) / (middle - half));
  return [elongation, n / ((right - left + 1) * (bottom - top + 1))];
}

export const shape: ProbeTarget = {
  name: 'shape',
  description:
    'Outline of the object that the cell lies on: log of its longer axis over its shorter one, and the share of its box that it fills. Objects cut by the image’s border are left out.',
  unit: 'log ratio, share',
  width: 2,
  kind: 'regression',
  metrics: ['r2'],
  requires: ['instances'],
  cells: 'single-instance',
  values: (sample, grid) => {
    const known = outlines(sample);
    const instances = windowInstances(sample, grid);
    const values = new Float32Array(instances.length * 2);
    const mask = new Uint8Array(instances.length);
    instances.forEach((instance, cell) => {
      const found = known.get(instance);
      if (!found) return;
      values.set(found, 2 * cell);
      mask[cell] = 1;
    });
    return { values, mask };
  },
};
