#!/usr/bin/env node
// Runs in a fresh clone: compiles TypeScript first when that has not been done.
import * as fs from 'node:fs';
import { fileURLToPath } from 'node:url';

const compiled = new URL('../dist/src/cli/main.js', import.meta.url);
if (!fs.existsSync(compiled)) {
  const { buildTypeScript } = await import('../scripts/build-typescript.js');
  const root = fileURLToPath(new URL('..', import.meta.url));
  if (!buildTypeScript(root, (line) => console.error(`alignscope: ${line}`))) process.exit(1);
}
const { main } = await import(compiled.href);
process.exitCode = await main(process.argv.slice(2));
