import type { RasterSize } from '../../image/index.js';
import type { Detection, ObjectClass } from './detected-object.js';
import { largestLogDistance } from './detection-loss.js';
import { centreOf } from './detection-targets.js';
import type { GridLevel, PyramidGrid } from './pyramid.js';
import { suppressOverlaps } from './suppress-overlaps.js';

/** A detection and the cell that made it. */
export interface CellDetection extends Detection {
  /** Its place among the cells of all levels. */
  cell: number;
  level: GridLevel;
}

/** Cells are heard from this probability of a class on. */
const leastProbability = 0.01;

/** Candidates of an image that are compared with each other. */
const mostCandidates = 300;

/** Two boxes of a class that overlap by more are one object. */
const sameObject = 0.6;

/** Detections of an image that COCO's evaluation looks at. */
const mostDetections = 100;

/**
 * The detections in one image, from what a head says of its cells ({@link HeadOutput}, without the axis of images): the
 * 300 pairs of cell and class with the highest score `√(p(class) · p(centre))`, their boxes cut off at the image; without
 * those that overlap a better one of the class by more than .6 (IoU); at most 100, the surest first.
 */
export function decodeDetections(
  { classLogits, geometry }: { classLogits: ArrayLike<number>; geometry: ArrayLike<number> },
  grid: PyramidGrid,
  classes: readonly ObjectClass[],
  image: RasterSize,
): CellDetection[] {
  const detections = candidates(classLogits, geometry, grid, classes)
    .map(({ score, cell, level, objectClass: { id, name } }) => {
      const box = boxOfCell(geometry, cell, level, image);
      return { ...box, class: name, classId: id, score, cell, level };
    })
    .filter(({ width, height }) => width > 0 && height > 0);
  return suppressOverlaps(detections, { iou: sameObject, most: mostDetections });
}

interface Candidate {
  score: number;
  cell: number;
  level: GridLevel;
  objectClass: ObjectClass;
}

/** What may be objects, by score; of the same score in the order of the cells. */
function candidates(
  classLogits: ArrayLike<number>,
  geometry: ArrayLike<number>,
  { levels, cells }: PyramidGrid,
  classes: readonly ObjectClass[],
): Candidate[] {
  const leastLogit = Math.log(leastProbability / (1 - leastProbability));
  const likely: number[] = [];
  const scores = new Float64Array(cells * classes.length);
  for (let cell = 0; cell < cells; cell++) {
    const centre = sigmoid(geometry[5 * cell + 4]);
    for (let pair = cell * classes.length; pair < (cell + 1) * classes.length; pair++) {
      if (classLogits[pair] < leastLogit) continue;
      scores[pair] = Math.sqrt(sigmoid(classLogits[pair]) * centre);
      likely.push(pair);
    }
  }
  const least =
    Float64Array.from(likely, (pair) => scores[pair])
      .sort()
      .at(-mostCandidates) ?? 0;
  return likely
    .filter((pair) => !(scores[pair] < least))
    .sort((a, b) => scores[b] - scores[a])
    .slice(0, mostCandidates)
    .map((pair) => {
      const cell = Math.floor(pair / classes.length);
      const level = levels.find(({ first, height, width }) => cell < first + height * width)!;
      return { score: scores[pair], cell, level, objectClass: classes[pair % classes.length] };
    });
}

function boxOfCell(
  geometry: ArrayLike<number>,
  cell: number,
  level: GridLevel,
  image: RasterSize,
): Pick<Detection, 'x' | 'y' | 'width' | 'height'> {
  const [u, v] = centreOf(level, cell);
  const [left, top, right, bottom] = [0, 1, 2, 3].map(
    (side) => Math.exp(Math.min(geometry[5 * cell + side], largestLogDistance)) * level.stride,
  );
  const [x, y] = [Math.max(0, u - left), Math.max(0, v - top)];
  return { x, y, width: Math.min(image.width, u + right) - x, height: Math.min(image.height, v + bottom) - y };
}

const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));
