import type { Modality, Sample } from '../../data-loaders/sample.js';
import type { FeatureMap } from '../features/feature-map.js';
import { hitsAt } from '../metrics/retrieval.js';
import { valueOfSums } from '../stats/scene-sums.js';
import { InputError } from '../support/errors.js';
import type { CellGrid } from './cells.js';
import { alike, byFeatures, byNull, type PairMatcher } from './pair-matchers.js';
import type { ProbeResult } from './probe.js';
import type { RecallMetric } from './target.js';
import { nullMatchers, viewNulls, type ViewNull } from './view-nulls.js';
import { viewPairs, type ViewPair, type ViewPairsOptions } from './view-pairs.js';

/** The one probe that fits nothing: the features of a point in one view must find it in another. */
export const correspondence: { name: string; description: string; unit: string; requires: readonly Modality[] } = {
  name: 'correspondence',
  description:
    'Share of the points that two views of a scene see of which the most similar feature of the other view is that of the same point.',
  unit: 'share of points',
  requires: ['depth', 'pose'],
};

/**
 * Who looks for the point: features, by cosine; or a null matcher, which knows where candidates are and sees no feature.
 */
export type ViewMatcher = 'nearest' | ViewNull;

/** How {@link correspondence} is measured. */
export interface CorrespondenceOptions extends Partial<Omit<ViewPairsOptions, 'seed' | 'signal'>> {
  /** A point counts as found when it is among the k most similar; 1 is always told too. */
  k?: number;
  /** Pixels by which a cell's middle may be off; a tenth of the longer side of the image unless told. */
  radius?: number;
}

/** What {@link CorrespondenceOptions} are unless they are given. */
export const correspondenceDefaults = { pairs: 96, points: 64, leastOverlap: 0.3, k: 5 };

/** Measures the features of one stage, of all samples that the probe was made for. */
export type CorrespondenceProbe = (features: FeatureMap) => ProbeResult[];

/**
 * Cross-view correspondence: for points that two views of a scene both see, features at the point in one view are sought
 * in the other by cosine, once among the features of the pair's other points (`recallAt1`, `recallAt5`) and once among all
 * cells of the other view, where a cell counts whose middle lies within a radius (`recallAt1Within6px`, …). A feature is
 * that of the cell that the pixel is in; ties are resolved by chance, in expectation.
 *
 * Heads: `nearest`, the features; `position`, `height` and `density`, matchers that see none (see `nullMatchers`);
 * `trivial`, by which all candidates are alike: chance. All stages are asked about the same points.
 *
 * @returns the probe, or why these samples do not allow it
 *
 * Throws InputError for numbers that are none.
 *
 * References: Choy et al., Universal correspondence network, NeurIPS 2016; El Banani et al., Probing the 3D awareness of
 * visual foundation models, CVPR 2024.
 */
export async function correspondenceProbe(
  samples: readonly Sample[],
  options: CorrespondenceOptions & Pick<ViewPairsOptions, 'seed' | 'signal'>,
): Promise<CorrespondenceProbe | { reason: string }> {
  const settings = { ...correspondenceDefaults, ...options };
  for (const [name, least] of Object.entries({ k: 1, points: 2, pairs: 1 }) as ['k' | 'points' | 'pairs', number][])
    if (!Number.isInteger(settings[name]) || settings[name] < least)
      throw new InputError(`Correspondence takes a whole number of ${name} from ${least} on, not ${settings[name]}.`);
  const lacking = correspondence.requires.find((modality) => !samples.some((sample) => has(sample, modality)));
  if (lacking) return { reason: `the test samples have no ${lacking}` };
  const pairs = await viewPairs(samples, settings);
  if (pairs.length === 0)
    return {
      reason: `no two test frames of a scene overlap by ${settings.leastOverlap} and share ${settings.points} points`,
    };
  const { width, height } = samples[pairs[0].a.frame];
  const radius = options.radius ?? Math.round(Math.max(width, height) / 10);
  const scenes = [...new Set(samples.map(({ scene }) => scene))];
  const sceneOfPair = pairs.map(({ a }) => scenes.indexOf(samples[a.frame].scene));
  const ks = [...new Set([1, settings.k])];
  const nulls = nullMatchers(pairs);
  const own = Uint8Array.from({ length: settings.points ** 2 }, (_, i) => Number(i % (settings.points + 1) === 0));

  const measures = [false, true].flatMap((within) =>
    ks.map((k) => ({ k, within, metric: `recallAt${k}${within ? `Within${radius}px` : ''}` as RecallMetric })),
  );

  /** Points found in each pair by each measure, [pairs][measures]. */
  const foundBy = (match: PairMatcher, grid: CellGrid): number[][] =>
    pairs.map((pair, i) => {
      const { amongPoints, amongCells } = match(i);
      const near = cellsNear(pair, grid, radius);
      const hits = (k: number, within: boolean): Float64Array =>
        within ? hitsAt(k, amongCells, near, grid.height * grid.width) : hitsAt(k, amongPoints, own, settings.points);
      return measures.map(({ k, within }) => hits(k, within).reduce((sum, hit) => sum + hit, 0));
    });
  type Found = [head: 'trivial' | ViewMatcher, found: number[][]];
  const withoutFeatures = new Map<string, Found[]>();
  const nullsOn = (grid: CellGrid): Found[] => {
    const key = `${grid.height}×${grid.width}/${grid.stride}`;
    const known = withoutFeatures.get(key) ?? [
      ['trivial', foundBy(alike(settings.points, grid), grid)],
      ...viewNulls.map((name): Found => [name, foundBy(byNull(nulls[name], pairs, grid), grid)]),
    ];
    withoutFeatures.set(key, known);
    return known;
  };

  return (features) => {
    const [trivial, ...others] = nullsOn(features);
    const heads: Found[] = [trivial, ['nearest', foundBy(byFeatures(features, pairs), features)], ...others];
    return heads.flatMap(([head, found]) =>
      measures.map(({ metric, within }, m) => {
        const sums = { form: 'ratio' as const, numerator: scenes.map(() => 0), denominator: scenes.map(() => 0) };
        found.forEach((ofPair, i) => {
          sums.numerator[sceneOfPair[i]] += ofPair[m];
          sums.denominator[sceneOfPair[i]] += settings.points;
        });
        const among = within ? 'all cells of the other view' : `${settings.points} points that both views see`;
        return {
          stage: features.stage,
          target: correspondence.name,
          head,
          metric,
          value: valueOfSums(sums),
          unit: correspondence.unit,
          n: pairs.length * settings.points,
          scenes: sums,
          protocol: `${head === 'nearest' ? 'cosine of features' : `${head} alone`}, among ${among}`,
        };
      }),
    );
  };
}

function has(sample: Sample, modality: Modality): boolean {
  return modality === 'pose' ? sample.worldFromCamera !== undefined : sample.depth !== undefined;
}

/** 1 where the middle of a cell of b lies within the radius of a point's pixel, [points, cells]. */
function cellsNear({ b, inB }: ViewPair, { height, width, stride }: CellGrid, radius: number): Uint8Array {
  const near = new Uint8Array(inB.length * height * width);
  inB.forEach((pixel, point) => {
    const [u, v] = [(pixel % b.camera.width) + 0.5, Math.floor(pixel / b.camera.width) + 0.5];
    for (let cell = 0; cell < height * width; cell++) {
      const du = ((cell % width) + 0.5) * stride - u;
      const dv = (Math.floor(cell / width) + 0.5) * stride - v;
      near[point * height * width + cell] = Number(du * du + dv * dv <= radius * radius);
    }
  });
  return near;
}
