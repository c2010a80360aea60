/**
 * Makes a clone ready to run: compiles TypeScript when a source has changed, and installs native TensorFlow.
 * `npm start` and `npm test` call it, since no package runs code of its own at install time.
 *
 *     node scripts/setup.js                   both; costs a moment when nothing changed
 *     node scripts/setup.js native [--cuda]   native TensorFlow only, with NVIDIA's libraries when asked
 */
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildTypeScript } from './build-typescript.js';
import { installNative } from './native/install.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const say = (line) => console.error(`setup: ${line}`);

const args = process.argv.slice(2);
const unknown = args.filter((arg) => arg !== 'native' && arg !== '--cuda');
if (unknown.length > 0) {
  say(`unknown argument ${unknown[0]}; expected: node scripts/setup.js [native [--cuda]]`);
  process.exitCode = 2;
} else {
  if (!args.includes('native') && !buildTypeScript(root, say)) process.exitCode = 1;
  say(await installNative({ root, cuda: args.includes('--cuda'), say }));
}
