import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Panel, Study } from '../src/study/types.js';

/** A stored picture as a data URI; undefined when its file is gone. */
export function readImage(study: Study, panel: Panel): string | undefined {
  const file = path.join(study.folder, panel.file);
  return fs.existsSync(file) ? `data:image/png;base64,${fs.readFileSync(file).toString('base64')}` : undefined;
}

/** Height over width of the stored pictures, from the header of the first PNG; 3:4 when its file is gone. */
export function aspectRatio({ folder, panels }: Study): number {
  const file = path.join(folder, panels[0].file);
  if (!fs.existsSync(file)) return 0.75;
  const header = fs.readFileSync(file).subarray(16, 24);
  return header.readUInt32BE(4) / header.readUInt32BE(0);
}
