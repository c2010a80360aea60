import type { PointCloud } from '../geometry/index.js';
import type { PointQuery } from '../nn/index.js';
import type { Random } from '../support/random.js';

export interface CloudViewOptions {
  /** Points drawn from the crop. */
  points: number;
  /** Range of the random scale. */
  scale: readonly [number, number];
  /** Least share of each horizontal extent that is kept. */
  crop: number;
}

/**
 * One random look at a part of a cloud: points drawn evenly from it, centred, turned by any angle about the vertical,
 * scaled, cropped to a random window — so that nothing in it tells where a camera stood. The queries are moved along.
 * Heights count from the lowest points drawn, which in a room lie on its floor.
 *
 * @param part indices of the cloud's points to draw from
 * @param queries indices of the cloud's points at which features are wanted
 */
export function cloudView(
  cloud: PointCloud,
  part: Int32Array,
  queries: Int32Array,
  { points, scale, crop }: CloudViewOptions,
  random: Random,
): PointQuery {
  const drawn = drawSome(part, points, random);
  const [centreX, centreY] = horizontalMean(cloud.positions, drawn);
  const ground = lowQuantile(cloud.positions, drawn);
  const factor = random.uniform(...(scale as [number, number]));
  const angle = random.uniform(0, 2 * Math.PI);
  const cosine = Math.cos(angle) * factor;
  const sine = Math.sin(angle) * factor;
  const moved = (indices: Int32Array): Float32Array => {
    const result = new Float32Array(indices.length * 3);
    for (let i = 0; i < indices.length; i++) {
      const x = cloud.positions[indices[i] * 3] - centreX;
      const y = cloud.positions[indices[i] * 3 + 1] - centreY;
      result[i * 3] = cosine * x - sine * y;
      result[i * 3 + 1] = sine * x + cosine * y;
      result[i * 3 + 2] = factor * (cloud.positions[indices[i] * 3 + 2] - ground);
    }
    return result;
  };
  const support = moved(drawn);
  const kept = insideWindow(support, crop, random);
  return {
    support: pick(support, kept, 1),
    colours: pick(cloud.colours, drawn, 255, kept),
    queries: moved(queries),
  };
}

/** At most `count` of the indices, in random order. */
function drawSome(indices: Int32Array, count: number, random: Random): Int32Array {
  const shuffled = indices.slice();
  const drawn = Math.min(count, shuffled.length);
  for (let i = 0; i < drawn; i++) {
    const j = i + random.int(shuffled.length - i);
    const other = shuffled[j];
    shuffled[j] = shuffled[i];
    shuffled[i] = other;
  }
  return shuffled.subarray(0, drawn);
}

function horizontalMean(positions: Float32Array, indices: Int32Array): [number, number] {
  let [x, y] = [0, 0];
  for (let i = 0; i < indices.length; i++) {
    x += positions[indices[i] * 3] / indices.length;
    y += positions[indices[i] * 3 + 1] / indices.length;
  }
  return [x, y];
}

/** Height that 2 % of the points do not reach: the ground, but for a few stray points below it. */
function lowQuantile(positions: Float32Array, indices: Int32Array): number {
  const rank = Math.floor(0.02 * indices.length);
  // The rank + 1 lowest heights so far, ascending; few points are lower than the last of them.
  const lowest = new Float32Array(rank + 1).fill(Infinity);
  for (let i = 0; i < indices.length; i++) {
    const height = positions[indices[i] * 3 + 2];
    if (height >= lowest[rank]) continue;
    let place = rank;
    for (; place > 0 && height < lowest[place - 1]; place--) lowest[place] = lowest[place - 1];
    lowest[place] = height;
  }
  return lowest[rank];
}

/** Which points lie in a window that keeps a random share, at least `least`, of the extent along x and y. */
function insideWindow(positions: Float32Array, least: number, random: Random): Int32Array {
  const [[left, right], [near, far]] = [0, 1].map((axis) => {
    let lower = Infinity;
    let upper = -Infinity;
    for (let i = axis; i < positions.length; i += 3) {
      lower = Math.min(lower, positions[i]);
      upper = Math.max(upper, positions[i]);
    }
    const length = (upper - lower) * random.uniform(least, 1);
    const from = random.uniform(lower, upper - length);
    return [from, from + length];
  });
  const kept = new Int32Array(positions.length / 3);
  let count = 0;
  for (let p = 0; p < kept.length; p++) {
    const x = positions[p * 3];
    const y = positions[p * 3 + 1];
    if (x >= left && x <= right && y >= near && y <= far) kept[count++] = p;
  }
  return kept.subarray(0, count);
}

/** Rows of three of `values` divided by `unit`; `of` picks from `indices` first. */
function pick(values: ArrayLike<number>, indices: Int32Array, unit: number, of?: Int32Array): Float32Array {
  const count = of?.length ?? indices.length;
  const result = new Float32Array(count * 3);
  for (let i = 0; i < count; i++) {
    const row = of ? indices[of[i]] : indices[i];
    for (let c = 0; c < 3; c++) result[i * 3 + c] = values[row * 3 + c] / unit;
  }
  return result;
}
