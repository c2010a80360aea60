import {
  fontSizes,
  formatNumber,
  houseLayout,
  ink,
  panelTitle,
  sequentialScale,
  variationStyle,
  type Figure,
  type Trace,
} from '../src/plot/index.js';
import type { Row, Study } from '../src/study/types.js';
import type { DrawOptions } from './draw-options.js';
import { emptyFigure } from './empty-figure.js';
import { composePanels, variationsIn } from './legend.js';
import { countOf, distinct, intervalSentence, overSeeds, select, tidy, type SeedSummary } from './over-seeds.js';

const title = 'How alike the variations represent the same images';

/** Debiased linear CKA between the variations, one matrix a stage. */
export function cka(study: Study, { size }: DrawOptions = {}): Figure {
  const rows = select(study.rows, { kind: 'similarity', metric: 'debiased-linear-cka' }).filter(
    (row) => row.stage === row.otherStage,
  );
  const stages = distinct(rows, 'stage');
  if (stages.length === 0) return emptyFigure('cka', title, 'This study has not compared its variations.');

  const variations = variationsIn(
    rows.flatMap((row) => [row, { ...row, variation: row.otherVariation ?? row.variation }]),
  );
  const labels = variations.map((variation) => variationStyle(variation, variations).label);
  const columns = Math.min(4, stages.length);
  const grid = composePanels(
    {
      count: stages.length,
      columns,
      panelHeight: 176,
      gapX: 30,
      gapY: 46,
      margin: { l: 98, r: 92, t: 104, b: 92 },
      column: { panelHeight: 140, gapX: 16, gapY: 34, margin: { l: 92, r: 8, t: 26, b: 88 } },
    },
    size,
  );
  const axes: Record<string, unknown> = {};
  const data = grid.panels.map((panel, i): Trace => {
    const axis = { type: 'category', showgrid: false, ticks: '', tickfont: { size: fontSizes.small, color: ink.text } };
    axes[panel.xaxisKey] = {
      ...axis,
      domain: panel.x,
      anchor: panel.yaxis,
      showticklabels: panel.isLowest,
      tickangle: -40,
    };
    axes[panel.yaxisKey] = {
      ...axis,
      domain: panel.y,
      anchor: panel.xaxis,
      showticklabels: panel.isLeftmost,
      autorange: 'reversed',
    };
    const cells = variations.map((a) => variations.map((b) => similarity(rows, stages[i], a, b)));
    return {
      type: 'heatmap',
      xaxis: panel.xaxis,
      yaxis: panel.yaxis,
      x: labels,
      y: labels,
      z: cells.map((line) => line.map((cell) => cell?.mean ?? null)),
      text: cells.map((line) => line.map((cell) => (cell ? formatNumber(cell.mean) : ''))),
      texttemplate: '%{text}',
      textfont: { size: fontSizes.small },
      zmin: 0,
      zmax: 1,
      colorscale: sequentialScale,
      xgap: 2,
      ygap: 2,
      // In a column the numbers in the cells have to do.
      showscale: i === 0 && size !== 'column',
      hovertemplate: '%{y} – %{x}: %{z:.3f}<extra></extra>',
      meta: {
        numbers: cells.flatMap((line, a) =>
          line.flatMap((cell, b) =>
            cell ? [{ series: labels[a], x: labels[b], measure: 'debiased linear CKA', ...tidy(cell) }] : [],
          ),
        ),
      },
      ...(i === 0
        ? {
            colorbar: {
              title: { text: 'CKA', side: 'top', font: { size: fontSizes.text } },
              thickness: 12,
              outlinewidth: 0,
              tickvals: [0, 0.5, 1],
              tickfont: { size: fontSizes.small, color: ink.soft },
              len: 176,
              lenmode: 'pixels',
              x: 1.02,
              y: 1,
              yanchor: 'top',
            },
          }
        : {}),
    };
  });
  return {
    name: 'cka',
    title,
    caption:
      `Debiased linear CKA between the features of two variations at the same stage, on the same test images: 1 is the same up to rotation and scale, 0 unrelated. ` +
      `Pairs of one seed are compared, which start from the same weights. ${intervalSentence(study)} n = ${countOf(rows)} cells.`,
    data,
    layout: {
      ...houseLayout(
        { title, subtitle: 'Debiased linear CKA, stage by stage from input to output: 1 alike, 0 unrelated' },
        size,
      ),
      ...grid.layout,
      ...axes,
      annotations: grid.panels.map((panel, i) => panelTitle(panel, stages[i])),
    },
  };
}

/** Similarity is symmetric, so a pair may be stored either way round. */
function similarity(rows: readonly Row[], stage: string, a: string, b: string): SeedSummary | null {
  return (
    overSeeds(select(rows, { stage, variation: a, otherVariation: b })) ??
    overSeeds(select(rows, { stage, variation: b, otherVariation: a })) ??
    (a === b ? { mean: 1, interval: null, seeds: 0 } : null)
  );
}
