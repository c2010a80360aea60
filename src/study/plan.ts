import type { Modality, World } from '../../data-loaders/sample.js';
import { auditDefaults } from '../pretrain/audit.js';
import { resolveOptions, variationNamed } from '../pretrain/index.js';
import { probeSettings } from '../probes/settings.js';
import { corruptions } from '../robustness/index.js';
import type { StudyConfig } from './config.js';
import { runId, type Run, type RunKind } from './store.js';
import { measurableTasks, taskBudget, taskRegistry } from './study-tasks.js';

/**
 * Versions of the code that carries a kind of run out. Raise one when the same numbers give another output, so that runs
 * made before are not taken for new ones; numbers are in the run's configuration, where a change shows by itself.
 */
const versions = { pretrain: 2, measure: 2, task: 2, similarity: 1 };

/** Read-outs that see no image: what position alone, and nothing at all, would give. */
export const baselines: readonly string[] = ['position', 'trivial'];

/** What a plan is made for besides its configuration. */
export interface PlanContext {
  backend: string;
  /** Fingerprint of the dataset of each seed, in the order of `config.seeds`. */
  fingerprints: string[];
  /** That of the dataset, whose lengths pretraining takes. */
  world?: World;
  /** What the dataset knows: tasks that require more are left out. All are planned when omitted. */
  modalities?: readonly Modality[];
}

/**
 * The runs of a study in an order in which each comes after what it needs: per seed the pretraining of every
 * variation, its measurements and its tasks, the baselines, and the similarity between the variations. Each task on each
 * variation is a run of its own.
 */
export function planStudy(config: StudyConfig, { backend, fingerprints, world, modalities }: PlanContext): Run[] {
  const runs: Run[] = [];
  const tasks = modalities ? measurableTasks(config, modalities).names : config.tasks.names;
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
    for (const task of tasks) {
      const details = { ...taskDetails(config, task, probe), robustness };
      config.variations.forEach((variation, v) => add('task', variation, details, [pretrained[v]]));
      if (config.tasks.baselines) add('task', 'trivial', details, []);
    }
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

/** What decides a run of a task, with its defaults written out. */
function taskDetails(
  config: StudyConfig,
  task: string,
  { frames, lambdas, confounds }: ReturnType<typeof resolved>['probe'],
): Record<string, unknown> {
  const { pictures } = config.tasks;
  const tasks = { ...taskRegistry[task].defaults, ...taskBudget(config, task), names: [task] };
  // Of the probes a task takes the frames; depth also the ridge regression that tells it from position.
  const probe = task === 'depth' ? { frames, lambdas, confounds } : { frames };
  return { task, tasks: pictures === undefined ? tasks : { ...tasks, pictures }, probe };
}

/** What a variation aligns with what. */
function alignment(name: string): Record<string, unknown> {
  const { losses, points, shuffleClouds } = variationNamed(name);
  return { losses, points, shuffleClouds };
}
