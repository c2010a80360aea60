import { hierarchicalBootstrap, valueOfSums, type SceneSums } from '../../stats/index.js';
import type { Estimate } from './types.js';

const resamples = 1000;

/** The value of some of the scenes of sums, which may be named several times. */
export function valueOfScenes({ form, numerator, denominator }: SceneSums, scenes: readonly number[]): number {
  return valueOfSums({
    form,
    numerator: scenes.map((scene) => numerator[scene]),
    denominator: scenes.map((scene) => denominator[scene]),
  });
}

/** The scenes that all of some sums tell anything of. */
export function toldScenes(...all: readonly SceneSums[]): number[] {
  return all[0].numerator.flatMap((_, scene) =>
    all.every(({ denominator }) => denominator[scene] > 0) ? [scene] : [],
  );
}

/**
 * A statistic of scenes with its 95 % interval by BCa bootstrap over them: what is of one scene stays together. No interval of
 * fewer than two scenes, or where the statistic is not a number.
 */
export function sceneEstimate(scenes: readonly number[], statistic: (scenes: readonly number[]) => number): Estimate {
  const value = statistic(scenes);
  if (scenes.length < 2 || !Number.isFinite(value)) return { value, interval: null };
  const { interval } = hierarchicalBootstrap(scenes, statistic, { resamples });
  return { value, interval };
}

/**
 * A measure on all scenes with its 95 % interval over them, or by how much it exceeds another one that
 * was measured on the same scenes: `estimateOverScenes(result.scenes, ofUntrained.scenes)`. Scenes that tell nothing are left out.
 */
export function estimateOverScenes(sums: SceneSums, less?: SceneSums): Estimate {
  const scenes = less ? toldScenes(sums, less) : toldScenes(sums);
  return sceneEstimate(scenes, (drawn) => valueOfScenes(sums, drawn) - (less ? valueOfScenes(less, drawn) : 0));
}
