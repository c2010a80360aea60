import type { Command } from 'commander';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { cacheFolder } from '../support/files.js';
import { jsonOption, printJson } from './options.js';

interface CacheEntry {
  name: string;
  files: number;
  megabytes: number;
}

/** `cache list|clear`: what can be made again, and what it costs. */
export function addCacheCommand(program: Command): void {
  const cache = program.command('cache').description('what is kept to save work, and what it costs');
  cache
    .command('list')
    .description('list the folders of the cache with their sizes')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  npx alignscope cache list')
    .action((options: { json?: boolean }) => {
      const folder = cacheFolder();
      const entries = listCache(folder);
      if (options.json) return printJson({ folder, entries });
      console.log(`${folder}`);
      if (entries.length === 0) console.log('  empty');
      for (const { name, files, megabytes } of entries)
        console.log(`  ${name.padEnd(24)} ${String(files).padStart(7)} files ${megabytes.toFixed(1).padStart(9)} MB`);
    });
  cache
    .command('clear')
    .argument('[name]', 'one folder of the cache; all but the native libraries when omitted')
    .description('delete cached data; it is made again when needed')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  npx alignscope cache clear rooms')
    .action((name: string | undefined, options: { json?: boolean }) => {
      const folder = cacheFolder();
      const chosen = listCache(folder).filter((entry) =>
        name === undefined ? entry.name !== 'native' : entry.name === name,
      );
      for (const entry of chosen) fs.rmSync(path.join(folder, entry.name), { recursive: true, force: true });
      const megabytes = chosen.reduce((sum, entry) => sum + entry.megabytes, 0);
      if (options.json) printJson({ folder, cleared: chosen.map((entry) => entry.name), megabytes });
      else
        console.log(
          `Cleared ${chosen.map((entry) => entry.name).join(', ') || 'nothing'} (${megabytes.toFixed(1)} MB).`,
        );
    });
}

function listCache(folder: string): CacheEntry[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const inside = fs.readdirSync(path.join(folder, name), { recursive: true, withFileTypes: true });
      const files = inside.filter((entry) => entry.isFile());
      const bytes = files.reduce((sum, file) => sum + fs.lstatSync(path.join(file.parentPath, file.name)).size, 0);
      return { name, files: files.length, megabytes: bytes / 1e6 };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
