import type { FigureSize } from './figure.js';
import { ink } from './palette.js';

/** First the family that figures are measured and drawn with (see `Typeface`), then what a browser may have. */
export const fontFamily = '"Open Sans", "Segoe UI", Helvetica, Arial, sans-serif';

/** Sizes in pixels for a figure 960 pixels wide, which a README shows at about nine tenths of that. */
export const fontSizes = { title: 19, subtitle: 14, panel: 14, text: 13, small: 12 } as const;

/** Width of a figure in pixels unless it needs another. */
export const figureWidth = 960;

/** Width of a figure in pixels by its size. A column's are printed 8.5 cm wide, where 12 pixels are letters of 7.2 points. */
export const figureWidths: Readonly<Record<FigureSize, number>> = { wide: figureWidth, column: 400 };

/** Width of one column of a page: 8.5 cm in points. */
export const columnWidthPoints = (8.5 / 2.54) * 72;

/**
 * What every figure's layout has in common. `title` and `subtitle` are Plotly markup and stand at the upper left, but for
 * a column, where they are left to the words around it.
 */
export function houseLayout(
  { title, subtitle }: { title: string; subtitle?: string },
  size: FigureSize = 'wide',
): Record<string, unknown> {
  return {
    template: { layout: {} },
    font: { family: fontFamily, size: fontSizes.text, color: ink.text },
    ...(size === 'wide' ? { title: houseTitle(title, subtitle) } : {}),
    paper_bgcolor: ink.paper,
    plot_bgcolor: ink.paper,
    showlegend: false,
    hoverlabel: { font: { family: fontFamily } },
  };
}

function houseTitle(title: string, subtitle: string | undefined): Record<string, unknown> {
  return {
    text: `<b>${title}</b>${subtitle === undefined ? '' : `<br>${quietText(subtitle, fontSizes.subtitle)}`}`,
    font: { size: fontSizes.title },
    x: 0,
    xref: 'container',
    xanchor: 'left',
    y: 1,
    yref: 'container',
    yanchor: 'top',
    // Plotly hangs one line lower than the first of two.
    pad: { l: 16, t: subtitle === undefined ? 8 : 22 },
  };
}

/** What every axis has in common: a quiet line, quiet ticks, a grid one can overlook. `title` is its name with unit. */
export function houseAxis({
  title,
  ...options
}: {
  title?: string;
  [attribute: string]: unknown;
}): Record<string, unknown> {
  return {
    showline: true,
    linecolor: ink.line,
    ticks: 'outside',
    ticklen: 4,
    tickcolor: ink.line,
    tickfont: { size: fontSizes.small, color: ink.soft },
    gridcolor: ink.grid,
    zeroline: false,
    ...(title === undefined
      ? {}
      : { title: { text: title, standoff: 8, font: { size: fontSizes.text, color: ink.soft } } }),
    ...options,
  };
}

/** Text made fit for Plotly's markup: `<` and `&` of data must not become tags. */
export function plainText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** Words that stand back, as Plotly markup. */
export function quietText(markup: string, size: number = fontSizes.small): string {
  return `<span style="font-size:${size}px;color:${ink.soft}">${markup}</span>`;
}

/** Coloured words as Plotly markup: a name that is its own legend. */
export function colouredText(text: string, colour: string): string {
  return `<span style="color:${colour}"><b>${plainText(text)}</b></span>`;
}

/** Text with line breaks, so that no line has more than `most` letters where that can be. */
export function wrapText(text: string, most: number): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join('<br>');
}
