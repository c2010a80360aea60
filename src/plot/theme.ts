import type { Figure } from './figure.js';
import { darkColours } from './dark-colours.js';
import { recolour } from './recolour.js';

/** Dark ink on white, or the same figure in light ink on black. */
export type Theme = 'light' | 'dark';

/** The themes in which figures are drawn. */
export const themes: readonly Theme[] = ['light', 'dark'];

/**
 * The figure in a theme. Figures are composed in light colours; every colour of the house has a counterpart on a dark
 * ground, wherever it stands: in traces, axes and the markup of texts. Other colours stay as they are.
 */
export function inTheme(figure: Figure, theme: Theme): Figure {
  if (theme === 'light') return figure;
  const { data, layout } = figure;
  return { ...figure, ...(recolour({ data, layout }, darkColours) as Pick<Figure, 'data' | 'layout'>) };
}
