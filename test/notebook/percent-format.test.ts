import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import * as fs from 'node:fs';
import { codeCell, parseNotebook, type Notebook } from '../../src/notebook/nbformat.js';
import { formatPercent, headerOf, parsePercent, type PercentCell } from '../../src/notebook/percent-format.js';
import { InputError } from '../../src/support/errors.js';

const reference = JSON.parse(
  fs.readFileSync(new URL('../../../test/reference/percent-format.json', import.meta.url), 'utf8'),
) as { notebook: unknown; text: string; read: PercentCell[] };

const book = (cells: readonly PercentCell[]): Pick<Notebook, 'metadata' | 'cells'> => ({
  metadata: { kernelspec: { name: 'tslab', display_name: 'TypeScript', language: 'typescript' } },
  cells: cells.map((cell, i) => ({ ...codeCell(''), ...cell, id: `c${i}` }) as Notebook['cells'][number]),
});
const cellsOf = (text: string): PercentCell[] => parsePercent(text, 'a.ts').cells;
const code = (source: string): PercentCell => ({ cell_type: 'code', metadata: {}, source });

/** Lines that could be taken for something else, and anything. */
const line = fc.oneof(
  fc.constantFrom('', ' ', '// %%', '// %% [markdown]', '// // %% x', '  //%% y', '%%', '%% z', '// ---', '//', '/'),
  fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\n', '')),
);
const key = fc.stringMatching(/^[A-Za-z_][\w.@/-]*$/).filter((name) => name !== '__proto__' && name !== 'cell_type');
const cell: fc.Arbitrary<PercentCell> = fc.record({
  cell_type: fc.constantFrom('code' as const, 'markdown' as const, 'raw' as const),
  metadata: fc
    .record(
      {
        title: fc.oneof(fc.string(), fc.constantFrom('My title', 'a [markdown] b', 'x=1', '% 100')),
        tags: fc.array(fc.string(), { minLength: 1 }),
        others: fc.dictionary(key, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }),
      },
      { requiredKeys: [] },
    )
    .map(({ others, ...metadata }) => ({ ...others, ...metadata })),
  source: fc.array(line, { maxLength: 5 }).map((lines) => lines.join('\n')),
});

describe('percent format', () => {
  it('reads back every cell that it writes, and writes it the same again', () => {
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 5 }), (cells) => {
        // JSON knows no -0, and some keys are state of Jupyter's that the text leaves out.
        const given = JSON.parse(JSON.stringify(cells)) as PercentCell[];
        const text = formatPercent(book(given));
        const read = cellsOf(text);
        assert.deepEqual(JSON.parse(JSON.stringify(read)), given);
        assert.equal(formatPercent(book(read), headerOf(text)), text);
      }),
      { numRuns: 100 },
    );
  });

  it('writes what jupytext writes, and reads what jupytext reads', () => {
    const notebook = parseNotebook(reference.notebook);
    const header = headerOf(reference.text);
    assert.equal(formatPercent(notebook, header), reference.text);
    const own = formatPercent(notebook);
    assert.equal(own.slice(headerOf(own).length), reference.text.slice(header.length));
    assert.equal(headerOf(own).trimEnd(), header.replace(/.*jupytext_version.*\n/, '').trimEnd());
    assert.deepEqual(parsePercent(reference.text, 'a.ts').kernelspec, notebook.metadata.kernelspec);
    assert.deepEqual(cellsOf(reference.text), reference.read);
  });

  it('reads what people write', () => {
    const text = [
      "import * as fs from 'node:fs';",
      '//%% Load it [md] tags=["a"]',
      '//no space',
      '',
      '//   three spaces',
      '// %%tight is no marker',
      '',
      '  // %% name="x" hidden',
      '1',
      '',
    ];
    const expected: PercentCell[] = [
      code("import * as fs from 'node:fs';"),
      {
        cell_type: 'markdown',
        metadata: { title: 'Load it', tags: ['a'] },
        source: 'no space\n\n  three spaces\n%%tight is no marker',
      },
      { cell_type: 'code', metadata: { name: 'x', hidden: null }, source: '1' },
    ];
    assert.deepEqual(cellsOf(text.join('\n')), expected);
    assert.deepEqual(cellsOf(text.join('\r\n')), expected, 'as saved on Windows');
  });

  it('names kernels of any name', () => {
    for (const display_name of ['TypeScript (alignscope)', 'true', 'it\'s: "quoted"', 'Typé', '3']) {
      const kernelspec = { name: 'x', display_name };
      const text = formatPercent({ metadata: { kernelspec }, cells: [codeCell('1')] });
      assert.deepEqual(parsePercent(text, 'a.ts').kernelspec, kernelspec);
    }
    assert.equal(parsePercent('// %%\n1\n', 'a.ts').kernelspec, undefined);
  });

  it('refuses what it does not understand, naming file and line', () => {
    const faults: [text: string, message: RegExp][] = [
      ['export const a = 1;\n', /^a\.ts is no notebook in the percent format.*"\/\/ %%"/],
      [
        '// ---\n// x: 1\n// ---\n\n// %%\n1\n\n// %% [markdown]\n// text\nstray\n',
        /^a\.ts:10: .*begin it with "\/\/ "/,
      ],
      ['// %%\n1\n// %% tags=["a"\n', /^a\.ts:3: .*JSON, like tags=/],
      ['// %% [markdown] ??\n', /^a\.ts:1: "\?\?" is not of the form name=value/],
    ];
    for (const [text, message] of faults)
      assert.throws(
        () => parsePercent(text, 'a.ts'),
        (error: Error) => error instanceof InputError && message.test(error.message),
      );
  });
});
