import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { writeNpy } from '../../src/formats/index.js';
import { measures } from '../../src/similarity/index.js';
import { createProgram } from '../../src/cli/program.js';
import { temporaryFolder } from '../cli/run-cli.js';
import { commandLines, pages } from '../docs/pages.js';
import { gaussian, related } from './gaussian.js';
import { measureTable } from './measure-table.js';

/** What a command line prints; a process of its own for each would take most of the time. */
async function said(words: readonly string[]): Promise<string> {
  const lines: string[] = [];
  const { log } = console;
  console.log = (line: string) => lines.push(line);
  try {
    await createProgram().parseAsync(words, { from: 'user' });
  } finally {
    console.log = log;
  }
  return lines.join('\n');
}

describe('the page of measures', () => {
  const page = pages().find(({ file }) => file === 'docs/measures.md')!;

  it('gives what the measures declare', () => {
    assert.equal(/<!-- measures -->\n([^]*?)\n<!-- \/measures -->/.exec(page.text)?.[1].trim(), measureTable(measures));
  });

  it('has an example of each measure, and all of them work', async () => {
    const examples = commandLines(page).filter((words) => words.includes('--measure'));
    const named = examples.map((words) => words[words.indexOf('--measure') + 1]);
    assert.deepEqual([...new Set(named)].sort(), Object.keys(measures).sort());
    const folder = temporaryFolder();
    try {
      const x = gaussian(100, 6, 'page');
      for (const [name, { rows, columns, values }] of Object.entries({ a: x, b: related(x, 4, 0.6, 'page') }))
        writeNpy(path.join(folder, `${name}.npy`), { shape: [rows, columns], values });
      for (const words of examples) {
        const inFolder = words.map((word) => (word.endsWith('.npy') ? path.join(folder, word) : word));
        assert.match(await said(inFolder), /of 100 samples: -?\d\.\d{6}/, words.join(' '));
      }
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
});
