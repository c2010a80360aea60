import * as path from 'node:path';
import type { Picture } from '../../data-loaders/picture.js';
import type { Sample } from '../../data-loaders/sample.js';
import { writePng } from '../formats/index.js';
import { writeFileAtomic } from '../support/files.js';
import type { RunResult } from './store.js';

export type RunPanel = RunResult['panels'][number];

/** Writes a picture of a sample into the folder of a run; its name says what it shows. */
export function writePanel(
  folder: string,
  { id }: Pick<Sample, 'id'>,
  { width, height, rgb }: Picture,
  shown: Pick<RunPanel, 'kind' | 'corruption' | 'severity'>,
): RunPanel {
  const { kind, corruption, severity } = shown;
  const name = [id, kind, ...(corruption === undefined ? [] : [corruption, severity])].join('-');
  const file = `${name.replaceAll(/[^\w-]+/g, '-')}.png`;
  writeFileAtomic(path.join(folder, file), writePng({ width, height, channels: 3, values: rgb }));
  return { ...shown, sample: id, file };
}
