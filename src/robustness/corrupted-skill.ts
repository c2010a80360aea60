import type { Sample } from '../../data-loaders/sample.js';
import { valueOfSums } from '../stats/index.js';
import { sumByScene } from './measurement.js';
import { skillSums, type ErrorSums } from './skill.js';
import type { CorruptionMeasure } from './under-corruption.js';

/**
 * Measures the skill `1 − E/E_trivial` of a read-out that was fitted on clean images.
 *
 * @param errors of the read-out, given what was seen of the samples
 * @param trivial errors of the trivial read-out, which sees no image, on the same samples
 * @param scenes ids of the test scenes, in the order of the sums
 * @param protocol how the read-out was made, in one phrase
 * @param against what the trivial read-out knows
 */
export function corruptedSkill<Seen>({
  errors,
  trivial,
  scenes,
  protocol,
  against = 'position alone',
}: {
  errors: (seen: Seen, samples: readonly Sample[]) => ErrorSums | Promise<ErrorSums>;
  trivial: ErrorSums;
  scenes: readonly string[];
  protocol: string;
  against?: string;
}): CorruptionMeasure<Seen> {
  return async (seen, _clean, { corruption, severity, samples }) => {
    const own = await errors(seen, samples);
    const sums = skillSums(samples, own, trivial, scenes);
    const weight = sumByScene(samples, own.weight, scenes).reduce((sum, value) => sum + value, 0);
    return {
      kind: 'robustness',
      protocol,
      metric: 'skill',
      value: valueOfSums(sums),
      unit: `1 − E/E of ${against}`,
      n: Math.round(weight),
      corruption,
      severity,
      scenes: sums,
    };
  };
}
