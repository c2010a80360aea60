import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { writePng } from '../../src/formats/png.js';
import { readNotebook, type Cell, type CodeCell, type Notebook } from '../../src/notebook/nbformat.js';
import { runNotebook } from '../../src/notebook/runner.js';

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../notebooks');
const names = fs.readdirSync(folder).filter((name) => name.endsWith('.ipynb'));

const isCode = (cell: Cell): cell is CodeCell => cell.cell_type === 'code';
const codeCells = (notebook: Notebook): CodeCell[] => notebook.cells.filter(isCode);

/** Media types of a notebook's outputs, cell by cell: what a reader sees, but for the values. */
function kinds(notebook: Notebook): string[][] {
  return codeCells(notebook)
    .filter((cell) => !cell.metadata.tags?.includes('injected-parameters'))
    .map(({ outputs }) =>
      outputs.map((output) => ('data' in output ? Object.keys(output.data).sort().join(' ') : output.output_type)),
    );
}

/** What the displays of a notebook say in words. */
function wordsOf(notebook: Notebook): string {
  return codeCells(notebook)
    .flatMap(({ outputs }) => outputs.map((output) => ('data' in output ? `${output.data['text/plain']}` : '')))
    .join('\n');
}

describe('notebooks', () => {
  for (const name of names)
    describe(name, () => {
      const file = path.join(folder, name);
      const notebook = readNotebook(file);

      it('names the kernel that everybody can install', () => {
        assert.equal(notebook.metadata.kernelspec?.name, 'tslab');
      });

      it('was run from top to bottom without an error', () => {
        const counts = codeCells(notebook).map((cell) => cell.execution_count);
        assert.deepEqual(
          counts,
          counts.map((_, i) => i + 1),
        );
        assert.ok(
          !codeCells(notebook).some(({ outputs }) => outputs.some(({ output_type }) => output_type === 'error')),
        );
        assert.ok(!codeCells(notebook).some(({ outputs }) => outputs.some((o) => 'name' in o && o.name === 'stderr')));
      });

      it('shows pictures that every viewer can draw', () => {
        const pictures = codeCells(notebook).flatMap(({ outputs }) =>
          outputs.filter(
            (output) => 'data' in output && ('image/png' in output.data || 'image/svg+xml' in output.data),
          ),
        );
        assert.ok(pictures.length > 0);
        for (const output of codeCells(notebook).flatMap(({ outputs }) => outputs))
          if ('data' in output) assert.ok('text/plain' in output.data, 'words for those who see no pictures');
      });

      it('holds no path of the machine it was run on, and is small', () => {
        // Base64 may hold any of these by chance.
        const words = JSON.stringify(notebook, (key, value: unknown) => (key === 'image/png' ? '' : value));
        assert.doesNotMatch(words, /\/(home|root|Users|tmp|work|mnt|opt|var)\/|\b[A-Z]:\\\\/);
        const { size } = fs.statSync(file);
        assert.ok(size < 1.5e6, `${size} bytes`);
      });

      it('has parameters', () => {
        assert.equal(notebook.cells.filter((cell) => cell.metadata.tags?.includes('parameters')).length, 1);
      });
    });

  it('the quickstart runs headless and leaves outputs of the same kinds', async function () {
    this.timeout(180_000);
    const file = path.join(folder, '00-quickstart.ipynb');
    const saved = readNotebook(file);
    const parameters = { steps: 4, trainScenes: 8, testScenes: 4 };
    const fresh = await runNotebook(file, { parameters, timeoutPerCell: 60 });
    assert.deepEqual(kinds(fresh), kinds(saved));
    assert.match(wordsOf(fresh), /cross-modal, seed 1 {2}4\/4/, 'the parameters are used');
  });

  it('the look at a dataset runs headless and leaves outputs of the same kinds', async function () {
    this.timeout(120_000);
    const file = path.join(folder, '01-datasets.ipynb');
    const fresh = await runNotebook(file, { parameters: { options: { scenes: 4 }, frames: 6 }, timeoutPerCell: 60 });
    assert.deepEqual(kinds(fresh), kinds(readNotebook(file)));
    assert.match(wordsOf(fresh), /in so many of 6 frames/, 'the parameters are used');
    assert.match(wordsOf(fresh), /16 frames, in the same order\./);
  });

  it('the look at a dataset says what a folder of images does not have', async function () {
    this.timeout(120_000);
    const root = fs.mkdtempSync(path.join(os.tmpdir(), 'images-'));
    try {
      for (const name of ['a', 'b', 'c'])
        fs.writeFileSync(path.join(root, `${name}.png`), writePng({ width: 6, height: 4, channels: 3, values: new Uint8Array(72) })); // prettier-ignore
      const parameters = { dataset: 'images', options: { root } };
      const words = wordsOf(await runNotebook(path.join(folder, '01-datasets.ipynb'), { parameters, timeoutPerCell: 60 })); // prettier-ignore
      for (const line of [
        '1 picture: colour, 6 × 4',
        'It has no classes.',
        'Its pixels have no classes.',
        'It has no boxes.',
        'It has no depth.',
        'Its scenes have no clouds.',
        'No two frames with depth and pose overlap.',
        '3 frames, in the same order.',
      ])
        assert.ok(words.split('\n').includes(line), `"${line}" in\n${words}`);
    } finally {
      fs.rmSync(root, { recursive: true });
    }
  });
});
