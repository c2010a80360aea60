import { colormaps } from '../image/colormap.js';

/** How a pretraining variation looks in every figure: one colour, one mark, one name. */
export interface VariationStyle {
  label: string;
  colour: string;
  /** The same hue, dark enough for small letters on white. */
  textColour: string;
  /** Plotly marker symbol, so that the variations differ without colour too. */
  symbol: string;
}

/** Fixed for the four variations, told apart with any colour vision (after Okabe & Ito, 2008). */
const variationStyles: Record<string, VariationStyle> = {
  none: { label: 'none', colour: '#6f7378', textColour: '#6f7378', symbol: 'circle' },
  'cross-view': { label: 'cross-view', colour: '#0072b2', textColour: '#0072b2', symbol: 'square' },
  'cross-modal': { label: 'cross-modal', colour: '#d55e00', textColour: '#b94f00', symbol: 'diamond' },
  'cross-view+cross-modal': { label: 'both', colour: '#009e73', textColour: '#007d5b', symbol: 'triangle-up' },
};

/** Colours for variations beyond the four, taken in the order in which they appear. */
const spareColours = ['#cc79a7', '#7a5195', '#8c6d31', '#56b4e9'];
const spareTextColours = ['#a8507f', '#7a5195', '#8c6d31', '#1f78ad'];
const spareSymbols = ['cross', 'star', 'pentagon', 'hexagon'];

/** The style of a variation among all that a figure shows. */
export function variationStyle(variation: string, all: readonly string[]): VariationStyle {
  const fixed = variationStyles[variation];
  if (fixed) return fixed;
  const index = all.filter((name) => !(name in variationStyles)).indexOf(variation);
  const i = Math.max(0, index) % spareColours.length;
  return { label: variation, colour: spareColours[i], textColour: spareTextColours[i], symbol: spareSymbols[i] };
}

/** Puts the four variations first, in their usual order, and the others behind. */
export function orderVariations(variations: Iterable<string>): string[] {
  const known = Object.keys(variationStyles);
  const all = [...new Set(variations)];
  return [...known.filter((name) => all.includes(name)), ...all.filter((name) => !known.includes(name))];
}

/** Colours that say what a verdict is, told apart with any colour vision. */
export const verdictColours = {
  supported: '#1a7f4b',
  contradicted: '#a3161e',
  equivalent: '#4b5fa5',
  inconclusive: '#8a7200',
  'not-measurable': '#6f7378',
} as const;

/** Ink, from text to the faintest line, on paper. */
export const ink = {
  paper: '#ffffff',
  text: '#1f2328',
  soft: '#59636e',
  line: '#c9d1d9',
  grid: '#eceff2',
  band: '#f4f5f7',
} as const;

/** Plotly colour scale for values from nothing to all: viridis. */
export const sequentialScale: [number, string][] = colormaps.viridis.points.map((colour, i, all) => [
  i / (all.length - 1),
  colour,
]);

/** The colour `#rrggbb` with an opacity, as CSS. */
export function withOpacity(colour: string, opacity: number): string {
  const value = parseInt(colour.slice(1), 16);
  return `rgba(${value >> 16},${(value >> 8) & 255},${value & 255},${opacity})`;
}
