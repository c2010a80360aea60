import type { World } from '../../data-loaders/sample.js';
import { auditDefaults } from '../pretrain/audit.js';
import { resolveOptions, variationNamed } from '../pretrain/index.js';
import { probeSettings } from '../probes/settings.js';
import { corruptions } from '../robustness/index.js';
import { tasks as taskRegistry } from '../tasks/index.js';
import type { StudyConfig } from './config.js';
import { runId, type Run, type RunKind } from './store.js';

/**
 * Versions of the code that carries a kind of run out. Raise one when the same numbers give another output, so that runs
 * made before are not taken for new ones; numbers are in the run's configuration, where a change shows by itself.
 */
const versions = { pretrain: 2, measure: 1, task: 2, similarity: 1 };

/** Read-outs that see no image: what position alone, and nothing at all, would give. */
export const baselines: readonly string[] = ['position', 'trivial'];

/** What a plan is made for besides its configuration. */
export interface PlanContext {
  backend: string;
  /** Fingerprint of the dataset of each seed, in the order of `config.seeds`. */
  fingerprints: string[];
  /** That of the dataset, whose lengths pretraining takes. */
  world?: World;
}

/**
 * The runs of a study in an order in which each comes after what it needs: per seed the pretraining of every
 * variation, its measurements and its tasks, the baselines, and the similarity between the variations.
 */
export function planStudy(config: StudyConfig, { backend, fingerprints, world }: PlanContext): Run[] {
  const runs: Run[] = [];
  const { pretrain, probe, robustness } = resolved(config, world);
  config.seeds.forEach((seed, i) => {
    const add = (kind: RunKind, variation: string, details: Record<string, unknown>, needs: string[]): string => {
      const runConfig = { variation, seed, encoder: config.encoder, ...details };
      const identity = { kind, config: runConfig, needs, dataset: fingerprints[i], backend, version: versions[kind] };
      const id = runId(identity);
      runs.push({ id, kind, variation, seed, config: runConfig, needs });
      return id;
    };
    const pretrained = config.variations.map((variation) =>
      add('pretrain', variation, { ...alignment(variation), pretrain }, []),
    );
    const measured = config.variations.map((variation, v) =>
      add('measure', variation, { probe, robustness }, [pretrained[v]]),
    );
    for (const baseline of baselines) add('measure', baseline, { probe }, []);
    for (const task of config.tasks.names)
      config.variations.forEach((variation, v) => {
        // Of the probes a task takes the frames, and the ridge regression that tells depth from position.
        const { frames, lambdas, confounds } = probe;
        const tasks = { ...taskRegistry[task].defaults, ...config.tasks };
        add('task', variation, { task, tasks, probe: { frames, lambdas, confounds }, robustness }, [pretrained[v]]);
      });
    add('similarity', 'all', { variations: config.variations }, measured);
  });
  return runs;
}

/** What decides a run, with every default written out, so that a changed default is another run. */
function resolved({ pretrain, probe, robustness }: StudyConfig, world?: World) {
  const { options, ...budget } = pretrain;
  const parameters = Object.fromEntries(robustness.corruptions.map((name) => [name, corruptions[name].values]));
  return {
    pretrain: { ...budget, options: resolveOptions({ ...options, batch: budget.batch }, world), audit: auditDefaults },
    probe: { ...probeSettings, ...probe },
    robustness: { ...robustness, parameters },
  };
}

/** What a variation aligns with what. */
function alignment(name: string): Record<string, unknown> {
  const { losses, points, shuffleClouds } = variationNamed(name);
  return { losses, points, shuffleClouds };
}
