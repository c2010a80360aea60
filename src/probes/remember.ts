import type { Sample } from '../../data-loaders/sample.js';
import type { CellGrid } from './cells.js';

/** Keeps what is made of a raster for as long as the raster lives, since every grid asks for it again. */
export function remembered<Raster extends object, Made>(make: (raster: Raster) => Made): (raster: Raster) => Made {
  const kept = new WeakMap<Raster, Made>();
  return (raster) => {
    let made = kept.get(raster);
    if (made === undefined) kept.set(raster, (made = make(raster)));
    return made;
  };
}

/**
 * Keeps what was last made of a raster of a sample on a grid, since several targets ask for it one after another; whoever
 * gets it must not change it.
 *
 * @param rasterOf the array from which alone, with the grid, it is made
 */
export function rememberedOnGrid<Made>(
  rasterOf: (sample: Sample) => object,
  make: (sample: Sample, grid: CellGrid) => Made,
): (sample: Sample, grid: CellGrid) => Made {
  const kept = new WeakMap<object, { grid: CellGrid; made: Made }>();
  return (sample, grid) => {
    const raster = rasterOf(sample);
    const last = kept.get(raster);
    if (last && sameGrid(last.grid, grid)) return last.made;
    const made = make(sample, grid);
    kept.set(raster, { grid: { height: grid.height, width: grid.width, stride: grid.stride }, made });
    return made;
  };
}

function sameGrid(a: CellGrid, b: CellGrid): boolean {
  return a.height === b.height && a.width === b.width && a.stride === b.stride;
}
