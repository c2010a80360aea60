import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import ts from 'typescript';
import { roomsOptionNames } from '../../../data-loaders/rooms/options.js';
import { presets } from '../../../data-loaders/rooms/presets.js';

const root = path.resolve(import.meta.dirname, '../../../..');
const page = fs.readFileSync(path.join(root, 'docs/rooms.md'), 'utf8');

describe('docs/rooms.md', () => {
  it('shows an example that runs', () => {
    const [, example] = /```ts\n([\s\S]*?)```/.exec(page)!;
    // Inside the package, so that its own name resolves.
    const folder = fs.mkdtempSync(path.join(root, 'dist', 'rooms-page-'));
    try {
      const { outputText } = ts.transpileModule(example, {
        compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
      });
      fs.writeFileSync(path.join(folder, 'example.mjs'), outputText);
      const env = { ...process.env, ALIGNSCOPE_CACHE: path.join(folder, 'cache') };
      const printed = execFileSync(process.execPath, ['example.mjs'], { cwd: folder, encoding: 'utf8', env });
      assert.match(printed, /^train-0000\/0: \w+/);
      assert.match(printed, /recolouring changes \d+ % of the values/);
      assert.match(printed, /48 frames/);
      assert.match(printed, /position → log-depth/);
      assert.match(printed, /colourClass: \d/);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  it('names every option and preset, and pictures that exist', () => {
    const table = page.slice(page.indexOf('## Options'), page.indexOf('## Does it'));
    for (const name of roomsOptionNames) assert.ok(table.includes(`\`${name}\``), `option ${name} is not in the table`);
    for (const name of Object.keys(presets)) assert.ok(page.includes(`\`${name}\``));
    for (const [, file] of page.matchAll(/!\[.*?\]\((.*?)\)/g))
      assert.ok(fs.existsSync(path.join(root, 'docs', file)), file);
  });
});
