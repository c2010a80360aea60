import type { SceneSums, SceneValues } from '../stats/index.js';

/** One number about robustness, with the values per test scene from which it follows; maps one to one onto a study's row. */
export interface RobustnessMeasurement<Values extends SceneValues = SceneSums> {
  kind: 'robustness' | 'retrieval' | 'intervention';
  protocol: string;
  metric: 'skill' | 'recall' | 'd-prime';
  value: number;
  unit: string;
  /** Number of cells behind the value. */
  n: number;
  /** Of corruptions: 'clean' or a corruption's name, and its severity (0 for clean). */
  corruption?: string;
  severity?: number;
  /** Of interventions: the factor that alone was changed. */
  factor?: string;
  scenes: Values;
}

/**
 * Adds values of single samples up to their scenes.
 *
 * @param samples [n], each naming its scene
 * @param values [n]
 * @param scenes ids of the scenes, in the order of the result; samples of other scenes are left out
 */
export function sumByScene(
  samples: readonly { scene: string }[],
  values: ArrayLike<number>,
  scenes: readonly string[],
): number[] {
  const indices = new Map(scenes.map((scene, index) => [scene, index]));
  const sums = new Array<number>(scenes.length).fill(0);
  samples.forEach(({ scene }, i) => {
    const index = indices.get(scene);
    if (index !== undefined) sums[index] += values[i];
  });
  return sums;
}
