import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { renderFigures } from '../dist/src/report/index.js';

/**
 * Draws every figure of a study in every form, theme and size, and puts into the folder `target` what pages show of them
 * (`.png`, `-dark.png`) and their numbers (`.csv`), with the hashes of all their files as `SHA256SUMS`. Returns the
 * figures with title and caption.
 */
export async function publishFigures(study, target) {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-publish-'));
  const drawn = await renderFigures(study, scratch, { themes: ['light', 'dark'], sizes: ['wide', 'column'] });
  fs.rmSync(target, { recursive: true, force: true });
  fs.mkdirSync(target, { recursive: true });
  const files = drawn.flatMap((figure) => figure.files).sort();
  for (const file of files)
    if (/(?<!-column(-dark)?)\.(png|csv)$/.test(file)) fs.copyFileSync(file, path.join(target, path.basename(file)));
  const sums = files.map((file) => `${sha256(file)}  ${path.basename(file)}\n`);
  fs.writeFileSync(path.join(target, 'SHA256SUMS'), sums.join(''));
  fs.rmSync(scratch, { recursive: true });
  return drawn;
}

function sha256(file) {
  return createHash('sha256').update(fs.readFileSync(file)).digest('hex');
}
