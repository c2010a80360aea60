import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { drawFigures } from '../../figures/index.js';
import { reportPage } from '../../src/report/index.js';
import type { Study } from '../../src/study/types.js';
import { syntheticStudy } from '../figures/synthetic-study.js';

/** A still that takes no time to draw. */
const still =
  '<svg xmlns="http://www.w3.org/2000/svg" width="960" height="400"><rect width="960" height="400" fill="#ddd"/></svg>';

/** The page of a study with its figures, their stills left empty. */
export function pageOf(study: Study): Promise<string> {
  return reportPage(
    study,
    drawFigures(study).map((figure) => ({ figure, svg: still })),
  );
}

/** Writes the page of an invented study for the suite that calls it, and gives its address. */
export function usePage(change: (study: Study) => Study = (study) => study): () => string {
  let folder: string;
  before(async function write() {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-page-'));
    fs.writeFileSync(path.join(folder, 'page.html'), await pageOf(change(syntheticStudy({ folder }))));
  });
  after(() => fs.rmSync(folder, { recursive: true }));
  return () => pathToFileURL(path.join(folder, 'page.html')).href;
}
