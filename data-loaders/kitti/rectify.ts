import type { RasterSize } from '../../src/image/resample.js';
import { numbersOf } from './keyed-numbers.js';

/** Where the pixels of a rectified image lie in the recorded one. */
export interface Rectification {
  recorded: RasterSize;
  rectified: RasterSize;
  /** [height, width, 2] column and row in the recorded image, whole numbers at the centres of pixels. */
  positions: Float32Array;
}

/**
 * How to rectify an image of camera `index` of an unrectified recording: pixel (u, v) looks along `R_rectᵀ·P_rect⁻¹·(u, v, 1)`, which the lens
 * of that camera (`K`, and `D` = k₁ k₂ p₁ p₂ k₃) bends. Throws InputError naming `file` if a value is missing.
 *
 * Reference: Brown, Decentering distortion of lenses, 1966, in the notation of OpenCV and of Bouguet's toolbox.
 */
export function rectification(values: ReadonlyMap<string, number[]>, index: number, file: string): Rectification {
  const take = (key: string, count: number): number[] => numbersOf(values, `${key}_0${index}`, count, file);
  const [width, height] = take('S_rect', 2);
  const [recordedWidth, recordedHeight] = take('S', 2);
  const [fx, , cx, , fy, cy] = take('K', 9);
  const [k1, k2, p1, p2, k3] = take('D', 5);
  const r = take('R_rect', 9);
  const p = take('P_rect', 12);
  const positions = new Float32Array(width * height * 2);
  for (let v = 0; v < height; v++)
    for (let u = 0; u < width; u++) {
      const [a, b] = [(u - p[2]) / p[0], (v - p[6]) / p[5]];
      const depth = r[2] * a + r[5] * b + r[8];
      const x = (r[0] * a + r[3] * b + r[6]) / depth;
      const y = (r[1] * a + r[4] * b + r[7]) / depth;
      const s = x * x + y * y;
      const radial = 1 + s * (k1 + s * (k2 + s * k3));
      const at = (v * width + u) * 2;
      positions[at] = fx * (x * radial + 2 * p1 * x * y + p2 * (s + 2 * x * x)) + cx;
      positions[at + 1] = fy * (y * radial + p1 * (s + 2 * y * y) + 2 * p2 * x * y) + cy;
    }
  return { recorded: { width: recordedWidth, height: recordedHeight }, rectified: { width, height }, positions };
}

/** The rectified image of a recorded one [height, width, 3], interpolated bilinearly; black where the lens saw nothing. */
export function rectifyImage(rgb: Uint8Array, { recorded, rectified, positions }: Rectification): Uint8Array {
  const { width, height } = recorded;
  const result = new Uint8Array(rectified.width * rectified.height * 3);
  for (let pixel = 0; pixel < rectified.width * rectified.height; pixel++) {
    const [x, y] = [positions[pixel * 2], positions[pixel * 2 + 1]];
    if (!(x >= 0 && y >= 0 && x <= width - 1 && y <= height - 1)) continue;
    const left = Math.min(Math.floor(x), width - 2);
    const top = Math.min(Math.floor(y), height - 2);
    const [dx, dy] = [x - left, y - top];
    const from = (top * width + left) * 3;
    for (let c = 0; c < 3; c++) {
      const above = rgb[from + c] * (1 - dx) + rgb[from + 3 + c] * dx;
      const below = rgb[from + width * 3 + c] * (1 - dx) + rgb[from + width * 3 + 3 + c] * dx;
      result[pixel * 3 + c] = Math.round(above * (1 - dy) + below * dy);
    }
  }
  return result;
}
