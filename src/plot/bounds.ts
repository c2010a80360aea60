import type { Affine } from './affine.js';

/** Axis-aligned rectangle in pixels. */
export interface Bounds {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Smallest rectangle around points given as x, y, x, y …; null for none. */
export function boundsOfPoints(points: ArrayLike<number>): Bounds | null {
  if (points.length < 2) return null;
  const bounds = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (let i = 0; i + 1 < points.length; i += 2) {
    bounds.left = Math.min(bounds.left, points[i]);
    bounds.right = Math.max(bounds.right, points[i]);
    bounds.top = Math.min(bounds.top, points[i + 1]);
    bounds.bottom = Math.max(bounds.bottom, points[i + 1]);
  }
  return bounds;
}

/** Smallest rectangle around both; either may be null. */
export function unionBounds(first: Bounds | null, second: Bounds | null): Bounds | null {
  if (!first || !second) return first ?? second;
  return {
    left: Math.min(first.left, second.left),
    top: Math.min(first.top, second.top),
    right: Math.max(first.right, second.right),
    bottom: Math.max(first.bottom, second.bottom),
  };
}

/** Smallest rectangle around the image of a rectangle under an affine map. */
export function transformBounds({ left, top, right, bottom }: Bounds, [a, b, c, d, e, f]: Affine): Bounds {
  const corners: number[] = [];
  for (const [x, y] of [
    [left, top],
    [right, top],
    [left, bottom],
    [right, bottom],
  ])
    corners.push(a * x + c * y + e, b * x + d * y + f);
  return boundsOfPoints(corners)!;
}
