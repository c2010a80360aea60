import * as path from 'node:path';
import { drawFigures } from '../../figures/index.js';
import { renderSvg } from '../plot/index.js';
import type { Study } from '../study/types.js';
import { defaultSignal } from '../support/default-signal.js';
import { throwIfAborted } from '../support/errors.js';
import { makeFolder, writeFileAtomic } from '../support/files.js';
import { progress } from '../support/progress.js';
import type { DrawnFigure } from './page/figures-section.js';
import { reportPage } from './page/report-page.js';

/**
 * Draws the figures of a study and writes its page, one self-contained file of HTML; returns the file's size in bytes.
 *
 * Throws WorkError naming the figure that cannot be drawn or the file that cannot be written, InterruptedError after `signal`.
 */
export async function writeReport(
  study: Study,
  file: string,
  { signal = defaultSignal() }: { signal?: AbortSignal } = {},
): Promise<number> {
  // Drawing takes a while: a place that cannot be written to is said beforehand.
  makeFolder(path.dirname(file));
  const figures = drawFigures(study);
  const drawn: DrawnFigure[] = [];
  const task = progress().start('figures', figures.length);
  try {
    for (const [i, figure] of figures.entries()) {
      throwIfAborted(signal);
      drawn.push({ figure, svg: await renderSvg(figure) });
      task.update(i + 1, figure.name);
    }
  } finally {
    task.finish();
  }
  const page = await reportPage(study, drawn);
  writeFileAtomic(file, page);
  return Buffer.byteLength(page);
}
