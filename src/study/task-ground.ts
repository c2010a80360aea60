import { loadSamples } from '../../data-loaders/batches.js';
import type { Sample } from '../../data-loaders/sample.js';
import type { CorruptedSet } from '../robustness/index.js';
import { InputError } from '../support/errors.js';
import { labelledFrames, type BackboneMode, type Task } from '../tasks/index.js';
import type { TaskBudget } from './config.js';
import type { RunContext } from './execute.js';
import { spreadFrames, testScenes } from './frames.js';
import { measuredFrames } from './measured-frames.js';
import { taskBudget, taskRegistry } from './study-tasks.js';

/** A task of a study with the frames it is learnt and tested on. */
export interface TaskGround {
  name: string;
  task: Task<unknown>;
  /** How its head stands on an encoder. */
  mode: BackboneMode;
  budget: TaskBudget;
  train: Sample[];
  test: Sample[];
  /** Ids of the test scenes, in the order of the values per scene. */
  scenes: string[];
}

/** What a run is about that trains a task, or scores what predicts without looking. */
export async function taskGround({ run, config, dataset, ground, signal }: RunContext): Promise<TaskGround> {
  const name = run.config.task as string;
  const task = taskRegistry[name];
  const budget = taskBudget(config, name);
  const train = await loadSamples(dataset, spreadFrames(dataset, 'train', budget.frames), { signal });
  const { test } = await ground.samples(signal);
  return {
    name,
    task,
    mode: task.modes[0],
    budget,
    train: labelled(task, measuredFrames(train)),
    test: labelled(task, test),
    scenes: testScenes(dataset),
  };
}

/** The training frames of which the task learns with a share of the labels. */
export function learntFrames({ train }: TaskGround, labels: number, seed: number): Sample[] {
  return labelledFrames(train, labels, seed);
}

/** The sets of corrupted images under which a task is measured, clean first. */
export async function taskSets(
  { dataset, images, signal }: Pick<RunContext, 'dataset' | 'images' | 'signal'>,
  { task, budget: { robustness } }: TaskGround,
): Promise<CorruptedSet[]> {
  const sets = await images.corruptions(dataset, signal);
  const [{ samples: clean }] = sets;
  const usable = labelled(task, clean).map((sample) => clean.indexOf(sample));
  const chosen = robustness ? atEqualSteps(usable, robustness.frames) : usable;
  return sets
    .filter(({ severity }) => severity === 0 || !robustness || robustness.severities.includes(severity))
    .map((set) => ({ ...set, samples: chosen.map((index) => set.samples[index]) }));
}

/** As many of some items, at equal steps; all when there are not more. */
export function atEqualSteps<T>(items: readonly T[], count: number): T[] {
  const taken = Math.min(count, items.length);
  return Array.from({ length: taken }, (_, i) => items[Math.floor((i * items.length) / taken)]);
}

/** The frames that have what a task requires. Throws InputError when none has. */
function labelled({ name, requires }: Task<unknown>, samples: readonly Sample[]): Sample[] {
  const usable = samples.filter((sample) => requires.every((modality) => sample[modality] !== undefined));
  if (usable.length === 0 && samples.length > 0)
    throw new InputError(
      `None of ${samples.length} ${samples[0].split} frames has ${requires.join(' and ')}, among them ${samples[0].id}: the task ${name} needs them. Leave it out of the study, or use recordings that have them.`,
    );
  return usable;
}
