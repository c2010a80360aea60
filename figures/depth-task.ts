import type { Figure } from '../src/plot/index.js';
import type { Study } from '../src/study/types.js';
import type { DrawOptions } from './draw-options.js';
import { emptyFigure } from './empty-figure.js';
import { sharePanels } from './label-shares.js';
import { countOf, intervalSentence, select } from './over-seeds.js';
import { labelShares, measuredTasks } from './task-measures.js';

const title = 'Depth prediction, fine-tuned with few or many labels';

const metrics = [
  { metric: 'delta1', unit: 'δ₁', name: 'δ₁', aside: 'share within a factor of 1.25: higher is better' },
  { metric: 'absRel', unit: 'AbsRel', name: 'AbsRel', aside: 'mean relative error: lower is better' },
];

/** Label efficiency of depth prediction: δ₁ and AbsRel over the share of labels, for each pretraining. */
export function depthTask(study: Study, { size }: DrawOptions = {}): Figure {
  const rows = select(study.rows, { kind: 'task', target: 'depth' });
  const shown = metrics
    .map(({ metric, ...look }) => ({ ...look, rows: select(rows, { metric }) }))
    .filter((panel) => panel.rows.some(({ value }) => Number.isFinite(value)));
  if (shown.length === 0) return emptyFigure('depth-task', title, 'This study has trained no depth task.');
  if (labelShares(rows).length === 1 && measuredTasks(study).length > 1)
    return emptyFigure('depth-task', title, 'This study has trained depth with one share of the labels: see tasks.');

  const subtitle = 'Scores on unseen scenes after fine-tuning from each pretraining';
  return {
    name: 'depth-task',
    title,
    caption:
      `Each pretrained encoder fine-tuned to predict depth with a share of the labels, and scored on unseen scenes. 'none' starts from random weights. ` +
      `${intervalSentence(study)} n = ${countOf(rows)} per point.`,
    ...sharePanels(shown, { title, subtitle, size, columns: shown.length }),
  };
}
