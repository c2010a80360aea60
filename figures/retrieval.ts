import { houseLayout, type Figure } from '../src/plot/index.js';
import type { Study } from '../src/study/types.js';
import { corruptionPanels, measureRange } from './corruption-panels.js';
import type { DrawOptions } from './draw-options.js';
import { emptyFigure } from './empty-figure.js';
import { panelsUnderLegend, variationEntries, variationsIn } from './legend.js';
import { countOf, distinct, intervalSentence, select } from './over-seeds.js';

const title = 'Which features still know their image when it is corrupted';

/** Recall of the clean image among features at the same position, over the severity of each corruption. */
export function retrieval(study: Study, { size }: DrawOptions = {}): Figure {
  const rows = select(study.rows, { kind: 'retrieval' }).filter((row) => Number.isFinite(row.value));
  const corruptions = distinct(rows, 'corruption').filter((name) => name !== 'clean');
  if (corruptions.length === 0) return emptyFigure('retrieval', title, 'This study has measured no retrieval.');

  const variations = variationsIn(rows);
  const entries = variationEntries(variations);
  const grid = panelsUnderLegend(
    entries,
    {
      count: corruptions.length,
      columns: Math.min(4, corruptions.length),
      panelHeight: 130,
      gapX: 26,
      gapY: 58,
      margin: { l: 60, r: 20, t: 106, b: 56 },
      column: { panelHeight: 110, gapX: 20, gapY: 52, margin: { l: 52, r: 10, t: 26, b: 52 } },
    },
    size,
  );
  const range = measureRange(rows);
  const curves = corruptionPanels({ rows, corruptions, panels: grid.panels, variations, measure: 'recall@1', range });
  return {
    name: 'retrieval',
    title,
    caption:
      `How often the feature of a corrupted cell is nearest, among the clean features of the same cell in all test images, to that of its own image. ` +
      `Features are centred and scaled per position, so that knowing only where a cell lies scores chance. ${intervalSentence(study)} n = ${countOf(rows)} cells.`,
    data: [...entries, ...curves.data],
    layout: {
      ...houseLayout({ title, subtitle: 'Recall@1 of the own clean image among features at the same position' }, size),
      ...grid.layout,
      ...curves.axes,
      annotations: curves.annotations,
    },
  };
}
