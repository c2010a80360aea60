import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { makeFolder, writeFileAtomic, writeJson } from '../support/files.js';
import type { Figure } from './figure.js';
import { figurePage, pageFonts, pagePlotly } from './figure-page.js';
import { plotlyBundle } from './plotly-window.js';
import { renderPng } from './render-png.js';
import { renderSvg } from './render-svg.js';

/** Paths of the files of a rendered figure. */
export interface RenderedFigure {
  json: string;
  html: string;
  svg: string;
  png: string;
}

/**
 * Writes a figure into a folder as `<name>.json` (Plotly), `.html` (interactive, offline), `.svg` and `.png` (twice the
 * size in pixels), and puts what the pages need beside them.
 *
 * Throws WorkError when the figure cannot be drawn or written.
 */
export async function renderFigure(figure: Figure, folder: string): Promise<RenderedFigure> {
  const svg = await renderSvg(figure);
  const png = await renderPng(svg);
  makeFolder(folder);
  copyPageFiles(folder);
  const file = (ending: string): string => path.join(folder, `${figure.name}.${ending}`);
  const files = { json: file('json'), html: file('html'), svg: file('svg'), png: file('png') };
  writeJson(files.json, figure);
  writeFileAtomic(files.html, figurePage(figure));
  writeFileAtomic(files.svg, svg);
  writeFileAtomic(files.png, png);
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
