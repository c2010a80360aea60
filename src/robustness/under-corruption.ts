import type { Sample } from '../../data-loaders/sample.js';
import type { SceneSums, SceneValues } from '../stats/index.js';
import { defaultSignal } from '../support/default-signal.js';
import { throwIfAborted } from '../support/errors.js';
import { progress } from '../support/progress.js';
import type { CorruptedSet } from './corrupted-sets.js';
import type { RobustnessMeasurement } from './measurement.js';

/** Says one number about what was seen in a set (features, predictions), beside what was seen in the clean one. */
export type CorruptionMeasure<Seen, Values extends SceneValues = SceneSums> = (
  seen: Seen,
  clean: Seen,
  set: CorruptedSet,
) => RobustnessMeasurement<Values> | Promise<RobustnessMeasurement<Values>>;

/**
 * Observes every set once and measures it in several ways.
 *
 * @param sets clean first, from `corruptedSets`
 * @param observe what an encoder or a task makes of samples, e.g. features at the output or predicted depth
 * @param measures e.g. `corruptedSkill`, `positionMatchedRetrieval`
 * @returns sets × measures, in this order
 */
export async function underCorruption<Seen, Values extends SceneValues = SceneSums>(
  sets: readonly CorruptedSet[],
  observe: (samples: readonly Sample[]) => Promise<Seen>,
  measures: readonly CorruptionMeasure<Seen, Values>[],
  { signal = defaultSignal() }: { signal?: AbortSignal } = {},
): Promise<RobustnessMeasurement<Values>[]> {
  const task = progress().start('corruptions', sets.length);
  try {
    const measurements: RobustnessMeasurement<Values>[] = [];
    let clean: Seen | undefined;
    for (const [done, set] of sets.entries()) {
      throwIfAborted(signal);
      task.update(done, set.corruption);
      const seen = await observe(set.samples);
      clean ??= seen;
      for (const measure of measures) measurements.push(await measure(seen, clean, set));
    }
    return measurements;
  } finally {
    task.finish();
  }
}
