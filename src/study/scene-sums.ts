import type { SceneSums } from './types.js';

/** Sums of some scenes, put into the order of all test scenes; scenes without any count nothing. */
export function alignScenes(sums: SceneSums, from: readonly string[], to: readonly string[]): SceneSums {
  const place = new Map(from.map((scene, index) => [scene, index]));
  const pick = (values: readonly number[]): number[] => to.map((scene) => values[place.get(scene) ?? -1] ?? 0);
  return { form: sums.form, numerator: pick(sums.numerator), denominator: pick(sums.denominator) };
}
