import * as fs from 'node:fs';
import * as path from 'node:path';
import sharp from 'sharp';
import { packJsonLines } from '../dist/src/study/json-lines.js';
import { loadStudy } from '../dist/src/study/load.js';
import { runRecords } from '../dist/src/study/run-records.js';
import { writeFileAtomic, writeJson } from '../dist/src/support/files.js';

/**
 * Copies what figures, pages and notebooks need of a finished study into the folder `target`: `study.json`, measurements
 * and runs packed, and the pictures, with the same pixels in fewer bytes.
 */
export async function storeResults(folder, target) {
  const study = loadStudy(folder);
  fs.rmSync(target, { recursive: true, force: true });
  writeJson(path.join(target, 'study.json'), { ...study.result, figures: [] });
  writeFileAtomic(path.join(target, 'rows.jsonl.gz'), packJsonLines(study.rows));
  writeFileAtomic(path.join(target, 'runs.jsonl.gz'), packJsonLines(runRecords(study)));
  writeJson(path.join(target, 'panels', 'panels.json'), study.panels);
  for (const file of new Set(study.panels.map((panel) => panel.file)))
    writeFileAtomic(path.join(target, file), await repacked(fs.readFileSync(path.join(folder, file))));
}

/** The smallest of a PNG as it is and compressed anew, with row filters and without. */
async function repacked(png) {
  const anew = await Promise.all(
    [true, false].map((adaptiveFiltering) => sharp(png).png({ compressionLevel: 9, adaptiveFiltering }).toBuffer()),
  );
  return [png, ...anew].reduce((smallest, one) => (one.length < smallest.length ? one : smallest));
}
