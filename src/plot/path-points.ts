/** Numbers that each path command takes per repetition. */
const arity: Record<string, number> = { M: 2, L: 2, H: 1, V: 1, C: 6, S: 4, Q: 4, T: 2, A: 7, Z: 0 };

/**
 * End points of the segments of an SVG path as x, y, x, y …, absolute. Curves are represented by their end points,
 * which is exact for the polylines and close enough for the small marks that Plotly draws.
 */
export function pathPoints(data: string | null): number[] {
  const points: number[] = [];
  let [x, y, startX, startY] = [0, 0, 0, 0];
  for (const [, command, list] of (data ?? '').matchAll(/([MLHVCSQTAZ])([^MLHVCSQTAZ]*)/gi)) {
    const values = (list.match(/[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/gi) ?? []).map(Number);
    const name = command.toUpperCase();
    const [originX, originY] = command === name ? [0, 0] : [1, 1];
    if (name === 'Z') [x, y] = [startX, startY];
    for (let i = 0; arity[name] > 0 && i + arity[name] <= values.length; i += arity[name]) {
      const last = i + arity[name] - 1;
      if (name === 'H') x = originX * x + values[i];
      else if (name === 'V') y = originY * y + values[i];
      else [x, y] = [originX * x + values[last - 1], originY * y + values[last]];
      if (name === 'M' && i === 0) [startX, startY] = [x, y];
      points.push(x, y);
    }
  }
  return points;
}

/** Length of the polyline through `points`. */
export function polylineLength(points: readonly number[]): number {
  let length = 0;
  for (let i = 2; i + 1 < points.length; i += 2)
    length += Math.hypot(points[i] - points[i - 2], points[i + 1] - points[i - 1]);
  return length;
}

/** The point at `distance` along the polyline, clamped to its ends. */
export function pointAlong(points: readonly number[], distance: number): { x: number; y: number } {
  let travelled = 0;
  for (let i = 2; i + 1 < points.length; i += 2) {
    const step = Math.hypot(points[i] - points[i - 2], points[i + 1] - points[i - 1]);
    if (travelled + step >= distance && step > 0) {
      const t = Math.max(0, (distance - travelled) / step);
      return {
        x: points[i - 2] + t * (points[i] - points[i - 2]),
        y: points[i - 1] + t * (points[i + 1] - points[i - 1]),
      };
    }
    travelled += step;
  }
  return { x: points.at(-2) ?? 0, y: points.at(-1) ?? 0 };
}
