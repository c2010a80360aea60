import { encoderSource } from '../features/index.js';
import type { Encoder } from '../nn/index.js';
import { fineTune, type Backbone, type TaskModel } from '../tasks/index.js';
import { pretrainedEncoder, type Measurement, type RunContext, type RunOutcome } from './execute.js';
import { learntFrames, taskGround, taskSets, type TaskGround } from './task-ground.js';
import { drawTaskPanels } from './task-panels.js';
import { trainedRows, trivialRows } from './task-rows.js';
import { skillRows } from './task-skill.js';

/**
 * Trains one task on one encoder with each share of the labels; with the largest, also measures what corruptions do, and in
 * the study's first seed pictures it. A run without a pretraining scores what predicts without looking.
 */
export async function taskRun(context: RunContext): Promise<RunOutcome> {
  const { run } = context;
  if (run.needs.length === 0) return { measurements: scoreTrivial(context, await taskGround(context)) };
  const encoder = await pretrainedEncoder(context);
  if (encoder === undefined) return { measurements: [] };
  try {
    return await trainTask(context, await taskGround(context), encoder);
  } finally {
    encoder.dispose();
  }
}

async function trainTask(context: RunContext, ground: TaskGround, encoder: Encoder): Promise<RunOutcome> {
  const { run, config, dataset, signal } = context;
  const { task, mode, budget, train, test, scenes } = ground;
  const backbone: Backbone =
    mode === 'full' ? { mode, encoder } : { mode, source: encoderSource(encoder, { name: run.variation, signal }) };
  const measurements: Measurement[] = [];
  const panels: RunOutcome['panels'] = [];
  for (const labels of budget.labels) {
    const options = { labels, steps: budget.steps, seed: run.seed, signal };
    const model: TaskModel<unknown> = await fineTune(task, backbone, train, dataset, options);
    try {
      const scores = task.score(await model.predict(test, { signal }), test, dataset, scenes);
      measurements.push(...trainedRows(scores, ground, { labels, labelled: model.labelled }));
      if (labels !== Math.max(...budget.labels)) continue;
      const sets = await taskSets(context, ground);
      measurements.push(...(await skillRows(context, ground, sets, model)));
      if (run.seed === config.seeds[0]) panels.push(...(await drawTaskPanels(context, ground, sets, model)));
    } finally {
      model.dispose();
    }
  }
  return { measurements, panels };
}

function scoreTrivial({ run, dataset }: RunContext, ground: TaskGround): Measurement[] {
  const { task, budget, test, scenes } = ground;
  return budget.labels.flatMap((labels) => {
    const frames = learntFrames(ground, labels, run.seed);
    const baseline = task.trivial(frames, dataset);
    const scores = task.score(baseline.predict(test), test, dataset, scenes);
    return trivialRows(scores, ground, { labels, labelled: frames.length, baseline: baseline.name });
  });
}
