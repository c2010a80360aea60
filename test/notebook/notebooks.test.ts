import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { writePng } from '../../src/formats/png.js';
import { readNotebook, type Notebook, type Output } from '../../src/notebook/nbformat.js';
import { injectParameters } from '../../src/notebook/parameters.js';
import { isProgress } from '../../src/notebook/progress-display.js';
import { runNotebook } from '../../src/notebook/runner.js';
import { needNbclient, runInNbclient } from './nbclient.js';
import { codeCells, copyNotebooks, joined, notebookFolder, notebookNames } from './notebook-copies.js';
import { NotebookRuns } from './notebook-runs.js';
import { withoutTimes } from './without-times.js';

/** What a reader sees, cell by cell: neither progress, nor what tells of the machine. */
function seen(notebook: Notebook): Output[][] {
  return codeCells(notebook)
    .filter((cell) => !cell.metadata.tags?.includes('injected-parameters'))
    .map(({ outputs }) => joined(outputs).filter((output) => !('metadata' in output && isProgress(output))));
}

/** Media types of the outputs of each cell. */
const kinds = (notebook: Notebook): string[][] =>
  seen(notebook).map((outputs) =>
    outputs.map((output) => ('data' in output ? Object.keys(output.data).sort().join(' ') : output.output_type)),
  );

/** What the displays of a notebook say in words. */
const wordsOf = (notebook: Notebook): string =>
  seen(notebook)
    .flat()
    .map((output) => ('data' in output ? `${output.data['text/plain']}` : ''))
    .join('\n');

describe('notebooks', () => {
  let copies: string;
  let runs: NotebookRuns;
  before(() => {
    copies = copyNotebooks();
    runs = new NotebookRuns(copies, notebookNames);
  });
  after(() => fs.rmSync(path.dirname(copies), { recursive: true }));

  for (const name of notebookNames)
    describe(name, () => {
      const file = path.join(notebookFolder, name);
      const notebook = readNotebook(file);

      it('names the kernel that this package installs', () => {
        const { kernelspec } = notebook.metadata;
        const expected = { display_name: 'TypeScript (alignscope)', language: 'typescript', name: 'alignscope' };
        assert.deepEqual(kernelspec, expected);
      });

      it('was run from top to bottom without an error', () => {
        const counts = codeCells(notebook).map((cell) => cell.execution_count);
        assert.deepEqual(
          counts,
          counts.map((_, i) => i + 1),
        );
        const outputs = codeCells(notebook).flatMap((cell) => cell.outputs);
        assert.ok(!outputs.some(({ output_type }) => output_type === 'error'));
        assert.ok(!outputs.some((output) => 'name' in output && output.name === 'stderr'));
      });

      it('shows pictures that every viewer can draw', () => {
        const displays = seen(notebook)
          .flat()
          .filter((output) => 'data' in output);
        assert.ok(displays.some(({ data }) => 'image/png' in data || 'image/svg+xml' in data));
        for (const { data } of displays) assert.ok('text/plain' in data, 'words for those who see no pictures');
      });

      it('holds no path of the machine it was run on, and is small', () => {
        // Base64 may hold any of these by chance.
        const words = JSON.stringify(notebook, (key, value: unknown) => (key === 'image/png' ? '' : value));
        assert.doesNotMatch(words, /\/(home|root|Users|tmp|work|mnt|opt|var)\/|\b[A-Z]:\\\\/);
        const { size } = fs.statSync(file);
        assert.ok(size < 3e6, `${size} bytes`);
      });

      it('runs with the profile smoke and leaves outputs of the same kinds', async function () {
        this.timeout(300_000);
        const fresh = await runs.of(name);
        assert.deepEqual(kinds(fresh), kinds(notebook));
        assert.notEqual(wordsOf(fresh), wordsOf(notebook), 'the profile is used');
      });
    });

  describe('in nbclient', () => {
    for (const name of ['00-quickstart.ipynb', '01-the-data.ipynb'])
      it(`${name} leaves what it leaves in our runner`, async function () {
        this.timeout(300_000);
        needNbclient(this);
        const ours = codeCells(await runs.of(name));
        const source = injectParameters(readNotebook(path.join(copies, name)), { profile: 'smoke' });
        const theirs = codeCells(await runInNbclient(source, copies));
        assert.equal(theirs.length, ours.length);
        for (const [i, cell] of ours.entries())
          assert.deepEqual(withoutTimes(theirs[i]), withoutTimes(cell), `cell ${i + 1}: ${cell.source.slice(0, 60)}`);
      });
  });

  describe('with other parameters', () => {
    it('the quickstart takes the length of its pretrainings', async function () {
      this.timeout(120_000);
      const cells = readNotebook(path.join(copies, '00-quickstart.ipynb')).cells;
      const pretraining = cells.findIndex(({ source }) => source.includes('await pretrain('));
      const start = {
        ...readNotebook(path.join(copies, '00-quickstart.ipynb')),
        cells: cells.slice(0, pretraining + 1),
      };
      const fresh = await runNotebook(start, { parameters: { profile: 'smoke', steps: 3 }, folder: copies });
      const { data } = codeCells(fresh)
        .flatMap(({ outputs }) => outputs)
        .findLast((output) => 'data' in output)!;
      assert.match(`${data['text/plain']}`, /cross-modal, seed 1 {2}3\/3/);
    });

    it('the look at a dataset takes options of the dataset', async function () {
      this.timeout(120_000);
      const parameters = { profile: 'smoke', options: { scenes: 4 }, frames: 6 };
      const words = wordsOf(
        await runNotebook(path.join(copies, '01-the-data.ipynb'), { parameters, timeoutPerCell: 60 }),
      );
      assert.match(words, /in so many of 6 frames/);
      assert.match(words, /16 frames, in the same order\./);
    });

    it('the look at a dataset says what a folder of images does not have', async function () {
      this.timeout(120_000);
      const root = fs.mkdtempSync(path.join(os.tmpdir(), 'images-'));
      try {
        for (const name of ['a', 'b', 'c'])
          fs.writeFileSync(path.join(root, `${name}.png`), writePng({ width: 6, height: 4, channels: 3, values: new Uint8Array(72) })); // prettier-ignore
        const parameters = { profile: 'smoke', dataset: 'images', options: { root } };
        const words = wordsOf(await runNotebook(path.join(copies, '01-the-data.ipynb'), { parameters, timeoutPerCell: 60 })); // prettier-ignore
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
});
