import { boxShape, ellipsoidShape, type CompiledScene } from './compiled-scene.js';

/**
 * Lowers `probe[3]` to the distance from the point `probe[0..2]` to a solid if that is less; metres, 0 inside; exact for
 * boxes, close for round ones.
 */
export function approach(scene: CompiledScene, i: number, probe: Float64Array): void {
  const { axes, centre, half, shape } = scene;
  const a = i * 9;
  const c = i * 3;
  const ex = probe[0] - centre[c];
  const ey = probe[1] - centre[c + 1];
  const ez = probe[2] - centre[c + 2];
  const least = probe[3];
  const within = least + scene.reach[i];
  if (ex * ex + ey * ey + ez * ez >= within * within) return;
  const px = Math.abs(axes[a] * ex + axes[a + 1] * ey + axes[a + 2] * ez);
  const py = Math.abs(axes[a + 3] * ex + axes[a + 4] * ey + axes[a + 5] * ez);
  const pz = Math.abs(axes[a + 6] * ex + axes[a + 7] * ey + axes[a + 8] * ez);
  if (shape[i] === ellipsoidShape) {
    const qx = px / half[c];
    const qy = py / half[c + 1];
    const qz = pz / half[c + 2];
    const beyond = Math.sqrt(qx * qx + qy * qy + qz * qz) - 1;
    const distance = beyond > 0 ? beyond * Math.min(half[c], half[c + 1], half[c + 2]) : 0;
    if (distance < least) probe[3] = distance;
    return;
  }
  const qz = pz > half[c + 2] ? pz - half[c + 2] : 0;
  if (qz >= least) return;
  let square = qz * qz;
  if (shape[i] === boxShape) {
    const qx = px > half[c] ? px - half[c] : 0;
    const qy = py > half[c + 1] ? py - half[c + 1] : 0;
    square += qx * qx + qy * qy;
  } else {
    const r = Math.sqrt(px * px + py * py) - scene.meanRadius[i];
    if (r > 0) square += r * r;
  }
  if (square < least * least) probe[3] = Math.sqrt(square);
}
