import type { PosedSample } from '../../data-loaders/posed-sample.js';
import type { SceneDataset } from '../../data-loaders/sample.js';
import { correspondences, overlap, viewLengths } from '../geometry/index.js';
import { byFeatures } from '../probes/pair-matchers.js';
import { viewPairs, type ViewPair } from '../probes/view-pairs.js';
import { InputError } from '../support/errors.js';
import { namedSources, type SeeingByName } from './named-sources.js';
import type { Links } from './picture-overlay.js';
import { pictures, type Pictures } from './pictures.js';

/**
 * Two views of a scene and lines between pixels that see the same point, as depth and poses have it: one for each square of an
 * eighth of the image's width that the second view sees too.
 *
 * @param dataset whose world the views are of: lengths in streets are ten times those in rooms
 */
export function correspondencePictures(
  first: PosedSample,
  second: PosedSample,
  { world = 'indoor' }: Pick<SceneDataset, 'world'> = {},
): Pictures {
  const lengths = viewLengths[world];
  const { tolerance } = lengths;
  const links = correspondences(first, second, { tolerance, stride: Math.ceil(first.width / 8), anyPixel: true });
  const shared = overlap(first, second, lengths.overlap).toFixed(2);
  return pictures([first, second], {
    captions: [first.id, `${second.id}, overlap ${shared}, ${links.a.length} pairs of pixels`],
    links,
  });
}

/** Options of {@link featureMatchPictures}. */
export interface FeatureMatchOptions extends Pick<SceneDataset, 'world'> {
  /** Whose features; the output unless given. */
  stage?: string;
  /** Points that are sought (24). */
  points?: number;
  /** Chooses the points (0). */
  seed?: number;
}

/**
 * Where the features of an encoder find points of one view in another: from each point a line to the cell whose features have
 * the largest cosine with its own. Blue and whole are those whose cell lies within a tenth of the image's longer side of the
 * true place, orange and broken the others; above all what depth and poses say. All encoders are asked for the same points.
 *
 * It is what the probe `correspondence` measures over many pairs (`recallAt1Within…px`); one pair is an example, no measurement.
 *
 * @param encoders one, or several by name
 *
 * Throws InputError when the views share fewer points than are sought, are of different scenes or sizes, or a stage is unknown.
 */
export async function featureMatchPictures(
  encoders: SeeingByName,
  first: PosedSample,
  second: PosedSample,
  { stage, world, points = 24, seed = 0 }: FeatureMatchOptions = {},
): Promise<Pictures> {
  const views = [first, second];
  const sources = namedSources(encoders, views, stage === undefined ? undefined : [stage]);
  const [pair] = await viewPairs(views, { pairs: 1, points, leastOverlap: 0, world, seed });
  if (!pair)
    throw new InputError(
      `${first.id} and ${second.id} do not share ${points} points: choose views of one scene that overlap more, or fewer points.`,
    );
  const truth: Links = { a: pair.inA, b: pair.inB };
  const [captions, links] = [[first.id, `${second.id}: the same ${points} points`], [truth]];
  for (const { name, source } of sources) {
    const chosen = stage ?? source.output;
    const found = findPoints(pair, (await source.extract(views, [chosen]))[chosen]);
    const right = found.right.filter(Boolean).length;
    const who = name === '' ? source.name : name;
    captions.push(`${who}, ${chosen}`, `${right} of ${points} found within ${found.radius} pixels`);
    links.push(found.links);
  }
  const rows = Array.from({ length: 1 + sources.length }, () => views);
  return pictures(rows.flat(), { columns: 2, captions, links });
}

/** To which cells of the second view the features of the points lead, and whether they are near the true pixels. */
function findPoints(
  pair: ViewPair,
  map: Parameters<typeof byFeatures>[0],
): { links: Links; right: boolean[]; radius: number } {
  const { inA, inB, b } = pair;
  const { width, height } = b.camera;
  const radius = Math.round(Math.max(width, height) / 10);
  const { amongCells } = byFeatures(map, [pair])(0);
  const cells = map.height * map.width;
  const found = Array.from(inB, (_, point) => {
    const similarities = amongCells.subarray(point * cells, (point + 1) * cells);
    const cell = similarities.reduce((best, value, i) => (value > similarities[best] ? i : best), 0);
    return middleOf(cell, map);
  });
  const right = found.map(([u, v], point) => {
    const [trueU, trueV] = [inB[point] % width, Math.floor(inB[point] / width)];
    return Math.hypot(u - trueU - 0.5, v - trueV - 0.5) <= radius;
  });
  const pixels = found.map(
    ([u, v]) => Math.min(height - 1, Math.floor(v)) * width + Math.min(width - 1, Math.floor(u)),
  );
  return { links: { a: inA, b: pixels, right }, right, radius };
}

/** The middle of a cell, in pixels of the image. */
function middleOf(cell: number, { width, stride }: { width: number; stride: number }): [u: number, v: number] {
  return [((cell % width) + 0.5) * stride, (Math.floor(cell / width) + 0.5) * stride];
}
