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
 * The value that sums per scene stand for, `omit` being the index of a scene to leave out.
 *
 * NaN when nothing is left to divide by (every remaining scene lacks valid items).
 */
export function valueOfSums(sums: SceneSums, omit?: number): number {
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
