import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { writeNpy } from '../../src/formats/index.js';
import { measures } from '../../src/similarity/index.js';
import { alignscope, temporaryFolder } from '../cli/run-cli.js';
import { commandLines, pages } from '../docs/pages.js';
import { gaussian, related } from './gaussian.js';
import { measureTable } from './measure-table.js';

describe('the page of measures', () => {
  const page = pages().find(({ file }) => file === 'docs/measures.md')!;

  it('gives what the measures declare', () => {
    assert.equal(/<!-- measures -->\n([^]*?)\n<!-- \/measures -->/.exec(page.text)?.[1].trim(), measureTable(measures));
  });

  it('has an example of each measure, and all of them work', function () {
    this.timeout(120_000);
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
        const { code, stdout, stderr } = alignscope(inFolder);
        assert.equal(code, 0, `${words.join(' ')}: ${stderr}`);
        assert.match(stdout, /of 100 samples: -?\d\.\d{6}/, words.join(' '));
      }
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
});
