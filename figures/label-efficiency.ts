import type { Figure } from '../src/plot/index.js';
import type { Study } from '../src/study/types.js';
import type { DrawOptions } from './draw-options.js';
import { emptyFigure } from './empty-figure.js';
import { sharePanels } from './label-shares.js';
import { countOf, intervalSentence } from './over-seeds.js';
import { labelShares, measuredTasks, scoresOf } from './task-measures.js';

const title = 'How far few labels go';

/** Label efficiency of all tasks that were trained with several shares of the labels; depth alone has a figure of its own. */
export function labelEfficiency(study: Study, { size }: DrawOptions = {}): Figure {
  const shown = measuredTasks(study)
    .map((measure) => ({ ...measure, rows: scoresOf(study, measure), unit: measure.metricName }))
    .filter(({ rows }) => labelShares(rows).length > 1);
  if (shown.every(({ task }) => task === 'depth'))
    return emptyFigure(
      'label-efficiency',
      title,
      'This study has trained no task besides depth with several shares of the labels.',
    );
  const subtitle = 'Scores on unseen scenes after training from each pretraining with a share of the labels';
  return {
    name: 'label-efficiency',
    title,
    caption:
      `Each task trained from each pretraining with a share of the labels, and scored on unseen scenes; higher is better. Reconstruction trains a decoder on frozen features, the others train the encoder as well. ` +
      `${shown.some(({ rows }) => rows.some((row) => row.variation === 'trivial')) ? 'Dotted: what is reached without looking at the image. ' : ''}` +
      `${intervalSentence(study)} n = ${countOf(shown.flatMap(({ rows }) => rows))} images, pixels or objects.`,
    ...sharePanels(shown, { title, subtitle, size, columns: Math.min(3, shown.length) }),
  };
}
