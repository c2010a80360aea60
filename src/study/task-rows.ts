import type { BackboneMode, TaskScore } from '../tasks/index.js';
import type { Measurement } from './execute.js';
import type { TaskGround } from './task-ground.js';

/** What is trained of a task, as the `head` of its rows. */
export const taskHeads: Readonly<Record<BackboneMode, string>> = {
  full: 'fine-tuned',
  frozen: 'decoder',
  linear: 'linear',
};

const training: Readonly<Record<BackboneMode, string>> = {
  full: 'fine-tuned',
  frozen: 'decoder on frozen features trained',
  linear: 'linear read-out of frozen features trained',
};

/** Tasks that are measured within each image, then averaged over images. */
const perImage = ['depth', 'reconstruction'];

/** The scores of a model that was trained on so many frames. */
export function trainedRows(
  scores: readonly TaskScore[],
  { name, mode, budget }: TaskGround,
  { labels, labelled }: { labels: number; labelled: number },
): Measurement[] {
  const protocol = `${training[mode]} in ${budget.steps} steps on ${labelled} frames`;
  return scoreRows(scores, { name, protocol, labels, head: taskHeads[mode] });
}

/** The scores of what predicts without looking. */
export function trivialRows(
  scores: readonly TaskScore[],
  { name }: TaskGround,
  { labels, labelled, baseline }: { labels: number; labelled: number; baseline: string },
): Measurement[] {
  return scoreRows(scores, { name, protocol: `${baseline}, from ${labelled} frames`, labels, head: 'trivial' });
}

function scoreRows(
  scores: readonly TaskScore[],
  { name, protocol, labels, head }: { name: string; protocol: string; labels: number; head: string },
): Measurement[] {
  const averaged = perImage.includes(name) ? ', within each image, then averaged' : '';
  return scores.map(({ metric, class: ofClass, unit, value, n, scenes }) => ({
    kind: 'task',
    split: 'test',
    protocol: `${protocol}${averaged}`,
    target: name,
    ...(ofClass === undefined ? {} : { class: ofClass }),
    head,
    labels,
    metric,
    value,
    unit,
    n,
    scenes,
  }));
}
