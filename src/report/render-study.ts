import * as fs from 'node:fs';
import * as path from 'node:path';
import { drawFigures } from '../../figures/index.js';
import { renderFigure } from '../plot/index.js';
import type { Study } from '../study/types.js';
import { throwIfAborted } from '../support/errors.js';
import { writeFileAtomic, writeJson } from '../support/files.js';
import { progress } from '../support/progress.js';
import { galleryPage } from './gallery-page.js';

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
  { out, signal }: { out?: string; signal?: AbortSignal } = {},
): Promise<Study> {
  const folder = out ?? study.folder;
  const figureFolder = out === undefined ? 'figures' : '';
  const drawn = drawFigures(study);
  const task = progress().start('figures', drawn.length);
  try {
    for (const [i, figure] of drawn.entries()) {
      throwIfAborted(signal);
      await renderFigure(figure, path.join(folder, figureFolder));
      task.update(i + 1, figure.name);
    }
  } finally {
    task.finish();
  }
  const studyFiles = out === undefined ? ['study.json', 'rows.jsonl'] : [];
  const listed = drawn.map(({ name }) => path.posix.join(figureFolder, `${name}.svg`));
  const result = { ...study.result, figures: listed };
  const rendered: Study = { folder: study.folder, result, rows: study.rows, panels: study.panels };
  writeFileAtomic(path.join(folder, 'index.html'), galleryPage(rendered, { figures: drawn, figureFolder, studyFiles }));
  const file = path.join(study.folder, 'study.json');
  if (out === undefined && fs.existsSync(file)) writeJson(file, result);
  return rendered;
}
