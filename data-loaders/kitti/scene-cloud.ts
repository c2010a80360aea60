import type { Pose } from '../../src/geometry/pose.js';
import { VoxelGrid } from '../../src/geometry/voxel-grid.js';
import type { PointCloud } from '../sample.js';
import { movePoints } from './projection.js';
import type { LaserScan } from './velodyne.js';

/** Sums of x, y, z, red, green, blue, reflectance, and the numbers of points and of coloured points. */
const sumsPerVoxel = 9;

/**
 * Scans of one place put together in the world and thinned to one point a voxel, of which only sums are kept: memory
 * grows with the place, not with the number of scans.
 */
export class SceneCloud {
  private readonly grid: VoxelGrid;
  private sums = new Float64Array(sumsPerVoxel * 4096);

  /** @param voxel edge in metres */
  constructor(voxel: number) {
    this.grid = new VoxelGrid(voxel);
  }

  add({ positions, colours, reflectance, inImage, count }: LaserScan, worldFromCamera: Pose): void {
    const world = movePoints(positions, worldFromCamera);
    for (let p = 0; p < count; p++) {
      const at = this.grid.enter(world[p * 3], world[p * 3 + 1], world[p * 3 + 2]) * sumsPerVoxel;
      if (at + sumsPerVoxel > this.sums.length) this.grow();
      for (let axis = 0; axis < 3; axis++) this.sums[at + axis] += world[p * 3 + axis];
      this.sums[at + 6] += reflectance[p];
      this.sums[at + 7]++;
      if (inImage[p] === 0) continue;
      for (let c = 0; c < 3; c++) this.sums[at + 3 + c] += colours[p * 3 + c];
      this.sums[at + 8]++;
    }
  }

  /**
   * The mean point of each voxel, ordered by voxel (x, then y, then z), so that neither density nor order tells from where
   * it was seen; its colour is the mean of what images show there, or grey by reflectance where none does.
   */
  cloud(): PointCloud {
    const { grid, sums } = this;
    const cells = Array.from({ length: grid.count }, (_, index) => grid.cell(index));
    const order = Uint32Array.from(cells.keys()).sort(
      (a, b) => cells[a][0] - cells[b][0] || cells[a][1] - cells[b][1] || cells[a][2] - cells[b][2],
    );
    const positions = new Float32Array(grid.count * 3);
    const colours = new Uint8Array(grid.count * 3);
    order.forEach((index, point) => {
      const [x, y, z, red, green, blue, reflectance, count, coloured] = sums.subarray(index * sumsPerVoxel);
      const grey = (255 * reflectance) / count;
      positions.set([x / count, y / count, z / count], point * 3);
      colours.set(
        coloured > 0 ? [red, green, blue].map((sum) => Math.round(sum / coloured)) : [grey, grey, grey].map(Math.round),
        point * 3,
      );
    });
    return { count: grid.count, positions, colours };
  }

  private grow(): void {
    const larger = new Float64Array(this.sums.length * 2);
    larger.set(this.sums);
    this.sums = larger;
  }
}
