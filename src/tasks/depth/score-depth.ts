import type { Sample } from '../../../data-loaders/sample.js';
import {
  depthSums,
  mergeDepthSums,
  perImageDepthMetrics,
  pooledDepthMetrics,
  type DepthMetrics,
} from '../../metrics/index.js';
import { valueOfSums, type SceneSums } from '../../stats/index.js';
import { InputError } from '../../support/errors.js';
import { checkCount } from '../check-count.js';

/** One metric of predicted depth, averaged over images. */
export interface DepthScore {
  metric: 'delta1' | 'absRel' | 'rmse' | 'silog';
  value: number;
  unit: string;
  /** Images behind the value. */
  n: number;
  /** Sums over the images of each scene, in the order of `scenes`. */
  scenes: SceneSums;
}

/** How well depths of several images are predicted. */
export interface DepthScores {
  /** Metrics of each image, averaged over the images: what most benchmarks report. */
  perImage: DepthMetrics;
  /** Metrics over all pixels together. */
  pooled: DepthMetrics;
  /** The four metrics of the task, per image, with their sums. */
  scores: DepthScore[];
}

const units: Record<DepthScore['metric'], string> = {
  delta1: 'share of pixels',
  absRel: 'relative error',
  rmse: 'm',
  silog: '100 · log error',
};

/**
 * Scores predicted depths [height, width] in metres against those of samples, pixels of 1 mm to `max` metres.
 *
 * `scenes` gives the order of the sums; that of the samples when omitted. Throws InputError when a sample has no depth.
 */
export function scoreDepth(
  predictions: readonly Float32Array[],
  samples: readonly Sample[],
  {
    max = 10,
    scenes = [...new Set(samples.map(({ scene }) => scene))],
  }: { max?: number; scenes?: readonly string[] } = {},
): DepthScores {
  checkCount(predictions, samples);
  const sums = samples.map((sample, i) => {
    if (!sample.depth) throw new InputError(`${sample.id} has no depth to compare the prediction with.`);
    return depthSums(predictions[i], sample.depth, { min: 1e-3, max });
  });
  const index = new Map(scenes.map((scene, i) => [scene, i]));
  const measured = samples
    .map((sample, i) => ({ scene: index.get(sample.scene), sums: sums[i] }))
    .filter((image) => image.sums.count > 0);
  const scores = (Object.keys(units) as DepthScore['metric'][]).map((metric): DepthScore => {
    const perScene: SceneSums = {
      form: 'ratio',
      numerator: scenes.map(() => 0),
      denominator: scenes.map(() => 0),
    };
    for (const { scene, sums: ofImage } of measured) {
      if (scene === undefined) continue;
      perScene.numerator[scene] += pooledDepthMetrics(ofImage)[metric];
      perScene.denominator[scene]++;
    }
    return { metric, value: valueOfSums(perScene), unit: units[metric], n: measured.length, scenes: perScene };
  });
  return { perImage: perImageDepthMetrics(sums), pooled: pooledDepthMetrics(mergeDepthSums(sums)), scores };
}
