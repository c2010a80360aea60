/**
 * Sums per test scene from which a measure follows: 'ratio' is Σnumerator/Σdenominator, 'one-minus-ratio' is 1 − that
 * (R²), 'root-ratio' its square root (RMSE).
 */
export interface SceneSums {
  form: 'ratio' | 'one-minus-ratio' | 'root-ratio';
  numerator: number[];
  denominator: number[];
}

/**
 * A measure that no sums per scene tell (mean IoU, average precision): its value on all test scenes, and on all but each
 * one, which is what a jackknife over scenes needs.
 */
export interface LeaveOneOut {
  form: 'leave-one-out';
  value: number;
  without: number[];
}

/** How a measure follows from the test scenes. */
export type SceneValues = SceneSums | LeaveOneOut;

/** Number of scenes behind a measure. */
export function sceneCount(scenes: SceneValues): number {
  return scenes.form === 'leave-one-out' ? scenes.without.length : scenes.numerator.length;
}

/**
 * The value that scenes stand for, `omit` being the index of a scene to leave out.
 *
 * NaN when nothing is left to divide by (every remaining scene lacks valid items).
 */
export function valueOfSums(sums: SceneValues, omit?: number): number {
  if (sums.form === 'leave-one-out') return omit === undefined ? sums.value : sums.without[omit];
  let numerator = 0;
  let denominator = 0;
  for (let scene = 0; scene < sums.numerator.length; scene++) {
    if (scene === omit) continue;
    numerator += sums.numerator[scene];
    denominator += sums.denominator[scene];
  }
  const ratio = denominator === 0 ? NaN : numerator / denominator;
  if (sums.form === 'ratio') return ratio;
  return sums.form === 'one-minus-ratio' ? 1 - ratio : Math.sqrt(ratio);
}
