import { PointGrid } from './point-grid.js';

/** What the encoder of point clouds is told of each point. */
export type PointInput =
  /** Offsets of neighbours and the height above the cloud's centre. */
  | 'geometry'
  /** Offsets, height and sRGB colour: what Pri3D's released 3D network sees. */
  | 'rgb'
  /** The point's own height and nothing else (an ablation). */
  | 'height';

/** How many points are grouped, and how far the groups reach. */
export interface GroupingPlan {
  input: PointInput;
  /** Two set-abstraction levels: number of centres, neighbours of each, radius in metres. */
  levels: readonly [GroupingLevel, GroupingLevel];
}

/** One level of grouping: how many centres, how many neighbours each takes, and from how far, in metres. */
export interface GroupingLevel {
  centres: number;
  neighbours: number;
  radius: number;
}

/** A cloud to be encoded at some places. */
export interface PointQuery {
  /** [n, 3] metres, z up, centred, in random order: the first ones serve as centres. */
  support: Float32Array;
  /** [n, 3] in 0..1; needed for input 'rgb'. */
  colours?: Float32Array;
  /** [queries, 3] metres: where features are wanted. */
  queries: Float32Array;
}

/**
 * Neighbourhoods of a batch of clouds, ready to become tensors. Level 1 stands on `centres` points of the support and,
 * behind them, on every query; level 2 on the first of those centres. Indices count through the whole batch.
 */
export interface PointGroups {
  clouds: number;
  queries: number;
  /** `[clouds · (centres₁ + queries) · neighbours₁, channels]`: offset / radius, height, colour. */
  local: Float32Array;
  /** 0 for a neighbour, −10⁹ for an empty slot, [clouds · (centres₁ + queries), neighbours₁, 1]. */
  localMask: Float32Array;
  /** Rows of level 1 that are neighbours in level 2, [clouds · centres₂ · neighbours₂]. */
  wide: Int32Array;
  /** `[clouds · centres₂ · neighbours₂, 3]`: offset / radius. */
  wideOffsets: Float32Array;
  wideMask: Float32Array;
  /** Weights with which each query takes the centres of level 2: the three nearest ones, [clouds, queries, centres₂]. */
  interpolation: Float32Array;
}

const empty = -1e9;

/** Channels of each neighbour in level 1. */
export function localChannels(input: PointInput): number {
  return input === 'rgb' ? 7 : 4;
}

/**
 * Finds the neighbourhoods of a batch of clouds, each with the same number of queries.
 *
 * Radii are metric, so that a neighbourhood means the same at every density; one without points holds its own centre.
 * Throws RangeError when the clouds have different numbers of queries.
 */
export function groupPoints(clouds: readonly PointQuery[], plan: GroupingPlan): PointGroups {
  const [first, second] = plan.levels;
  const queries = clouds[0].queries.length / 3;
  const rows = first.centres + queries;
  const channels = localChannels(plan.input);
  const groups: PointGroups = {
    clouds: clouds.length,
    queries,
    local: new Float32Array(clouds.length * rows * first.neighbours * channels),
    localMask: new Float32Array(clouds.length * rows * first.neighbours).fill(empty),
    wide: new Int32Array(clouds.length * second.centres * second.neighbours),
    wideOffsets: new Float32Array(clouds.length * second.centres * second.neighbours * 3),
    wideMask: new Float32Array(clouds.length * second.centres * second.neighbours).fill(empty),
    interpolation: new Float32Array(clouds.length * queries * second.centres),
  };
  clouds.forEach((cloud, index) => {
    if (cloud.queries.length !== queries * 3)
      throw new RangeError(`Cloud ${index} has ${cloud.queries.length / 3} queries, the first one ${queries}.`);
    const centres = centresOf(cloud, first.centres);
    groupLocally(groups, index, cloud, centres, plan);
    groupWidely(groups, index, centres.subarray(0, first.centres * 3), rows, second);
    // The height-only ablation must not learn the shape of the surroundings from level 2.
    if (plan.input !== 'height') interpolate(groups, index, cloud.queries, centres, second.centres);
  });
  return groups;
}

/** The first `count` points of the support (again from the start when it is short), then the queries. */
function centresOf({ support, queries }: PointQuery, count: number): Float32Array {
  const centres = new Float32Array(count * 3 + queries.length);
  const available = Math.max(1, support.length / 3);
  for (let c = 0; c < count; c++) centres.set(support.subarray((c % available) * 3, (c % available) * 3 + 3), c * 3);
  centres.set(queries, count * 3);
  return centres;
}

function groupLocally(
  groups: PointGroups,
  index: number,
  { support, colours }: PointQuery,
  centres: Float32Array,
  { input, levels }: GroupingPlan,
): void {
  const { neighbours, radius } = levels[0];
  const { local, localMask } = groups;
  const channels = localChannels(input);
  const grid = new PointGrid(support, radius);
  const rows = centres.length / 3;
  for (let row = 0; row < rows; row++) {
    const x = centres[row * 3];
    const y = centres[row * 3 + 1];
    const z = centres[row * 3 + 2];
    const found = input === 'height' ? undefined : grid.within(x, y, z, radius, neighbours);
    const slots = (index * rows + row) * neighbours;
    for (let n = 0; n < Math.max(1, found?.length ?? 0); n++) {
      const at = (slots + n) * channels;
      localMask[slots + n] = 0;
      local[at + 3] = z;
      if (!found || found.length === 0) continue;
      const point = found[n] * 3;
      local[at] = (support[point] - x) / radius;
      local[at + 1] = (support[point + 1] - y) / radius;
      local[at + 2] = (support[point + 2] - z) / radius;
      if (input === 'rgb' && colours) for (let c = 0; c < 3; c++) local[at + 4 + c] = colours[point + c];
    }
  }
}

function groupWidely(
  groups: PointGroups,
  index: number,
  centres: Float32Array,
  rowsPerCloud: number,
  { centres: count, neighbours, radius }: GroupingLevel,
): void {
  const { wide, wideOffsets, wideMask } = groups;
  const grid = new PointGrid(centres, radius);
  for (let c = 0; c < count; c++) {
    const [x, y, z] = centres.subarray(c * 3, c * 3 + 3);
    const found = grid.within(x, y, z, radius, neighbours);
    const slots = (index * count + c) * neighbours;
    wide.fill(index * rowsPerCloud + c, slots, slots + neighbours);
    for (let n = 0; n < found.length; n++) {
      const point = found[n] * 3;
      wide[slots + n] = index * rowsPerCloud + found[n];
      wideMask[slots + n] = 0;
      wideOffsets[(slots + n) * 3] = (centres[point] - x) / radius;
      wideOffsets[(slots + n) * 3 + 1] = (centres[point + 1] - y) / radius;
      wideOffsets[(slots + n) * 3 + 2] = (centres[point + 2] - z) / radius;
    }
  }
}

/** Weights ∝ 1/distance² of the three nearest centres of level 2. Reference: Qi et al., PointNet++, 2017 (eq. 2). */
function interpolate(
  groups: PointGroups,
  index: number,
  queries: Float32Array,
  centres: Float32Array,
  count: number,
): void {
  const best = new Int32Array(3);
  const distance = new Float64Array(3);
  for (let q = 0; q < queries.length / 3; q++) {
    distance.fill(Infinity);
    best.fill(0);
    for (let c = 0; c < count; c++) {
      const dx = centres[c * 3] - queries[q * 3];
      const dy = centres[c * 3 + 1] - queries[q * 3 + 1];
      const dz = centres[c * 3 + 2] - queries[q * 3 + 2];
      const squared = dx * dx + dy * dy + dz * dz;
      if (squared >= distance[2]) continue;
      let place = 2;
      for (; place > 0 && squared < distance[place - 1]; place--) {
        distance[place] = distance[place - 1];
        best[place] = best[place - 1];
      }
      distance[place] = squared;
      best[place] = c;
    }
    let total = 0;
    for (let k = 0; k < 3; k++) total += weightOf(distance[k]);
    const row = (index * (queries.length / 3) + q) * count;
    for (let k = 0; k < 3; k++) groups.interpolation[row + best[k]] += weightOf(distance[k]) / total;
  }
}

function weightOf(squaredDistance: number): number {
  return 1 / (squaredDistance + 1e-4);
}
