import type { Command } from 'commander';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { InputError } from '../support/errors.js';
import { cacheFolder } from '../support/files.js';
import { examples, jsonOption, printJson } from './options.js';

/** One folder of the cache. */
interface CacheEntry {
  name: string;
  files: number;
  megabytes: number;
}

/** Native TensorFlow: setup made it, and only setup makes it again. */
const native = 'native';

/** `cache list|clear`: what can be made again, and what it costs. */
export function defineCache(cache: Command): void {
  cache
    .command('list')
    .description('list the folders of the cache with their sizes')
    .addOption(jsonOption())
    .addHelpText('after', examples('cache list'))
    .action(list);
  cache
    .command('clear')
    .argument('[name]', `one folder of the cache; all but ${native} when omitted`)
    .description('delete cached data; it is made again when needed')
    .addOption(jsonOption())
    .addHelpText('after', examples('cache clear rooms'))
    .action(clear);
}

function list({ json }: { json?: boolean }): void {
  const folder = cacheFolder();
  const entries = cacheEntries(folder);
  if (json) return printJson({ folder, entries });
  console.log(folder);
  if (entries.length === 0) console.log('  empty');
  for (const { name, files, megabytes } of entries)
    console.log(`  ${name.padEnd(24)} ${String(files).padStart(7)} files ${megabytes.toFixed(1).padStart(9)} MB`);
}

function clear(name: string | undefined, { json }: { json?: boolean }): void {
  const folder = cacheFolder();
  const entries = cacheEntries(folder);
  const chosen = entries.filter((entry) => (name === undefined ? entry.name !== native : entry.name === name));
  if (name !== undefined && chosen.length === 0)
    throw new InputError(
      `The cache ${folder} has no folder ${name}; it has ${entries.map((entry) => entry.name).join(', ') || 'none'}.`,
    );
  for (const entry of chosen) fs.rmSync(path.join(folder, entry.name), { recursive: true, force: true });
  const cleared = chosen.map((entry) => entry.name);
  const megabytes = chosen.reduce((sum, entry) => sum + entry.megabytes, 0);
  if (json) printJson({ folder, cleared, megabytes });
  else console.log(`Cleared ${cleared.join(', ') || 'nothing'} (${megabytes.toFixed(1)} MB).`);
}

function cacheEntries(folder: string): CacheEntry[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ name, ...size(path.join(folder, name)) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Files that another process removes meanwhile count nothing. */
function size(folder: string): { files: number; megabytes: number } {
  const sizes = fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((file) => fs.lstatSync(path.join(file.parentPath, file.name), { throwIfNoEntry: false })?.size ?? 0);
  return { files: sizes.length, megabytes: sizes.reduce((sum, bytes) => sum + bytes, 0) / 1e6 };
}
