import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import ts from 'typescript';
import { writeRecording } from './posed-rgbd/recording.js';

const root = path.resolve(import.meta.dirname, '../../..');

describe('docs/data.md', () => {
  it('shows an example that runs', async () => {
    const page = fs.readFileSync(path.join(root, 'docs/data.md'), 'utf8');
    const [, example] = /```ts\n([\s\S]*?)```/.exec(page)!;
    // Inside the package, so that its own name resolves.
    const folder = fs.mkdtempSync(path.join(root, 'dist', 'data-page-'));
    try {
      await writeRecording(path.join(folder, 'my-scan'), { frames: 20 });
      const { outputText } = ts.transpileModule(example, {
        compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
      });
      fs.writeFileSync(path.join(folder, 'example.mjs'), outputText);
      const printed = execFileSync(process.execPath, ['example.mjs'], {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, ALIGNSCOPE_CACHE: path.join(folder, 'cache') },
      });
      assert.match(printed, /One recording split by time with gaps/);
      assert.match(printed, /my-scan-part00\/frame-000000: \d+ of 3072 pixels measured/);
      assert.match(printed, /overlap with my-scan-part00\/frame-000005: 0\.[89]/);
      assert.match(printed, /\d{3,} points, z up/);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});
