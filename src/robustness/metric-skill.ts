import { valueOfSums, type LeaveOneOut, type SceneValues } from '../stats/index.js';
import type { CorruptionMeasure } from './under-corruption.js';

/**
 * Skill of a metric, `(m − m_trivial)/(m_perfect − m_trivial)`, from all test scenes and without each one: 0 is as good as
 * the trivial read-out, 1 is perfect.
 *
 * It serves any metric, also one that is no mean over items (mean IoU, average precision). NaN where the metric has no
 * value or the trivial read-out is perfect.
 *
 * @param own the metric of the read-out
 * @param trivial that of the trivial read-out on the same samples
 */
export function skillOfMetric(own: SceneValues, trivial: SceneValues, perfect: number): LeaveOneOut {
  const skill = (omit?: number): number => {
    const nothing = valueOfSums(trivial, omit);
    return nothing === perfect ? NaN : (valueOfSums(own, omit) - nothing) / (perfect - nothing);
  };
  const scenes = own.form === 'leave-one-out' ? own.without : own.numerator;
  return { form: 'leave-one-out', value: skill(), without: scenes.map((_, scene) => skill(scene)) };
}

/**
 * Measures the skill of a metric.
 *
 * @param score the metric of what was predicted, and the number of items behind it
 * @param trivial the metric of the trivial read-out, which sees no image, on the same samples
 * @param protocol how the read-out was made, in one phrase
 */
export function corruptedMetric<Seen>({
  score,
  trivial,
  perfect,
  unit,
  protocol,
}: {
  score: (seen: Seen) => { scenes: SceneValues; n: number };
  trivial: SceneValues;
  perfect: number;
  unit: string;
  protocol: string;
}): CorruptionMeasure<Seen, LeaveOneOut> {
  return (seen, _clean, { corruption, severity }) => {
    const { scenes: own, n } = score(seen);
    const scenes = skillOfMetric(own, trivial, perfect);
    return {
      kind: 'robustness',
      protocol,
      metric: 'skill',
      value: scenes.value,
      unit,
      n,
      corruption,
      severity,
      scenes,
    };
  };
}
