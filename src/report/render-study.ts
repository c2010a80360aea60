import * as fs from 'node:fs';
import * as path from 'node:path';
import { drawFigures } from '../../figures/index.js';
import type { Study } from '../study/types.js';
import { defaultSignal } from '../support/default-signal.js';
import { readText, writeFileAtomic, writeJson } from '../support/files.js';
import { reportPage } from './page/report-page.js';
import { renderFigures, type FigureFiles, type RenderFiguresOptions } from './render-figures.js';

/** Options of {@link renderStudy}. */
export interface RenderStudyOptions extends Pick<RenderFiguresOptions, 'themes' | 'sizes' | 'signal'> {
  out?: string;
}

/** A study with the files of its figures. */
export interface RenderedStudy extends Study {
  drawn: FigureFiles[];
}

/**
 * Draws the figures of a study and the page that shows them, and returns the study with its list of figures.
 *
 * Without `out` the page is `index.html` of the study's own folder, the figures lie in its `figures/`, and `study.json`
 * lists them; otherwise page and figures lie in `out` and the study stays as it is.
 *
 * Throws WorkError naming the figure that cannot be drawn or the file that cannot be written, InterruptedError after `signal`.
 */
export async function renderStudy(
  study: Study,
  { out, signal = defaultSignal(), ...options }: RenderStudyOptions = {},
): Promise<RenderedStudy> {
  const folder = out ?? study.folder;
  const figureFolder = out === undefined ? 'figures' : '';
  const drawn = drawFigures(study);
  const drawnFiles = await renderFigures(study, path.join(folder, figureFolder), { ...options, signal });
  const listed = drawn.map(({ name }) => path.posix.join(figureFolder, `${name}.svg`));
  const result = { ...study.result, figures: listed };
  const { rows, panels } = study;
  const rendered: RenderedStudy = { folder: study.folder, result, rows, panels, drawn: drawnFiles };
  const svgOf = (name: string): string => readText(path.join(folder, figureFolder, `${name}.svg`));
  const stills = drawn.map((figure) => ({ figure, svg: svgOf(figure.name) }));
  writeFileAtomic(path.join(folder, 'index.html'), await reportPage(rendered, stills));
  const file = path.join(study.folder, 'study.json');
  if (out === undefined && fs.existsSync(file)) writeJson(file, result);
  return rendered;
}
