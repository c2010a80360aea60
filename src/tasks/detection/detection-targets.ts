import type { Box } from '../../../data-loaders/sample.js';
import type { GridLevel, PyramidGrid } from './pyramid.js';
import { isLearnable } from './true-objects.js';

/** What a head on the cells of all levels should say of a batch of images. */
export interface DetectionTargets {
  /** 1 for a cell's class, −1 for every other class, 0 where the cell is left out, [images, cells, classes]. */
  signs: Float32Array;
  /** The cells that have an object, image by image. */
  positives: PositiveCell[];
}

/** A cell that should find an object. */
export interface PositiveCell {
  image: number;
  /** Place among the cells of all levels. */
  cell: number;
  level: GridLevel;
  /** The object. */
  box: Box;
  /** From the cell's centre to the left, upper, right and lower side of the box, pixels. */
  sides: Sides;
  /** `√(min(l, r)/max(l, r) · min(t, b)/max(t, b))`: 1 in the middle of the box, 0 on its rim. */
  centreness: number;
}

export type Sides = readonly [left: number, top: number, right: number, bottom: number];

/** Cells around the middle of a box that learn it, along each axis to either side. */
const centreRadius = 1.5;

/**
 * Assigns the boxes of images to cells. A cell learns a box if its centre lies inside, at most 1.5 cells from the middle
 * of the box on either axis, and its farthest side is within the level's range; of several boxes the smallest. A box that is
 * learnt nowhere by this rule, as narrow ones may fall between the cells of their level, is learnt on the coarsest level that
 * has such cells left, whatever its range. A cell in a box to be ignored that learns no other is left out. Boxes without area hold nothing that could be learnt and are
 * passed over, as are those of classes that are not learnt.
 *
 * Reference: Tian et al., FCOS: Fully convolutional one-stage object detection, 2019; centre sampling as in its
 * improved version (2020).
 */
export function detectionTargets(
  boxesOfImages: readonly (readonly Box[])[],
  { levels, cells }: PyramidGrid,
  classIds: readonly number[],
): DetectionTargets {
  const classes = classIds.length;
  const signs = new Float32Array(boxesOfImages.length * cells * classes).fill(-1);
  const positives: PositiveCell[] = [];
  boxesOfImages.forEach((boxes, image) => {
    const learnt = boxes.filter((box) => isLearnable(box) && classIds.includes(box.classId));
    const found = smallestBoxes(learnt, levels);
    const begin = image * cells * classes;
    for (const box of boxes)
      if (box.ignore)
        for (const level of levels)
          forCellsIn(box, level, (cell) => signs.fill(0, begin + cell * classes, begin + (cell + 1) * classes));
    for (const [cell, { box, level, sides }] of found) {
      signs.fill(-1, begin + cell * classes, begin + (cell + 1) * classes);
      signs[begin + cell * classes + classIds.indexOf(box.classId)] = 1;
      positives.push({ image, cell, level, box, sides, centreness: centrenessOf(sides) });
    }
  });
  return { signs, positives };
}

/** Centre in pixels of one of the cells of a level. */
export function centreOf({ first, width, stride }: GridLevel, cell: number): [x: number, y: number] {
  const place = cell - first;
  return [((place % width) + 0.5) * stride, (Math.floor(place / width) + 0.5) * stride];
}

/** What each cell learns that learns something. */
function smallestBoxes(
  boxes: readonly Box[],
  levels: readonly GridLevel[],
): Map<number, Pick<PositiveCell, 'box' | 'level' | 'sides'>> {
  const found = new Map<number, Pick<PositiveCell, 'box' | 'level' | 'sides'>>();
  const areaOf = ({ width, height }: Box): number => width * height;
  for (const box of [...boxes].sort((a, b) => areaOf(a) - areaOf(b))) {
    const offer = (level: GridLevel, nearest: number, farthest: number): boolean => {
      const before = found.size;
      forCellsIn(middleOf(box, centreRadius * level.stride), level, (cell) => {
        const sides = sidesFrom(centreOf(level, cell), box);
        const reached = Math.max(...sides);
        if (reached >= nearest && reached < farthest && !found.has(cell)) found.set(cell, { box, level, sides });
      });
      return found.size > before;
    };
    const isLearnt = levels.filter((level) => offer(level, level.nearest, level.farthest)).length > 0;
    if (!isLearnt) [...levels].reverse().find((level) => offer(level, 0, Infinity));
  }
  return found;
}

type Region = Pick<Box, 'x' | 'y' | 'width' | 'height'>;

/** The part of a box at most `radius` from its middle. */
function middleOf({ x, y, width, height }: Region, radius: number): Region {
  const [across, down] = [Math.min(width, 2 * radius), Math.min(height, 2 * radius)];
  return { x: x + (width - across) / 2, y: y + (height - down) / 2, width: across, height: down };
}

/** Calls back for every cell of a level whose centre lies strictly inside the region. */
function forCellsIn({ x, y, width, height }: Region, level: GridLevel, visit: (cell: number) => void): void {
  const { stride, first } = level;
  const after = (edge: number): number => Math.max(0, Math.floor(edge / stride - 0.5) + 1);
  const before = (edge: number, count: number): number => Math.min(count - 1, Math.ceil(edge / stride - 0.5) - 1);
  const [left, right] = [after(x), before(x + width, level.width)];
  const bottom = before(y + height, level.height);
  for (let row = after(y); row <= bottom; row++)
    for (let column = left; column <= right; column++) visit(first + row * level.width + column);
}

function sidesFrom([u, v]: readonly [number, number], { x, y, width, height }: Region): Sides {
  return [u - x, v - y, x + width - u, y + height - v];
}

function centrenessOf([left, top, right, bottom]: Sides): number {
  const ratio = (a: number, b: number): number => Math.min(a, b) / Math.max(a, b);
  return Math.sqrt(ratio(left, right) * ratio(top, bottom));
}
