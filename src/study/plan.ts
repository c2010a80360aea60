import { resolveOptions } from '../pretrain/index.js';
import type { StudyConfig } from './config.js';
import { runId, type Run, type RunKind } from './store.js';

/**
 * Versions of the components that decide a run's result. Raise one when its output changes, so that runs made before
 * are not taken for new ones.
 */
const versions = { pretrain: 1, measure: 1, task: 1, similarity: 1 };

/** Read-outs that see no image: what position alone, and nothing at all, would give. */
export const baselines: readonly string[] = ['position', 'trivial'];

/** What a plan is made for besides its configuration. */
export interface PlanContext {
  backend: string;
  /** Fingerprint of the dataset of each seed, in the order of `config.seeds`. */
  fingerprints: string[];
}

/**
 * The runs of a study in an order in which each comes after what it needs: per seed the pretraining of every
 * variation, its measurements and its tasks, the baselines, and the similarity between the variations.
 */
export function planStudy(config: StudyConfig, { backend, fingerprints }: PlanContext): Run[] {
  const runs: Run[] = [];
  // Resolved, so that a changed default is another run.
  const { options, ...budget } = config.pretrain;
  const pretrain = { ...budget, options: resolveOptions({ ...options, batch: budget.batch }) };
  config.seeds.forEach((seed, i) => {
    const add = (kind: RunKind, variation: string, details: Record<string, unknown>, needs: string[]): string => {
      const runConfig = { variation, seed, encoder: config.encoder, ...details };
      const identity = { kind, config: runConfig, needs, dataset: fingerprints[i], backend, version: versions[kind] };
      const id = runId(identity);
      runs.push({ id, kind, variation, seed, config: runConfig, needs });
      return id;
    };
    const pretrained = config.variations.map((variation) => add('pretrain', variation, { pretrain }, []));
    const measurement = { probe: config.probe, robustness: config.robustness };
    const measured = config.variations.map((variation, v) => add('measure', variation, measurement, [pretrained[v]]));
    for (const baseline of baselines) add('measure', baseline, { probe: config.probe }, []);
    for (const task of config.tasks.names)
      config.variations.forEach((variation, v) =>
        add(
          'task',
          variation,
          { task, tasks: config.tasks, probe: config.probe.frames, robustness: config.robustness },
          [pretrained[v]],
        ),
      );
    add('similarity', 'all', { variations: config.variations }, measured);
  });
  return runs;
}
