import { jackknifeVariance, mean, sampleVariance } from './moments.js';
import { studentTQuantile } from './student-t.js';

/** A mean paired difference and how well it is known. */
export interface CrossedDifference {
  estimate: number;
  /** Differences of the single seeds, from all test scenes. */
  perSeed: number[];
  /** Variance of the estimate from seed to seed, `s²/S`. */
  seedVariance: number;
  /** Variance of the estimate from scene to scene, by jackknife. */
  sceneVariance: number;
  standardError: number;
  /** min(seeds, scenes) − 1. */
  degrees: number;
}

/**
 * Mean over seeds of a paired difference whose seeds and test scenes are crossed, with
 * `SE² = s²_seed/S + jackknife variance over scenes of the seed average`.
 *
 * The seed × scene interaction is in both terms and the degrees of freedom are those of the smaller factor: where the
 * interval errs, it errs wide. With fewer than two seeds or scenes the standard error is NaN.
 *
 * @param difference paired difference of one seed, from all scenes or with the scene of index `omit` left out
 */
export function crossedDifference(
  seeds: number,
  scenes: number,
  difference: (seed: number, omit?: number) => number,
): CrossedDifference {
  const seedIndices = Array.from({ length: seeds }, (_, seed) => seed);
  const perSeed = seedIndices.map((seed) => difference(seed));
  const deleteOne = Array.from({ length: scenes }, (_, scene) =>
    mean(seedIndices.map((seed) => difference(seed, scene))),
  );
  const seedVariance = sampleVariance(perSeed) / seeds;
  const sceneVariance = jackknifeVariance(deleteOne);
  return {
    estimate: mean(perSeed),
    perSeed,
    seedVariance,
    sceneVariance,
    standardError: Math.sqrt(seedVariance + sceneVariance),
    degrees: Math.min(seeds, scenes) - 1,
  };
}

/**
 * Half of the interval that a difference would have over so many seeds and scenes, if it varied from one to the next as it
 * does: `t(1 − α/2, ν)·√(s²_seed/S + C₀·v_scene/C)`, v_scene having been found over C₀ scenes. NaN when that is not known.
 */
export function expectedHalfWidth(
  { perSeed, seedVariance, sceneVariance }: CrossedDifference,
  foundOver: number,
  { seeds, scenes, alpha }: { seeds: number; scenes: number; alpha: number },
): number {
  const variance = (seedVariance * perSeed.length) / seeds + (sceneVariance * foundOver) / scenes;
  return studentTQuantile(1 - alpha / 2, Math.min(seeds, scenes) - 1) * Math.sqrt(variance);
}

/** Interval `θ̄ ± t(1 − α/2, ν)·SE` at level 1 − α; null when the standard error is not known. */
export function crossedInterval(difference: CrossedDifference, alpha: number): [number, number] | null {
  const { estimate, standardError, degrees } = difference;
  if (Number.isNaN(standardError) || degrees < 1) return null;
  const half = studentTQuantile(1 - alpha / 2, degrees) * standardError;
  return [estimate - half, estimate + half];
}
