import type { SceneValues } from '../stats/index.js';

/** Values of some scenes, put into the order of all test scenes; scenes without any count nothing. */
export function alignScenes(values: SceneValues, from: readonly string[], to: readonly string[]): SceneValues {
  const place = new Map(from.map((scene, index) => [scene, index]));
  const pick = (of: readonly number[], absent: number): number[] =>
    to.map((scene) => of[place.get(scene) ?? -1] ?? absent);
  if (values.form === 'leave-one-out') return { ...values, without: pick(values.without, values.value) };
  return { form: values.form, numerator: pick(values.numerator, 0), denominator: pick(values.denominator, 0) };
}
