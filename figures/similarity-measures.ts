import {
  figureWidth,
  fontSizes,
  formatInterval,
  formatNumber,
  houseAxis,
  houseLayout,
  ink,
  variationStyle,
  type Figure,
  type Trace,
} from '../src/plot/index.js';
import type { Compared } from '../src/similarity/index.js';
import { topLegend } from './legend.js';

export interface SimilarityMeasuresOptions {
  title?: string;
  /** Of how many samples, and what was resampled. */
  caption: string;
  /** The variation whose colour and mark a pair has, by the name of the pair; by its own name where omitted. */
  like?: Readonly<Record<string, string>>;
}

/**
 * Several pairs of features by many measures on one axis, from unrelated (0, samples in random order) to identical (1).
 *
 * @param pairs what `compareFeatures` gives, by the name of the pair
 */
export function similarityMeasures(
  pairs: Readonly<Record<string, readonly Compared[]>>,
  { title = 'Alike by which measure?', caption, like = {} }: SimilarityMeasuresOptions,
): Figure {
  const names = Object.keys(pairs);
  const measures = [...new Set(names.flatMap((name) => pairs[name].map(({ measure }) => measure)))];
  const styles = names.map((name) => like[name] ?? name);
  const spread = 0.66 / Math.max(1, names.length);
  const data = names.map((name, i): Trace => {
    const { colour, symbol } = variationStyle(styles[i], styles);
    const compared = pairs[name];
    return {
      type: 'scatter',
      mode: 'markers',
      name,
      x: compared.map(({ calibrated }) => calibrated),
      y: compared.map(({ measure }) => measures.indexOf(measure) + spread * (i - (names.length - 1) / 2)),
      error_x: {
        type: 'data',
        symmetric: false,
        array: compared.map(({ calibrated, calibratedInterval: [, high] }) => high - calibrated),
        arrayminus: compared.map(({ calibrated, calibratedInterval: [low] }) => calibrated - low),
        color: colour,
        thickness: 1.5,
        width: 3,
      },
      marker: { color: colour, symbol, size: 9 },
      text: compared.map(
        ({ measure, value, interval }) => `${measure} ${formatNumber(value)} ${formatInterval(interval)}`,
      ),
      hovertemplate: '%{text}<extra>%{fullData.name}</extra>',
    };
  });
  const height = 150 + 40 * measures.length;
  return {
    name: 'similarity-measures',
    title,
    caption,
    data,
    layout: {
      ...houseLayout({ title, subtitle: 'Each measure between its value of unrelated and of identical features' }),
      width: figureWidth,
      height,
      margin: { l: 150, r: 24, t: 96, b: 52, autoexpand: false, pad: 0 },
      ...topLegend(56, height, figureWidth),
      xaxis: houseAxis({ title: 'share of the way from unrelated to identical', range: [-0.1, 1.04], zeroline: true, zerolinecolor: ink.line }), // prettier-ignore
      yaxis: houseAxis({
        tickvals: measures.map((_, i) => i),
        ticktext: measures,
        range: [measures.length - 0.4, -0.6],
        ticks: '',
        showgrid: false,
        showline: false,
        tickfont: { size: fontSizes.text, color: ink.text },
      }),
    },
  };
}
