import { createRequire } from 'node:module';
import * as path from 'node:path';
import type { MimeBundle } from './nbformat.js';

/** What tslab sends as `display_data`, or as an update of the display with the same id. */
interface DisplayData {
  data: MimeBundle;
  metadata: Record<string, unknown>;
  transient: { display_id?: string };
}

type DisplayWriter = (content: DisplayData, update: boolean) => void;

export interface ShowOptions {
  metadata?: Record<string, unknown>;
  /** A display of this name can be replaced later. */
  id?: string;
  /** Replaces the display with this id instead of adding one. */
  update?: boolean;
}

/** Whether this code runs in a cell of a tslab notebook. */
export function inNotebook(): boolean {
  return displayWriter() !== undefined;
}

/** Something that stays the same while one cell runs and is another for the next cell; undefined outside a notebook. */
export function currentCell(): unknown {
  return displayWriter();
}

/** Shows a bundle below the running cell; outside a notebook its `text/plain` goes to standard output. */
export function showBundle(data: MimeBundle, { metadata = {}, id, update = false }: ShowOptions = {}): void {
  const write = displayWriter();
  if (write) write({ data, metadata, transient: id === undefined ? {} : { display_id: id } }, update);
  else process.stdout.write(`${data['text/plain'] ?? Object.keys(data).join(', ')}\n`);
}

/**
 * The kernel's own writer. tslab's public `display` sends one media type at a time; a bundle that offers several needs
 * the function below it, which lives in the module of whichever tslab runs this kernel, local or global.
 */
function displayWriter(): DisplayWriter | undefined {
  if (!('__tslab__' in globalThis)) return undefined;
  const file = path.join('tslab', 'dist', 'jupyter.js');
  for (const module of Object.values(createRequire(import.meta.url).cache)) {
    if (!module?.filename.endsWith(file)) continue;
    const { lastWriteDisplayData } = module.exports as { lastWriteDisplayData?: DisplayWriter | null };
    if (lastWriteDisplayData) return lastWriteDisplayData;
  }
  return undefined;
}
