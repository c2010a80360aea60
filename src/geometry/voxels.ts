import { InputError } from '../support/errors.js';
import type { PointCloud } from './point-cloud.js';
import { worldPoints, type PosedDepth } from './posed-depth.js';
import { VoxelGrid } from './voxel-grid.js';

/** A posed depth image with its colours, sRGB [height, width, 3]. */
export interface PosedRgbd extends PosedDepth {
  rgb: Uint8Array;
}

/** Sums of positions and colours by occupied voxel. */
class VoxelMeans {
  private readonly grid: VoxelGrid;
  private sums = new Float64Array(7 * 1024);

  constructor(voxel: number) {
    if (!(voxel > 0)) throw new InputError(`Voxel edge ${voxel} is not a length in metres: give a number above 0.`);
    this.grid = new VoxelGrid(voxel);
  }

  add(positions: ArrayLike<number>, point: number, colours: ArrayLike<number>, pixel: number): void {
    const x = positions[point * 3];
    const y = positions[point * 3 + 1];
    const z = positions[point * 3 + 2];
    const at = this.grid.enter(x, y, z) * 7;
    if (at + 7 > this.sums.length) {
      const larger = new Float64Array(this.sums.length * 2);
      larger.set(this.sums);
      this.sums = larger;
    }
    this.sums[at] += x;
    this.sums[at + 1] += y;
    this.sums[at + 2] += z;
    this.sums[at + 3] += colours[pixel * 3];
    this.sums[at + 4] += colours[pixel * 3 + 1];
    this.sums[at + 5] += colours[pixel * 3 + 2];
    this.sums[at + 6]++;
  }

  cloud(): PointCloud {
    const { grid, sums } = this;
    const order = Array.from({ length: grid.count }, (_, index) => index);
    const cells = order.map((index) => grid.cell(index));
    order.sort((a, b) => cells[a][0] - cells[b][0] || cells[a][1] - cells[b][1] || cells[a][2] - cells[b][2]);
    const positions = new Float32Array(grid.count * 3);
    const colours = new Uint8Array(grid.count * 3);
    order.forEach((index, point) => {
      const n = sums[index * 7 + 6];
      for (let axis = 0; axis < 3; axis++) {
        positions[point * 3 + axis] = sums[index * 7 + axis] / n;
        colours[point * 3 + axis] = Math.round(sums[index * 7 + 3 + axis] / n);
      }
    });
    return { count: grid.count, positions, colours };
  }
}

/**
 * One point per occupied cell of a world-aligned grid of edge `voxel` metres: the mean position and mean sRGB colour of
 * the points in it. Points are ordered by cell (x, then y, then z), so that neither their density nor their order tells
 * from where they were seen. Throws InputError unless `voxel` > 0.
 */
export function voxelResample(cloud: PointCloud, voxel: number): PointCloud {
  const means = new VoxelMeans(voxel);
  for (let point = 0; point < cloud.count; point++) means.add(cloud.positions, point, cloud.colours, point);
  return means.cloud();
}

/** The measured pixels of all frames as one cloud in world coordinates, resampled as by {@link voxelResample}. */
export function fuseCloud(frames: Iterable<PosedRgbd>, { voxel }: { voxel: number }): PointCloud {
  const means = new VoxelMeans(voxel);
  for (const frame of frames) addFrame(means, frame);
  return means.cloud();
}

/** The same of frames that are loaded one after the other, of which only one is in memory at a time. */
export async function fuseLoadedCloud(
  frames: AsyncIterable<PosedRgbd>,
  { voxel }: { voxel: number },
): Promise<PointCloud> {
  const means = new VoxelMeans(voxel);
  for await (const frame of frames) addFrame(means, frame);
  return means.cloud();
}

function addFrame(means: VoxelMeans, frame: PosedRgbd): void {
  const { positions, pixels } = worldPoints(frame);
  for (let point = 0; point < pixels.length; point++) means.add(positions, point, frame.rgb, pixels[point]);
}
