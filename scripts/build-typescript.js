import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';

const sourceFolders = ['src', 'data-loaders', 'figures', 'test', 'bench'];

/**
 * Compiles TypeScript into `dist`, unless its sources are the ones of the last time. Outputs whose source is gone are
 * deleted, so that no test of a removed file runs.
 * @param {string} root folder of tsconfig.json
 * @param {(line: string) => void} say
 * @returns {boolean} false when the compiler found an error (it has printed it)
 */
export function buildTypeScript(root, say) {
  const stamp = path.join(root, 'dist', '.sources');
  const sources = sourceFolders.flatMap((folder) => typescriptFiles(path.join(root, folder)));
  const state = fingerprint([...sources, path.join(root, 'tsconfig.json'), path.join(root, 'package-lock.json')]);
  const complete = fs.existsSync(path.join(root, 'dist', 'src', 'index.js'));
  if (complete && fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === state) return true;
  // The compiler's own notes are in dist, too: an incomplete one would not be filled up.
  if (!complete) fs.rmSync(path.join(root, 'dist'), { recursive: true, force: true });

  const began = Date.now();
  deleteOrphans(root, new Set(sources));
  const compiler = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  if (!fs.existsSync(compiler)) {
    say('the packages are not installed; run `npm ci` first');
    return false;
  }
  // Standard output belongs to the command that is being served: the compiler's goes to standard error.
  const { status } = spawnSync(process.execPath, [compiler, '-p', root], { stdio: ['ignore', 2, 2] });
  if (status !== 0) {
    say('TypeScript found errors (above); mend them and run again');
    return false;
  }
  fs.writeFileSync(stamp, state);
  say(`TypeScript compiled in ${((Date.now() - began) / 1000).toFixed(1)} s`);
  return true;
}

function typescriptFiles(folder) {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true })
    .map(String)
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .map((file) => path.join(folder, file));
}

function fingerprint(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const { mtimeMs, size } = fs.statSync(file);
    hash.update(`${file}\0${mtimeMs}\0${size}\n`);
  }
  return hash.digest('hex');
}

function deleteOrphans(root, sources) {
  const dist = path.join(root, 'dist');
  if (!fs.existsSync(dist)) return;
  for (const file of fs.readdirSync(dist, { recursive: true }).map(String)) {
    const output = /^(.*)\.(?:js|js\.map|d\.ts)$/.exec(file);
    if (output && !sources.has(path.join(root, `${output[1]}.ts`))) fs.rmSync(path.join(dist, file));
  }
}
