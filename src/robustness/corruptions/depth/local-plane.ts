/** Pixels to each side that a plane is fitted to. */
const reach = 3;

/** By which share of the middle value those of the same surface may miss its slope. */
const sameSurface = 0.05;

/** Where all pixels lie in one line this leaves the slope across it at 0; to any other it adds next to nothing. */
const ridge = 1e-7;

/** A linear function about a pixel: its value there and its steps from pixel to pixel. */
export interface LocalPlane {
  value: number;
  slopeX: number;
  slopeY: number;
}

/** The step to one neighbour or to the opposite one, whichever is smaller; 0 where there is none. */
function flatterStep(values: Float64Array, at: number, stride: number, hasBefore: boolean, hasAfter: boolean): number {
  const before = hasBefore ? Math.abs(values[at] - values[at - stride]) : Infinity;
  const after = hasAfter ? Math.abs(values[at + stride] - values[at]) : Infinity;
  const step = Math.min(before, after);
  return step < Infinity ? step : 0;
}

/**
 * The plane through values [height, width] about (u, v) by least squares, over those of the 7×7 pixels that are of the same
 * surface: no farther from the middle one than its slope towards the flatter neighbours and a share of it explain.
 */
export function localPlane(values: Float64Array, width: number, height: number, u: number, v: number): LocalPlane {
  const at = v * width + u;
  const middle = values[at];
  const acrossStep = flatterStep(values, at, 1, u > 0, u < width - 1);
  const downStep = flatterStep(values, at, width, v > 0, v < height - 1);
  const largest = sameSurface * middle + reach * (acrossStep + downStep);
  let [count, sumX, sumY, sum, xx, xy, yy, xValue, yValue] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let y = Math.max(-reach, -v); y <= Math.min(reach, height - 1 - v); y++)
    for (let x = Math.max(-reach, -u); x <= Math.min(reach, width - 1 - u); x++) {
      const beyond = values[(v + y) * width + u + x] - middle;
      if (Math.abs(beyond) > largest) continue;
      count++;
      sumX += x;
      sumY += y;
      sum += beyond;
      xx += x * x;
      xy += x * y;
      yy += y * y;
      xValue += x * beyond;
      yValue += y * beyond;
    }
  const [meanX, meanY, mean] = [sumX / count, sumY / count, sum / count];
  const [varianceX, varianceY] = [xx - count * meanX ** 2 + ridge, yy - count * meanY ** 2 + ridge];
  const [covariance, alongX, alongY] = [xy - sumX * meanY, xValue - sumX * mean, yValue - sumY * mean];
  const determinant = varianceX * varianceY - covariance ** 2;
  const slopeX = (varianceY * alongX - covariance * alongY) / determinant;
  const slopeY = (varianceX * alongY - covariance * alongX) / determinant;
  return { value: middle + mean - slopeX * meanX - slopeY * meanY, slopeX, slopeY };
}
