import type { Modality } from '../../data-loaders/sample.js';
import { tasks, type Task } from '../tasks/index.js';
import type { StudyConfig, TaskBudget } from './config.js';

/** The tasks by name. What a prediction is, only the task itself knows. */
export const taskRegistry: Readonly<Record<string, Task<unknown>>> = tasks;

/** What a study spends on one of its tasks. */
export function taskBudget({ tasks: { budgets, ...common } }: StudyConfig, name: string): TaskBudget {
  const { frames, labels, steps, robustness } = { ...common, ...budgets?.[name] };
  return { frames, labels, steps, ...(robustness ? { robustness } : {}) };
}

/** Which of a study's tasks a dataset has the truth for, and a sentence about each that it has not. */
export function measurableTasks(
  { tasks: { names } }: StudyConfig,
  modalities: readonly Modality[],
): { names: string[]; notes: string[] } {
  const lacking = (name: string): Modality[] =>
    taskRegistry[name].requires.filter((modality) => !modalities.includes(modality));
  return {
    names: names.filter((name) => lacking(name).length === 0),
    notes: names
      .filter((name) => lacking(name).length > 0)
      .map((name) => `The task ${name} is left out: the dataset has no ${lacking(name).join(' and no ')}.`),
  };
}
