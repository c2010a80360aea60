import * as assert from 'node:assert/strict';
import { codeCell, parseNotebook, type Notebook } from '../../src/notebook/nbformat.js';
import { injectParameters, parseParameter } from '../../src/notebook/parameters.js';
import { InputError } from '../../src/support/errors.js';

const book = (...cells: Notebook['cells']): Notebook =>
  parseNotebook({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells });
const declaring = (): Notebook =>
  book(
    codeCell('1'),
    codeCell('const steps = 100; // more is better\nlet seeds: number[] = [1];', ['parameters']),
    codeCell('2'),
  );

describe('parameters', () => {
  it('puts the values into a cell of its own after the defaults', () => {
    const notebook = declaring();
    const injected = injectParameters(notebook, { steps: 5, seeds: [1, 2] });
    assert.deepEqual(
      injected.cells.map((cell) => cell.source),
      ['1', notebook.cells[1].source, 'const steps = 5;\nconst seeds = [1,2];', '2'],
    );
    assert.deepEqual(injected.cells[2].metadata.tags, ['injected-parameters']);
    assert.equal(notebook.cells.length, 3, 'the notebook given is left as it is');
    assert.equal(new Set(injected.cells.map((cell) => cell.id)).size, 4);
  });

  it('replaces what was injected before', () => {
    const twice = injectParameters(injectParameters(declaring(), { steps: 5 }), { steps: 6 });
    assert.deepEqual(
      twice.cells.map((cell) => cell.source).filter((source) => source.startsWith('const steps = ')),
      [declaring().cells[1].source, 'const steps = 6;'],
    );
  });

  it('writes every kind of value as TypeScript that means the same', () => {
    const value = { a: [1, -2.5e-7], 'b c': 'it\'s "so"\n\\', d: null, e: true };
    const notebook = injectParameters(declaring(), { steps: value });
    const read = new Function(`${notebook.cells[2].source}; return steps;`) as () => unknown;
    assert.deepEqual(read(), value);
  });

  it('refuses unknown names, untagged notebooks and numbers that are none', () => {
    assert.throws(
      () => injectParameters(declaring(), { step: 5 }),
      (e: Error) => e instanceof InputError && /"step".*steps, seeds/.test(e.message),
    );
    assert.throws(
      () => injectParameters(book(codeCell('1')), { steps: 5 }),
      (e: Error) => e instanceof InputError && /tag/.test(e.message),
    );
    assert.throws(() => injectParameters(declaring(), { steps: NaN }), InputError);
  });

  it('reads name=value as a person means it', () => {
    const cases: [string, [string, unknown]][] = [
      ['steps=50', ['steps', 50]],
      ['rate=1e-3', ['rate', 0.001]],
      ['live=false', ['live', false]],
      ['profile=smoke', ['profile', 'smoke']],
      ['seeds=[1,2]', ['seeds', [1, 2]]],
      ['text=a=b', ['text', 'a=b']],
      ['empty=', ['empty', '']],
    ];
    for (const [given, expected] of cases) assert.deepEqual(parseParameter(given), expected);
    for (const bad of ['steps', '=5', '5=steps']) assert.throws(() => parseParameter(bad), InputError);
  });
});
