import * as assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import ts from 'typescript';
import { alignscope, temporaryFolder } from '../cli/run-cli.js';
import { codeBlocks, commandLines, pages, root } from '../docs/pages.js';

describe('the page of features', () => {
  const page = pages().find(({ file }) => file === 'docs/features.md')!;
  let folder: string;
  const here = process.cwd();
  before(() => {
    folder = temporaryFolder();
    fs.symlinkSync(path.join(root, 'zoo'), path.join(folder, 'zoo'));
    process.chdir(folder);
  });
  after(() => {
    process.chdir(here);
    fs.rmSync(folder, { recursive: true });
  });

  it('shows commands that work, one after the other', function () {
    this.timeout(60_000);
    const shown = commandLines(page).filter((words) => words.includes('--out') || words[0] === 'similarity'); // prettier-ignore
    assert.deepEqual(shown.map(([command]) => command), ['extract', 'extract', 'similarity']); // prettier-ignore
    for (const words of shown) {
      const { code, stdout, stderr } = alignscope(words, { ALIGNSCOPE_CACHE: path.join(folder, 'cache') });
      assert.equal(code, 0, `${words.join(' ')}: ${stderr}`);
      if (words[0] === 'similarity') assert.match(stdout, /^cka .* of \d+ samples: 0\.\d+\n$/);
    }
  });

  it('shows a program that works', function () {
    this.timeout(60_000);
    const [example] = codeBlocks(page, 'ts');
    const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022 };
    // Within the package, so that it finds the package by its name.
    const program = path.join(import.meta.dirname, 'example-of-the-page.mjs');
    fs.writeFileSync(program, ts.transpileModule(example, { compilerOptions: options }).outputText);
    try {
      const { status, stdout, stderr } = spawnSync(process.execPath, [program], {
        encoding: 'utf8',
        env: { ...process.env, ALIGNSCOPE_CACHE: path.join(folder, 'cache') },
      });
      assert.equal(status, 0, stderr);
      assert.match(stdout, /name: 's4', shape: \[ 3, 4, \d+ \]/);
      assert.match(stdout, /\[\n( *\[( *-?[\d.e-]+,?){3} *\],?\n){3}\]\n$/);
    } finally {
      fs.rmSync(program);
    }
  });
});
