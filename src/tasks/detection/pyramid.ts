import type { RasterSize } from '../../image/index.js';
import type { Stage } from '../../nn/index.js';

/** A stage whose cells look for objects of some sizes. */
export interface PyramidLevel {
  stage: string;
  channels: number;
  /** Image pixels per cell, along each axis. */
  stride: number;
  /** Pixels from a cell's centre to the farthest side of its box: at least `nearest`, less than `farthest`. */
  nearest: number;
  farthest: number;
}

/** A level on maps of one size. */
export interface GridLevel extends PyramidLevel {
  height: number;
  width: number;
  /** Place of its first cell when the cells of all levels stand in one row, each level row by row. */
  first: number;
}

/** The cells of all levels on maps of one size. */
export interface PyramidGrid {
  levels: readonly GridLevel[];
  /** In all levels together. */
  cells: number;
}

/** The farthest side of a box is at most this many cells away, on every level but the coarsest. */
export const reach = 4;

/**
 * The levels on which objects are looked for, from fine to coarse: of each stride the stage that is computed last. In a UNet
 * these are the bottom and the stages that expand it again, which is a feature pyramid: coarse maps brought
 * down, joined with the fine ones beside them.
 *
 * Boxes up to four cells to their farthest side belong to the finest level, larger ones to the next, whatever remains to
 * the coarsest.
 *
 * Reference: Lin et al., Feature pyramid networks for object detection, 2017; Tian et al., FCOS, 2019 (ranges).
 */
export function pyramidLevels(stages: readonly Stage[]): PyramidLevel[] {
  const lastOfStride = new Map(stages.map((stage) => [stage.stride, stage]));
  const fineToCoarse = [...lastOfStride.values()].sort((a, b) => a.stride - b.stride);
  return fineToCoarse.map(({ name, channels, stride }, i) => ({
    stage: name,
    channels,
    stride,
    nearest: i === 0 ? 0 : reach * fineToCoarse[i - 1].stride,
    farthest: i === fineToCoarse.length - 1 ? Infinity : reach * stride,
  }));
}

/** The levels on the maps of images of a size, whose last row and column of cells may reach over the edge. */
export function pyramidGrid(levels: readonly PyramidLevel[], image: RasterSize): PyramidGrid {
  let cells = 0;
  const grid = levels.map((level): GridLevel => {
    const height = Math.ceil(image.height / level.stride);
    const width = Math.ceil(image.width / level.stride);
    const first = cells;
    cells += height * width;
    return { ...level, height, width, first };
  });
  return { levels: grid, cells };
}
