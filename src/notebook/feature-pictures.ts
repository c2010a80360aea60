import type { Sample } from '../../data-loaders/sample.js';
import { principalColours } from '../analysis/principal-colours.js';
import type { FeatureMap } from '../features/index.js';
import { resizeNearest } from '../image/resample.js';
import { namedSources, type SeeingByName } from './named-sources.js';
import { pictures, type Pictures } from './pictures.js';
import { mapPictures } from './rasters.js';

/** Options of {@link featurePictures}. */
export interface FeaturePicturesOptions {
  /** Whose features, one stage or several; the output unless given. */
  stage?: string | readonly string[];
}

/**
 * Frames as encoders see them: the three principal components of the features as red, green and blue, cell by cell, a row for
 * each encoder and stage below the frames themselves.
 *
 * The components of a row are those of all its frames together: like colours are like features within a row. From row to row
 * each component goes to the colour of the first row with which it agrees most, turned over where it must be, so that rows do
 * not differ by the order and sign of components alone; beyond that colours of different rows must not be compared.
 *
 * @param encoders one, or several by name: `{ 'cross-view': one, 'cross-modal': other }`
 * @param frames of one size
 *
 * Throws InputError when there are no frames, they differ in size, a stage is unknown or has fewer than three channels.
 */
export async function featurePictures(
  encoders: SeeingByName,
  frames: readonly Sample[],
  { stage }: FeaturePicturesOptions = {},
): Promise<Pictures> {
  const asked = typeof stage === 'string' ? [stage] : stage;
  const captions: string[] = ['input'];
  const coloured: FeatureMap[] = [];
  for (const { name, source } of namedSources(encoders, frames, asked)) {
    const stages = asked ?? [source.output];
    const maps = await source.extract(frames, stages);
    for (const one of stages) {
      const { colours, shares } = principalColours(maps[one]);
      const held = Math.round(100 * shares.reduce((sum, share) => sum + share, 0));
      captions.push([...(name === '' ? [] : [name]), `${one}: ${held} %`].join(', '));
      coloured.push(coloured.length === 0 ? colours : inColoursOf(coloured[0], colours));
    }
  }
  return pictures([[...frames], ...coloured.map((map) => mapPictures(map))], { rowCaptions: captions });
}

/** The ways to give three components to three colours. */
const orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] as const; // prettier-ignore

/** The colours of a map in that order, and turned over about ½ where needed, that agrees best with those of another. */
export function inColoursOf(reference: FeatureMap, map: FeatureMap): FeatureMap {
  const covariance = covariances(reference, map);
  const agreement = (order: readonly number[]): number =>
    order.reduce((sum, from, to) => sum + Math.abs(covariance[to][from]), 0);
  const best = orders.reduce((a, b) => (agreement(b) > agreement(a) + 1e-12 ? b : a));
  const values = map.values.map((_, i) => {
    const value = map.values[i - (i % 3) + best[i % 3]];
    return covariance[i % 3][best[i % 3]] < 0 ? 1 - value : value;
  });
  return { ...map, values };
}

/** Mean products of the colours of two maps about ½, [colours of a][colours of b], on the finer grid of both. */
function covariances(a: FeatureMap, b: FeatureMap): number[][] {
  const [one, other] = onOneGrid(a, b);
  const sums = [0, 1, 2].map(() => [0, 0, 0]);
  for (let i = 0; i < one.length; i += 3)
    for (let p = 0; p < 3; p++)
      for (let q = 0; q < 3; q++) sums[p][q] += ((one[i + p] - 0.5) * (other[i + q] - 0.5) * 3) / one.length;
  return sums;
}

function onOneGrid(a: FeatureMap, b: FeatureMap): Float32Array[] {
  const to = { width: Math.max(a.width, b.width), height: Math.max(a.height, b.height) };
  return [a, b].map((map) => {
    const size = map.width * map.height * 3;
    const images = Array.from({ length: map.count }, (_, i) =>
      resizeNearest(map.values.subarray(i * size, (i + 1) * size), map, to, 3),
    );
    const whole = new Float32Array(images.length * to.width * to.height * 3);
    images.forEach((image, i) => whole.set(image, i * image.length));
    return whole;
  });
}
