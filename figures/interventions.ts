import {
  fontSizes,
  houseAxis,
  houseLayout,
  ink,
  panelTitle,
  variationStyle,
  type Figure,
  type Panel,
  type Trace,
} from '../src/plot/index.js';
import type { Study } from '../src/study/types.js';
import type { DrawOptions } from './draw-options.js';
import { emptyFigure } from './empty-figure.js';
import { composePanels, variationsIn } from './legend.js';
import { countOf, distinct, intervalSentence, overSeeds, select } from './over-seeds.js';
import { dotTrace } from './traces.js';

const title = 'What moves the features when one thing changes';

/** What each intervention does, under its name. */
const effects: Record<string, string> = {
  colour: 'new colours',
  texture: 'new textures',
  light: 'new lamps',
  geometry: 'new shapes',
};

/** d′ between the features of two unrelated images: their difference has twice the variance. */
const unrelated = Math.SQRT2;

/** Sensitivity d′ of the features to colour, texture, light and geometry, one changed at a time. */
export function interventions(study: Study, { size }: DrawOptions = {}): Figure {
  const rows = select(study.rows, { kind: 'intervention', stage: 'out' });
  const factors = distinct(rows, 'factor');
  if (factors.length === 0)
    return emptyFigure(
      'interventions',
      title,
      'This study has no interventions: only Rooms can change one factor alone.',
    );

  const variations = variationsIn(rows);
  const grid = composePanels(
    {
      count: factors.length,
      columns: Math.min(4, factors.length),
      panelHeight: 40 * variations.length + 10,
      gapX: 24,
      gapY: 76,
      margin: { l: 104, r: 24, t: 104, b: 56 },
      column: { panelHeight: 36 * variations.length + 10, gapX: 20, margin: { l: 92, r: 12, t: 44, b: 52 } },
    },
    size,
  );
  const highest = 1.12 * Math.max(...rows.map((row) => row.value).filter(Number.isFinite), unrelated);
  const data: Trace[] = [];
  const axes: Record<string, unknown> = {};
  grid.panels.forEach((panel, i) => {
    variations.forEach((variation, v) => {
      const summary = overSeeds(select(rows, { variation, factor: factors[i] }));
      const style = variationStyle(variation, variations);
      if (summary)
        data.push(dotTrace({ panel, y: v, summary, style, name: style.label, measure: 'd′', group: variation }));
    });
    axes[panel.xaxisKey] = houseAxis({
      domain: panel.x,
      anchor: panel.yaxis,
      range: [0, highest],
      ...(panel.isLowest ? { title: 'd′' } : {}),
    });
    axes[panel.yaxisKey] = houseAxis({
      domain: panel.y,
      anchor: panel.xaxis,
      range: [variations.length - 0.5, -0.5],
      tickvals: variations.map((_, v) => v),
      ticktext: variations.map((variation) => {
        const { label, textColour } = variationStyle(variation, variations);
        return `<span style="color:${textColour}">${label}</span>`;
      }),
      showticklabels: panel.isLeftmost,
      ticks: '',
      gridcolor: ink.grid,
    });
  });
  return {
    name: 'interventions',
    title,
    caption:
      `Rooms in which colour, texture, light or geometry alone was drawn anew. d′ is how far the output features of a cell move, in units of their spread over rooms at the same position: ` +
      `0 does not notice; √2 (dotted) is as far as to an unrelated room. ${intervalSentence(study)} n = ${countOf(rows)} cells per factor.`,
    data,
    layout: {
      ...houseLayout({ title, subtitle: 'Sensitivity d′ to one factor changed while all others are held' }, size),
      ...grid.layout,
      ...axes,
      annotations: [
        ...grid.panels.map((panel, i) => panelTitle(panel, factors[i], effects[factors[i]])),
        unrelatedName(grid.panels[0], unrelated > highest / 2 ? 'right' : 'left'),
      ],
      shapes: grid.panels.map(unrelatedRule),
    },
  };
}

function unrelatedRule({ xaxis, y }: Panel): Record<string, unknown> {
  const line = { color: ink.soft, width: 1.5, dash: 'dot' };
  return {
    type: 'line',
    layer: 'below',
    xref: xaxis,
    yref: 'paper',
    x0: unrelated,
    x1: unrelated,
    y0: y[0],
    y1: y[1],
    line,
  };
}

/** The name of the rule, on the side that has room for it. */
function unrelatedName({ xaxis, y }: Panel, xanchor: 'left' | 'right'): Record<string, unknown> {
  const place = { x: unrelated, y: y[0], xref: xaxis, yref: 'paper', xanchor, yanchor: 'bottom', showarrow: false };
  const xshift = xanchor === 'left' ? 3 : -3;
  return { text: 'another room', font: { size: fontSizes.small, color: ink.soft }, xshift, ...place };
}
