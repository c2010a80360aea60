import { colourise } from '../image/colormap.js';
import { cloudView } from '../pretrain/cloud-views.js';
import { resolveOptions } from '../pretrain/options.js';
import type { Frame, FramePair, FramePairs } from '../pretrain/frame-pairs.js';
import { InputError } from '../support/errors.js';
import { seeded } from '../support/random.js';
import { cloudFromAbove } from './cloud-from-above.js';
import { pictures, type Pictures } from './pictures.js';
import type { Raster } from './rasters.js';

/** Options of {@link alignmentPictures}. */
export interface AlignmentPicturesOptions {
  /** Which of the frame pairs (0). */
  pair?: number;
  /** How many of its matches are drawn (16). */
  matches?: number;
  /** Chooses the matches, and how the cloud is turned (0). */
  seed?: number;
}

/** Of each picture, in pixels of the screen. */
const pictureWidth = 384;

/**
 * What contrastive pretraining is given of one pair of frames. First: cells of both frames that see one point (the positives of
 * cross-view alignment). Second: one of these cells, its match, blue, and its negatives, orange, which are the other matches of the
 * pair. Third: the same cell, its point in the cloud and the points of the others, as the point encoder sees them: without
 * colour (here height, dark is low), turned at random, cropped; in streets and rooms from above.
 *
 * Throws InputError when there is no such pair.
 */
export function alignmentPictures(
  data: FramePairs,
  { pair = 0, matches = 16, seed = 0 }: AlignmentPicturesOptions = {},
): Pictures {
  const chosen = data.pairs[pair];
  if (!chosen) throw new InputError(`There is no frame pair ${pair}: there are ${data.pairs.length}, counted from 0.`);
  const [a, b] = [data.frames[chosen.a], data.frames[chosen.b]];
  const [first, second] = [a, b].map(({ rgb }): Raster => ({ width: data.width, height: data.height, rgb }));
  const drawn = matchesDrawn(chosen, matches, data, seed);
  const pixels = (cells: Int32Array): number[] => Array.from(drawn, (match) => middleOf(cells[match], data));
  const [inA, inB] = [pixels(chosen.cellsA), pixels(chosen.cellsB)];
  const anchor = inA.map(() => inA[0]);
  const right = inA.map((_, i) => i === 0);
  const cloud = cloudSeen(data, a, chosen, drawn, seed);
  const others = `${drawn.length - 1} of its negatives`;
  return pictures([first, second, first, second, first, cloud.raster], {
    columns: 2,
    zoom: pictureWidth / Math.max(data.width, cloud.raster.width),
    captions: [
      a.id,
      `${b.id}: ${drawn.length} of ${chosen.points.length} matches`,
      'cross-view: one cell',
      `its match and ${others}`,
      'cross-modal: the same cell',
      `its point in the cloud and ${others}`,
    ],
    links: [
      { a: inA, b: inB },
      { a: anchor, b: inB, right },
      { a: anchor, b: cloud.pixels, right },
    ],
  });
}

/** Some matches of a pair, first the one nearest to the middle of its first frame. */
function matchesDrawn(
  { cellsA, points }: FramePair,
  count: number,
  { columns, rows }: FramePairs,
  seed: number,
): Int32Array {
  const drawn = seeded('alignment pictures', seed).permutation(points.length).slice(0, count);
  const fromMiddle = (match: number): number =>
    Math.hypot((cellsA[match] % columns) / columns - 0.5, Math.floor(cellsA[match] / columns) / rows - 0.5);
  return drawn.sort((one, other) => fromMiddle(one) - fromMiddle(other));
}

/** The cloud about a frame as the point encoder sees it, from above, and where the points of the matches lie. */
function cloudSeen(
  { clouds, world, width, height }: FramePairs,
  { cloud, crop }: Frame,
  { points }: FramePair,
  drawn: Int32Array,
  seed: number,
): { raster: Raster; pixels: number[] } {
  const options = resolveOptions({}, world).cloud;
  const wanted = drawn.map((match) => points[match]);
  const { support, queries } = cloudView(
    clouds[cloud],
    crop,
    wanted,
    options,
    seeded('alignment pictures', 'cloud', seed),
  );
  const count = support.length / 3;
  const heights = Float32Array.from({ length: count }, (_, i) => support[i * 3 + 2]);
  const colours = colourise(heights, { low: 0, high: Math.max(0.1, ...heights) });
  const positions = { count, positions: support, colours };
  const { raster, pixelOf } = cloudFromAbove(positions, world, { covered: queries, aspect: width / height });
  return { raster, pixels: Array.from(drawn, (_, i) => pixelOf(queries[i * 3], queries[i * 3 + 1])) };
}

/** The pixel in the middle of a cell. */
function middleOf(cell: number, { columns, stride, width, height }: FramePairs): number {
  const at = (index: number, size: number): number => Math.min(size - 1, index * stride + (stride >> 1));
  return at(Math.floor(cell / columns), height) * width + at(cell % columns, width);
}
