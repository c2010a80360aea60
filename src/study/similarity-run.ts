import { linearCka, type FeatureMatrix } from '../similarity/index.js';
import { throwIfAborted } from '../support/errors.js';
import type { Measurement, RunContext, RunOutcome } from './execute.js';
import { loadSampledFeatures } from './sampled-features.js';

/** Debiased linear CKA between every two variations of one seed, stage by stage, on the same places of the test images. */
export async function similarityRun({ run, config, store, signal }: RunContext): Promise<RunOutcome> {
  const sides = run.needs.flatMap((id, i) => {
    const stages = loadSampledFeatures(store.path(id));
    return stages ? [{ variation: config.variations[i], stages }] : [];
  });
  const measurements: Measurement[] = [];
  sides.forEach((one, i) => {
    for (const other of sides.slice(i)) {
      throwIfAborted(signal);
      for (const [stage, x] of one.stages) {
        const y = other.stages.get(stage)!;
        // A collapsed stage is like nothing: it has no similarity, and its probes say why.
        if (!varies(x) || !varies(y)) continue;
        measurements.push({
          kind: 'similarity',
          split: 'test',
          protocol: 'linear CKA, debiased, on the same places of the test images',
          variation: one.variation,
          stage,
          otherVariation: other.variation,
          otherStage: stage,
          metric: 'debiased-linear-cka',
          value: linearCka(x, y),
          unit: 'CKA',
          n: x.rows,
        });
      }
    }
  });
  return { measurements };
}

function varies({ values, columns }: FeatureMatrix): boolean {
  return values.every(Number.isFinite) && values.some((value, i) => value !== values[i % columns]);
}
