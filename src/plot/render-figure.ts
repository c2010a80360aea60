import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { makeFolder, writeFileAtomic } from '../support/files.js';
import type { Figure } from './figure.js';
import { figureCsv } from './figure-csv.js';
import { figurePage, pageFonts, pagePlotly } from './figure-page.js';
import { plotlyBundle } from './plotly-window.js';
import { renderPdf } from './render-pdf.js';
import { renderPng } from './render-png.js';
import { renderSvg } from './render-svg.js';
import { columnWidthPoints } from './style.js';
import { inTheme, type Theme } from './theme.js';

/** The forms of a figure, by the endings of their files. */
export const figureFormats = ['json', 'csv', 'html', 'svg', 'png', 'pdf'] as const;
/** A form in which a figure is written. */
export type FigureFormat = (typeof figureFormats)[number];

/** Forms that follow their reader's theme or know none: written once, whatever the theme. */
const withoutTheme: readonly FigureFormat[] = ['json', 'csv', 'html'];

/** Options of {@link renderFigure}. */
export interface RenderFigureOptions<Format extends FigureFormat = FigureFormat> {
  /** Forms to write; all when omitted. */
  formats?: readonly Format[];
  /** Of `.svg`, `.png` and `.pdf`, whose names end in `-dark` then; light when omitted. */
  theme?: Theme;
}

/** Paths of the files of a rendered figure, by format. */
export type RenderedFigure<Format extends FigureFormat = FigureFormat> = Record<Format, string>;

/**
 * Writes a figure into a folder as `<name>.json` (Plotly), `.csv` (its numbers), `.html` (interactive, offline, light or
 * dark as the reader has it), `.svg`, `.png` (twice the size in pixels) and `.pdf`, and puts what the page needs beside
 * them. A figure of column width is called `<name>-column`; its numbers are the same.
 *
 * Throws WorkError when the figure cannot be drawn or written.
 */
export async function renderFigure<Format extends FigureFormat = FigureFormat>(
  figure: Figure,
  folder: string,
  { formats = figureFormats as readonly FigureFormat[] as readonly Format[], theme = 'light' }: RenderFigureOptions<Format> = {}, // prettier-ignore
): Promise<RenderedFigure<Format>> {
  const isColumn = figure.size === 'column';
  const drawn = formats.some((format) => !withoutTheme.includes(format));
  const svg = drawn ? await renderSvg(inTheme(figure, theme)) : '';
  makeFolder(folder);
  const content: Record<FigureFormat, () => string | Uint8Array | Promise<Uint8Array>> = {
    json: () => `${JSON.stringify(figure, null, 2)}\n`,
    csv: () => figureCsv(figure),
    html: () => figurePage(figure),
    svg: () => svg,
    png: () => renderPng(svg, isColumn ? 3 : 2),
    pdf: () => renderPdf(svg, isColumn ? columnWidthPoints : undefined),
  };
  if ((formats as readonly FigureFormat[]).includes('html')) copyPageFiles(folder);
  const files = {} as RenderedFigure<Format>;
  for (const format of formats) {
    const suffix = theme === 'dark' && !withoutTheme.includes(format) ? '-dark' : '';
    const name = isColumn && format !== 'csv' ? `${figure.name}-column` : figure.name;
    files[format] = path.join(folder, `${name}${suffix}.${format}`);
    writeFileAtomic(files[format], await content[format]());
  }
  return files;
}

function copyPageFiles(folder: string): void {
  const { resolve } = createRequire(import.meta.url);
  const copy = (source: string, name: string): void => {
    const target = path.join(folder, name);
    if (!fs.existsSync(target)) writeFileAtomic(target, fs.readFileSync(source));
  };
  copy(plotlyBundle(), pagePlotly);
  for (const { file } of pageFonts) copy(resolve(`@fontsource/open-sans/files/${file}`), file);
}
