import * as path from 'node:path';
import { readJson } from '../support/files.js';
import { packageRoot } from '../support/package.js';
import type { Encoder } from './encoder.js';
import { loadEncoder } from './encoder-file.js';

/** Files of the encoders that come with this package, by variation: one run each, see `zoo/zoo.json`. */
export function zooFiles(): Record<string, string> {
  const zoo = path.join(packageRoot(), 'zoo');
  const { encoders } = readJson<{ encoders: Record<string, { file: string }> }>(path.join(zoo, 'zoo.json'));
  return Object.fromEntries(Object.entries(encoders).map(([name, { file }]) => [name, path.join(zoo, file)]));
}

/** The encoders of {@link zooFiles}; start a backend before, and dispose of them afterwards. */
export async function loadZoo(): Promise<Record<string, Encoder>> {
  const loaded: Record<string, Encoder> = {};
  for (const [name, file] of Object.entries(zooFiles())) loaded[name] = (await loadEncoder(file)).encoder;
  return loaded;
}
