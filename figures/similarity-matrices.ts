import {
  figureWidth,
  fontSizes,
  formatNumber,
  houseLayout,
  ink,
  panelGrid,
  panelTitle,
  sequentialScale,
  type Figure,
  type Trace,
} from '../src/plot/index.js';

/** Similarities of the layers of two encoders. */
export interface SimilarityPanel {
  title: string;
  /** Names of the layers of the first encoder, from input to output. */
  rows: readonly string[];
  columns: readonly string[];
  /** [rows][columns], as `streamingCka` gives them. */
  values: readonly (readonly number[])[];
}

export interface SimilarityMatricesOptions {
  title?: string;
  subtitle?: string;
  /** What is shown, of how many samples. */
  caption: string;
  /** Panels side by side. */
  columns?: number;
}

/** One matrix a pair of encoders: how alike each layer of one is to each of the other, 0 dark and 1 bright. */
export function similarityMatrices(
  panels: readonly SimilarityPanel[],
  {
    title = 'How alike the layers are',
    subtitle = 'Debiased linear CKA: 1 alike, 0 unrelated',
    caption,
    columns = Math.min(3, panels.length),
  }: SimilarityMatricesOptions,
): Figure {
  const grid = panelGrid({
    count: panels.length,
    columns,
    width: figureWidth,
    panelHeight: columns === 1 ? 420 : columns === 2 ? 320 : 226,
    gapX: 44,
    gapY: 62,
    margin: { l: 56, r: 84, t: 100, b: 44 },
  });
  const axes: Record<string, unknown> = {};
  const data = grid.panels.map((panel, i): Trace => {
    const { rows, columns: across, values } = panels[i];
    const axis = { type: 'category', showgrid: false, ticks: '', tickfont: { size: fontSizes.small, color: ink.text } };
    axes[panel.xaxisKey] = { ...axis, domain: panel.x, anchor: panel.yaxis };
    axes[panel.yaxisKey] = { ...axis, domain: panel.y, anchor: panel.xaxis, autorange: 'reversed' };
    return {
      type: 'heatmap',
      xaxis: panel.xaxis,
      yaxis: panel.yaxis,
      x: across,
      y: rows,
      z: values,
      text: values.map((line) => line.map((value) => formatNumber(value))),
      texttemplate: '%{text}',
      textfont: { size: fontSizes.small },
      hovertemplate: '%{y} – %{x}: %{z:.3f}<extra></extra>',
      zmin: 0,
      zmax: 1,
      colorscale: sequentialScale,
      xgap: 1,
      ygap: 1,
      showscale: i === 0,
      ...(i === 0 ? { colorbar } : {}),
    };
  });
  return {
    name: 'similarity-matrices',
    title,
    caption,
    data,
    layout: {
      ...houseLayout({ title, subtitle }),
      ...grid.layout,
      ...axes,
      annotations: grid.panels.map((panel, i) => panelTitle(panel, panels[i].title)),
    },
  };
}

const colorbar = {
  thickness: 12,
  outlinewidth: 0,
  tickvals: [0, 0.5, 1],
  tickfont: { size: fontSizes.small, color: ink.soft },
  len: 176,
  lenmode: 'pixels',
  x: 1.02,
  y: 1,
  yanchor: 'top',
};
