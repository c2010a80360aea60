import { mirrored, mirroredAtPixel, type Border } from '../correlate.js';
import type { Draws } from '../draws.js';
import { gaussianFilter } from '../gaussian.js';
import { onFractions, type Frame } from '../image-corruption.js';
import { imageNetC, imagecorruptionsPackage } from './source.js';

/** A smooth random field [height, width]: uniform in ±amplitude, blurred. */
function smoothField(
  { width, height }: Frame,
  amplitude: number,
  sigma: readonly [number, number],
  draws: Draws,
): Float32Array {
  const field = new Float32Array(width * height);
  draws.uniforms(field);
  for (let i = 0; i < field.length; i++) field[i] = amplitude * (2 * field[i] - 1);
  return gaussianFilter(field, { width, height, channels: 1 }, sigma, mirrored, 3);
}

/** The image at positions that functions of its pixels give, interpolated between four pixels. */
function warp(
  unit: Float32Array,
  { width, height }: Frame,
  positionX: (pixel: number, x: number, y: number) => number,
  positionY: (pixel: number, x: number, y: number) => number,
  border: Border,
): Float32Array {
  const warped = new Float32Array(unit.length);
  for (let y = 0, pixel = 0; y < height; y++)
    for (let x = 0; x < width; x++, pixel++) {
      const [toX, toY] = [positionX(pixel, x, y), positionY(pixel, x, y)];
      const [left, top] = [Math.floor(toX), Math.floor(toY)];
      const [right, down] = [toX - left, toY - top];
      const inside = left >= 0 && top >= 0 && left < width - 1 && top < height - 1;
      const x0 = 3 * (inside ? left : border(left, width));
      const x1 = inside ? x0 + 3 : 3 * border(left + 1, width);
      const y0 = 3 * width * (inside ? top : border(top, height));
      const y1 = inside ? y0 + 3 * width : 3 * width * border(top + 1, height);
      for (let c = 0; c < 3; c++) {
        const upper = unit[y0 + x0 + c] + right * (unit[y0 + x1 + c] - unit[y0 + x0 + c]);
        const lower = unit[y1 + x0 + c] + right * (unit[y1 + x1 + c] - unit[y1 + x0 + c]);
        warped[3 * pixel + c] = upper + down * (lower - upper);
      }
    }
  return warped;
}

function displaced(unit: Float32Array, frame: Frame, dx: Float32Array, dy: Float32Array, gain: number): Float32Array {
  return warp(unit, frame, (i, x) => x + gain * dx[i], (i, _x, y) => y + gain * dy[i], mirrored); // prettier-ignore
}

type Point = readonly [number, number];

/** a, b, c of a·x + b·y + c that take three points to three values. */
function planeThrough([p, q, r]: readonly Point[], [u, v, w]: readonly number[]): [number, number, number] {
  const [x1, y1, x2, y2] = [q[0] - p[0], q[1] - p[1], r[0] - p[0], r[1] - p[1]];
  const area = x1 * y2 - x2 * y1;
  const a = ((v - u) * y2 - (w - u) * y1) / area;
  const b = ((w - u) * x1 - (v - u) * x2) / area;
  return [a, b, u - a * p[0] - b * p[1]];
}

/** The sum of two parts of a position in steps of 1/32 pixel, out of parts in steps of 1/1024, as OpenCV's warp has it. */
function rounded(along: number, across: number): number {
  return Math.floor((Math.round(along * 1024) + Math.round(across * 1024)) / 32 + 0.5) / 32;
}

/** Three corners of the middle square moved at random by up to `reach` pixels, and the image with them. */
function affine(unit: Float32Array, frame: Frame, reach: number, draws: Draws): Float32Array {
  const { width, height } = frame;
  const [middleY, middleX] = [Math.floor(height / 2), Math.floor(width / 2)];
  const half = Math.floor(Math.min(width, height) / 3);
  if (half === 0) return unit;
  const corners: Point[] = [
    [middleY + half, middleX + half],
    [middleY + half, middleX - half],
    [middleY - half, middleX - half],
  ];
  const moved = corners.map(([x, y]): Point => [
    Math.fround(x + draws.uniform(-reach, reach)),
    Math.fround(y + draws.uniform(-reach, reach)),
  ]);
  const [xa, xb, xc] = planeThrough(moved, corners.map(([x]) => x)); // prettier-ignore
  const [ya, yb, yc] = planeThrough(moved, corners.map(([, y]) => y)); // prettier-ignore
  return warp(
    unit,
    frame,
    (_, x, y) => rounded(xa * x, xb * y + xc),
    (_, x, y) => rounded(ya * x, yb * y + yc),
    mirroredAtPixel,
  );
}

/** Side in pixels by which the benchmark multiplies its shares of an image (its own comment: "should have been 224"). */
const side = 244;

/** A jelly: an affine movement, then every pixel displaced by a smooth random field; pixels, whatever the image's size. */
export const elasticTransform = onFractions(
  {
    name: 'elastic_transform',
    kind: 'digital',
    parameters: [`displacement / ${side} px`, `σ / ${side} px`, `affine reach / ${side} px`],
    values: [
      [2, 0.7, 0.1],
      [2, 0.08, 0.2],
      [0.05, 0.01, 0.02],
      [0.07, 0.01, 0.02],
      [0.12, 0.01, 0.02],
    ],
    reference: imageNetC,
  },
  (unit, frame, [gain, sigma, reach], draws) => {
    const leaning = affine(unit, frame, side * reach, draws);
    const dx = smoothField(frame, 1, [side * sigma, side * sigma], draws);
    const dy = smoothField(frame, 1, [side * sigma, side * sigma], draws);
    return displaced(leaning, frame, dx, dy, side * gain);
  },
);

/** A smooth random field in proportion to the image's size, without the affine movement. */
export const elasticTransformOfSize = onFractions(
  {
    name: 'elastic_transform',
    kind: 'digital',
    parameters: ['gain of the field', 'amplitude / height', 'σ / height and width'],
    values: [
      [12.5, 0.005, 0.01],
      [16.25, 0.005, 0.01],
      [21.25, 0.005, 0.01],
      [25, 0.005, 0.01],
      [30, 0.005, 0.01],
    ],
    reference: imagecorruptionsPackage,
  },
  (unit, frame, [gain, amplitude, sigma], draws) => {
    const widths = [sigma * frame.width, sigma * frame.height] as const;
    const dx = smoothField(frame, amplitude * frame.height, widths, draws);
    const dy = smoothField(frame, amplitude * frame.height, widths, draws);
    return displaced(unit, frame, dx, dy, gain);
  },
);
