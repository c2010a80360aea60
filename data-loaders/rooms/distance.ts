import { boxShape, ellipsoidShape, type CompiledScene } from './compiled-scene.js';

/** Points and how near the solids looked at so far come to them. */
export interface Probes {
  count: number;
  /** [points, 4] position in metres, and the least distance found: at first how far to look. */
  at: Float64Array;
  /** [points] the solid that a point belongs to and is not measured to; −1 for none. */
  own: Int16Array;
}

/** Room for `most` probes that belong to no solid. */
export function emptyProbes(most: number): Probes {
  return { count: 0, at: new Float64Array(4 * most), own: new Int16Array(most).fill(-1) };
}

/** One probe at a point that looks as far as `least`. */
export function probeAt(x: number, y: number, z: number, least: number): Probes {
  return { count: 1, at: Float64Array.of(x, y, z, least), own: Int16Array.of(-1) };
}

/**
 * Lowers `at[3]` of every probe to its distance to a solid if that is less; metres, 0 inside; exact for boxes, close for
 * round ones.
 */
export function approach(scene: CompiledScene, i: number, { count, at, own }: Probes): void {
  const { axes, centre, half, shape } = scene;
  const a = i * 9;
  const ax = axes[a];
  const ay = axes[a + 1];
  const az = axes[a + 2];
  const bx = axes[a + 3];
  const by = axes[a + 4];
  const bz = axes[a + 5];
  const cx = axes[a + 6];
  const cy = axes[a + 7];
  const cz = axes[a + 8];
  const c = i * 3;
  const x = centre[c];
  const y = centre[c + 1];
  const z = centre[c + 2];
  const hx = half[c];
  const hy = half[c + 1];
  const hz = half[c + 2];
  const reach = scene.reach[i];
  const mean = scene.meanRadius[i];
  const isBox = shape[i] === boxShape;
  const isEllipsoid = shape[i] === ellipsoidShape;
  for (let k = 0; k < count; k++) {
    const ex = at[k * 4] - x;
    const ey = at[k * 4 + 1] - y;
    const ez = at[k * 4 + 2] - z;
    const least = at[k * 4 + 3];
    const within = least + reach;
    if (ex * ex + ey * ey + ez * ez >= within * within || own[k] === i) continue;
    const px = Math.abs(ax * ex + ay * ey + az * ez);
    const py = Math.abs(bx * ex + by * ey + bz * ez);
    const pz = Math.abs(cx * ex + cy * ey + cz * ez);
    if (isEllipsoid) {
      const qx = px / hx;
      const qy = py / hy;
      const qz = pz / hz;
      const beyond = Math.sqrt(qx * qx + qy * qy + qz * qz) - 1;
      const distance = beyond > 0 ? beyond * Math.min(hx, hy, hz) : 0;
      if (distance < least) at[k * 4 + 3] = distance;
      continue;
    }
    const qz = pz > hz ? pz - hz : 0;
    if (qz >= least) continue;
    let square = qz * qz;
    if (isBox) {
      const qx = px > hx ? px - hx : 0;
      const qy = py > hy ? py - hy : 0;
      square += qx * qx + qy * qy;
    } else {
      const r = Math.sqrt(px * px + py * py) - mean;
      if (r > 0) square += r * r;
    }
    if (square < least * least) at[k * 4 + 3] = Math.sqrt(square);
  }
}
