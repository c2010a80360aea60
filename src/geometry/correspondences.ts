import { multiplyPoses, invertPose } from './pose.js';
import { isMeasured, type PosedDepth } from './posed-depth.js';

/** Pixels of two views that see the same point: `a[i]` and `b[i]` are pixel indices v·width + u of their images. */
export interface Correspondences {
  a: Int32Array;
  b: Int32Array;
}

export interface CorrespondenceOptions {
  /** Largest difference in metres between the depth predicted in b and the depth measured there. */
  tolerance?: number;
  /** Only every stride-th row and column of a, beginning in the middle of the first cell. */
  stride?: number;
  /** Only these pixels of a (indices v·width + u), in this order; `stride` is then ignored. */
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
  { tolerance = 0.05, stride = 1, pixels }: CorrespondenceOptions = {},
): Correspondences {
  const { width, height, fx, fy, cx, cy } = a.camera;
  const first = stride >> 1;
  const columns = Math.ceil((width - first) / stride);
  const rows = Math.ceil((height - first) / stride);
  const candidates = pixels ? pixels.length : Math.max(0, columns * rows);
  const fromA = new Int32Array(candidates);
  const fromB = new Int32Array(candidates);
  let count = 0;

  const m = multiplyPoses(invertPose(b.worldFromCamera), a.worldFromCamera);
  const { width: widthB, height: heightB, fx: fxB, fy: fyB, cx: cxB, cy: cyB } = b.camera;
  const match = (u: number, v: number): void => {
    const pixel = v * width + u;
    const z = a.depth[pixel];
    if (!isMeasured(z)) return;
    const x = (u + 0.5 - cx) / fx;
    const y = (v + 0.5 - cy) / fy;
    const depthInB = z * (m[8] * x + m[9] * y + m[10]) + m[11];
    if (!(depthInB > 0)) return;
    const uB = Math.floor((fxB * (z * (m[0] * x + m[1] * y + m[2]) + m[3])) / depthInB + cxB);
    const vB = Math.floor((fyB * (z * (m[4] * x + m[5] * y + m[6]) + m[7])) / depthInB + cyB);
    if (uB < 0 || uB >= widthB || vB < 0 || vB >= heightB) return;
    const pixelB = vB * widthB + uB;
    const measured = b.depth[pixelB];
    // An unmeasured pixel (0) could pass the depth test of a point that lies very close to the camera.
    if (!isMeasured(measured) || Math.abs(measured - depthInB) > tolerance) return;
    fromA[count] = pixel;
    fromB[count++] = pixelB;
  };

  if (pixels) {
    for (let i = 0; i < pixels.length; i++) match(pixels[i] % width, Math.floor(pixels[i] / width));
  } else {
    for (let v = first; v < height; v += stride) for (let u = first; u < width; u += stride) match(u, v);
  }
  return { a: fromA.slice(0, count), b: fromB.slice(0, count) };
}
