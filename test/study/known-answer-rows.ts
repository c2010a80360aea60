import type { FeatureSource } from '../../src/features/source.js';
import type { MeasureContext, Measurement } from '../../src/study/execute.js';
import { probeSource } from '../../src/study/measure-run.js';
import { measureRobustness } from '../../src/study/robustness-measurements.js';
import type { Row } from '../../src/study/types.js';

/** Where a known-answer encoder is measured: everything that an encoder's measurement takes, but for the run it came from. */
export interface KnownAnswerSetting extends Omit<MeasureContext, 'run'> {
  seed: number;
}

/**
 * Every row that the verdicts read, of a feature source instead of a pretrained encoder, by the study's own measurements.
 *
 * A source has no weights to fine-tune: reading depth out of its features linearly stands in for the depth task.
 */
export async function knownAnswerRows(source: FeatureSource, setting: KnownAnswerSetting): Promise<Row[]> {
  const { seed, dataset } = setting;
  const run = {
    id: `${source.name}-${seed}`,
    kind: 'measure' as const,
    variation: source.name,
    seed,
    config: {},
    needs: [],
  };
  const context = { ...setting, run };
  const probed = await probeSource(context, source);
  const measurements = [...probed.measurements, ...(await measureRobustness(context, source, probed))];
  const origin = { run: run.id, variation: source.name, seed, dataset: dataset.name, commit: '', backend: '' };
  return [...measurements, ...measurements.flatMap((measurement) => asTask(measurement, source.output))].map(
    (measurement) => ({ ...origin, ...measurement }),
  );
}

/** The depth probe's measurements as those of the depth task. */
function asTask(measurement: Measurement, output: string): Measurement[] {
  const { kind, target, head, stage } = measurement;
  if (target !== 'depth' || head !== 'ridge' || stage !== output) return [];
  if (kind === 'robustness') return [{ ...measurement, head: 'fine-tuned' }];
  return kind === 'probe' ? [{ ...measurement, kind: 'task', head: undefined, labels: 1 }] : [];
}
