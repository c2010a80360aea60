import { worldPoints, type PosedDepth } from './posed-depth.js';
import { viewLengths } from './view-lengths.js';
import { VoxelGrid } from './voxel-grid.js';

/** How overlap is measured, in metres: the points of a view are thinned to one per voxel, and match within a radius. */
export interface OverlapLengths {
  voxel: number;
  radius: number;
}

/** A view's points thinned to one per voxel and filed for neighbour search; made once per view, used for many pairs. */
export interface OverlapCloud {
  /** [count, 3] metres. */
  positions: Float32Array;
  /** Bounding box. */
  lower: [number, number, number];
  upper: [number, number, number];
  /** Metres within which points match. */
  radius: number;
  /** Cells of edge 2·`radius`, so that a ball of that radius touches eight: the points of cell c are `members[starts[c]] … members[starts[c + 1] − 1]`. */
  grid: VoxelGrid;
  starts: Int32Array;
  members: Int32Array;
}

/** Prepares a view for {@link overlapOfClouds}: mean point of each occupied voxel, of 5 cm unless told. */
export function overlapCloud(
  view: PosedDepth,
  { voxel, radius }: OverlapLengths = viewLengths.indoor.overlap,
): OverlapCloud {
  const points = worldPoints(view).positions;
  const thin = new VoxelGrid(voxel, points.length / 3);
  const members = new Int32Array(points.length / 3);
  for (let p = 0; p < members.length; p++) members[p] = thin.enter(points[p * 3], points[p * 3 + 1], points[p * 3 + 2]);
  const sums = new Float64Array(thin.count * 3);
  const counts = new Int32Array(thin.count);
  for (let p = 0; p < members.length; p++) {
    counts[members[p]]++;
    for (let axis = 0; axis < 3; axis++) sums[members[p] * 3 + axis] += points[p * 3 + axis];
  }
  const positions = new Float32Array(thin.count * 3);
  for (let i = 0; i < positions.length; i++) positions[i] = sums[i] / counts[(i / 3) | 0];
  return { positions, radius, ...bounds(positions), ...fileByCell(positions, 2 * radius) };
}

function bounds(positions: Float32Array): Pick<OverlapCloud, 'lower' | 'upper'> {
  const lower: [number, number, number] = [Infinity, Infinity, Infinity];
  const upper: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < positions.length; i++) {
    const axis = i % 3;
    lower[axis] = Math.min(lower[axis], positions[i]);
    upper[axis] = Math.max(upper[axis], positions[i]);
  }
  return { lower, upper };
}

/** Counting sort of the points by the cell that holds them. */
function fileByCell(positions: Float32Array, edge: number): Pick<OverlapCloud, 'grid' | 'starts' | 'members'> {
  const count = positions.length / 3;
  const grid = new VoxelGrid(edge, count);
  const cellOf = new Int32Array(count);
  for (let p = 0; p < count; p++) cellOf[p] = grid.enter(positions[p * 3], positions[p * 3 + 1], positions[p * 3 + 2]);
  const starts = new Int32Array(grid.count + 1);
  for (let p = 0; p < count; p++) starts[cellOf[p] + 1]++;
  for (let cell = 0; cell < grid.count; cell++) starts[cell + 1] += starts[cell];
  const next = starts.slice(0, grid.count);
  const members = new Int32Array(count);
  for (let p = 0; p < count; p++) members[next[cellOf[p]]++] = p;
  return { grid, starts, members };
}

/** Share of a's points that have a point of b within the match radius. */
function matchedShare(a: OverlapCloud, b: OverlapCloud): number {
  const count = a.positions.length / 3;
  let matched = 0;
  for (let p = 0; p < count; p++)
    if (hasNeighbour(a.positions[p * 3], a.positions[p * 3 + 1], a.positions[p * 3 + 2], b)) matched++;
  return matched / count;
}

function hasNeighbour(x: number, y: number, z: number, cloud: OverlapCloud): boolean {
  const { grid, positions, starts, members, lower, upper, radius } = cloud;
  if (
    x < lower[0] - radius ||
    y < lower[1] - radius ||
    z < lower[2] - radius ||
    x > upper[0] + radius ||
    y > upper[1] + radius ||
    z > upper[2] + radius
  )
    return false;
  const i = Math.floor(x / grid.edge);
  const j = Math.floor(y / grid.edge);
  const k = Math.floor(z / grid.edge);
  // The ball reaches into the neighbour on the nearer side only.
  const di = x - i * grid.edge < radius ? -1 : 1;
  const dj = y - j * grid.edge < radius ? -1 : 1;
  const dk = z - k * grid.edge < radius ? -1 : 1;
  for (let corner = 0; corner < 8; corner++) {
    const cell = grid.find(i + (corner & 1) * di, j + ((corner >> 1) & 1) * dj, k + (corner >> 2) * dk);
    if (cell < 0) continue;
    for (let m = starts[cell]; m < starts[cell + 1]; m++) {
      const at = members[m] * 3;
      const dx = positions[at] - x;
      const dy = positions[at + 1] - y;
      const dz = positions[at + 2] - z;
      if (dx * dx + dy * dy + dz * dz <= radius * radius) return true;
    }
  }
  return false;
}

/**
 * Overlap of two views in 0..1, prepared with the same lengths: the share of one's points with a point of the other within
 * the radius, in the direction in which it is larger. 0 when a view has no measured pixel.
 */
export function overlapOfClouds(a: OverlapCloud, b: OverlapCloud): number {
  if (a.positions.length === 0 || b.positions.length === 0) return 0;
  const { radius } = a;
  for (let axis = 0; axis < 3; axis++)
    if (a.lower[axis] > b.upper[axis] + radius || b.lower[axis] > a.upper[axis] + radius) return 0;
  return Math.max(matchedShare(a, b), matchedShare(b, a));
}

/**
 * Overlap of two views in 0..1, as Pri3D chooses its frame pairs by (≥ .3): points thinned to 5 cm voxels, matched
 * within 7.5 cm, the larger of the two directions; other lengths suit other worlds.
 *
 * Reference: Hou et al., Pri3D: Can 3D Priors Help 2D Representation Learning?, ICCV 2021.
 */
export function overlap(a: PosedDepth, b: PosedDepth, lengths: OverlapLengths = viewLengths.indoor.overlap): number {
  return overlapOfClouds(overlapCloud(a, lengths), overlapCloud(b, lengths));
}
