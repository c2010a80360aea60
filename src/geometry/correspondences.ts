import { multiplyPoses, invertPose } from './pose.js';
import { isMeasured, type PosedDepth } from './posed-depth.js';

/** Pixels of two views that see the same point: `a[i]` and `b[i]` are pixel indices v·width + u of their images. */
export interface Correspondences {
  a: Int32Array;
  b: Int32Array;
}

/** How pixels of two views are found to show one point. */
export interface CorrespondenceOptions {
  /** Largest difference in metres between the depth predicted in b and the depth measured there. */
  tolerance?: number;
  /** Only every stride-th row and column of a, beginning in the middle of the first cell. */
  stride?: number;
  /**
   * For sparse depth, where a cell is `stride` × `stride` pixels: try the other measured pixels of a cell of a when its middle
   * finds nothing, nearest first, and take the nearest pixel that fits of the cell of b that is hit. At most one match a cell of a.
   */
  anyPixel?: boolean;
  /** Only these pixels of a (indices v·width + u), in this order; `stride` and `anyPixel` are then ignored. */
  pixels?: ArrayLike<number>;
}

/**
 * For each measured pixel of `a` the pixel of `b` that sees the same surface, where there is one: the pixel is
 * unprojected, moved into b's camera and projected; it corresponds if it falls into b's image onto a measured pixel
 * whose depth differs by at most `tolerance` — otherwise something hides it. Each pixel of a occurs at most once (if
 * `pixels` names it once), a pixel of b as often as pixels of a fall onto it.
 *
 * The tolerance of 5 cm is Pri3D's for pairs of views.
 * Reference: Hou et al., Pri3D: Can 3D Priors Help 2D Representation Learning?, ICCV 2021.
 */
export function correspondences(
  a: PosedDepth,
  b: PosedDepth,
  { tolerance = 0.05, stride = 1, anyPixel = false, pixels }: CorrespondenceOptions = {},
): Correspondences {
  const { width, height, fx, fy, cx, cy } = a.camera;
  const first = stride >> 1;
  const candidates = pixels ? pixels.length : Math.ceil(width / stride) * Math.ceil(height / stride);
  const fromA = new Int32Array(candidates);
  const fromB = new Int32Array(candidates);
  let count = 0;

  const m = multiplyPoses(invertPose(b.worldFromCamera), a.worldFromCamera);
  const { width: widthB, height: heightB, fx: fxB, fy: fyB, cx: cxB, cy: cyB } = b.camera;
  const reach = anyPixel && !pixels ? stride : 1;
  /** Whether a pixel of a has a counterpart, which is then noted. */
  const match = (u: number, v: number): boolean => {
    const pixel = v * width + u;
    const z = a.depth[pixel];
    if (!isMeasured(z)) return false;
    const x = (u + 0.5 - cx) / fx;
    const y = (v + 0.5 - cy) / fy;
    const depthInB = z * (m[8] * x + m[9] * y + m[10]) + m[11];
    if (!(depthInB > 0)) return false;
    const uB = Math.floor((fxB * (z * (m[0] * x + m[1] * y + m[2]) + m[3])) / depthInB + cxB);
    const vB = Math.floor((fyB * (z * (m[4] * x + m[5] * y + m[6]) + m[7])) / depthInB + cyB);
    if (uB < 0 || uB >= widthB || vB < 0 || vB >= heightB) return false;
    const pixelB = pixelThatSees(b, uB, vB, reach, depthInB, tolerance);
    if (pixelB < 0) return false;
    fromA[count] = pixel;
    fromB[count++] = pixelB;
    return true;
  };

  if (pixels) {
    for (let i = 0; i < pixels.length; i++) match(pixels[i] % width, Math.floor(pixels[i] / width));
  } else if (anyPixel) {
    const inCell = fromMiddle(stride);
    for (let top = 0; top < height; top += stride)
      for (let left = 0; left < width; left += stride)
        inCell.some(([du, dv]) => left + du < width && top + dv < height && match(left + du, top + dv));
  } else {
    for (let v = first; v < height; v += stride) for (let u = first; u < width; u += stride) match(u, v);
  }
  return { a: fromA.slice(0, count), b: fromB.slice(0, count) };
}

/**
 * The pixel of the cell of `edge` × `edge` pixels about (u, v) that sees a surface at a depth: (u, v) itself if it does, else
 * the nearest one; −1 if none does.
 */
function pixelThatSees(
  { camera, depth }: PosedDepth,
  u: number,
  v: number,
  edge: number,
  expected: number,
  tolerance: number,
): number {
  const { width, height } = camera;
  const sees = (pixel: number): boolean =>
    // An unmeasured pixel (0) could pass the depth test of a point that lies very close to the camera.
    isMeasured(depth[pixel]) && !(Math.abs(depth[pixel] - expected) > tolerance);
  const hit = v * width + u;
  if (edge === 1 || sees(hit)) return sees(hit) ? hit : -1;
  const [left, top] = [u - (u % edge), v - (v % edge)];
  let found = -1;
  let least = Infinity;
  for (let y = top; y < Math.min(height, top + edge); y++)
    for (let x = left; x < Math.min(width, left + edge); x++) {
      const distance = (x - u) ** 2 + (y - v) ** 2;
      if (distance >= least || !sees(y * width + x)) continue;
      found = y * width + x;
      least = distance;
    }
  return found;
}

/** Columns and rows of the pixels of a cell, its middle first, the others by their distance from it. */
function fromMiddle(edge: number): [number, number][] {
  const middle = edge >> 1;
  const distance = ([u, v]: [number, number]): number => (u - middle) ** 2 + (v - middle) ** 2;
  return Array.from({ length: edge * edge }, (_, i): [number, number] => [i % edge, Math.floor(i / edge)]).sort(
    (p, q) => distance(p) - distance(q),
  );
}

/** Cell, row · columns + column, of the pixel v · width + u of an image in cells of stride × stride pixels. */
export function cellOfPixel(pixel: number, width: number, stride: number): number {
  const row = Math.floor(Math.floor(pixel / width) / stride);
  return row * Math.ceil(width / stride) + Math.floor((pixel % width) / stride);
}
