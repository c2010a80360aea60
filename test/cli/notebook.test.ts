import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { codeCell, readNotebook, writeNotebook, type Cell, type Output } from '../../src/notebook/nbformat.js';
import { alignscope, assertRefused, temporaryFolder } from './run-cli.js';

const printed = (text: string): Output => ({ output_type: 'stream', name: 'stdout', text });
const title: Cell = { cell_type: 'markdown', id: 'title', metadata: {}, source: '# A title' };
const ran = (count: number, source: string, text: string, ...tags: string[]): Cell => ({
  ...codeCell(source, tags),
  execution_count: count,
  outputs: [printed(text)],
});
const parameters = ran(1, 'const a = 1; console.log(a)', '1\n', 'parameters');

describe('notebook commands', () => {
  let folder: string;
  const at = (name: string): string => path.join(folder, name);
  const write = (name: string, ...cells: Cell[]): string => {
    const metadata = { kernelspec: { name: 'tslab', display_name: 'TypeScript' } };
    writeNotebook(at(name), { nbformat: 4, nbformat_minor: 5, metadata, cells });
    return at(name);
  };
  before(() => (folder = temporaryFolder()));
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('run keeps what was done before a syntax error, a cell that fails, and the death of the kernel', () => {
    const faults: [name: string, source: string, says: RegExp][] = [
      ['syntax.ipynb', 'const = 3;', /Cell 2 \(const = 3;\) failed: .*expected/s],
      ['failing.ipynb', "throw new RangeError('too far')", /Cell 2 \(throw .*\) failed: RangeError: too far/],
      ['killed.ipynb', "process.kill(process.pid, 'SIGKILL')", /Cell 2 .* ended its kernel.*SIGKILL.*Memory/s],
      ['dying.ipynb', 'process.exit(9)', /Cell 2 \(process\.exit\(9\)\) ended its kernel.*exit code 9/s],
    ];
    for (const [name, source, says] of faults) {
      const file = write(name, codeCell("console.log('be' + 'fore')"), codeCell(source), codeCell('never'));
      assertRefused(alignscope(['notebook', 'run', file, '-o', at('out.ipynb')]), { code: 1, says: [says] });
      const [before, , never] = readNotebook(at('out.ipynb')).cells;
      assert.deepEqual(before.cell_type === 'code' && before.outputs, [printed('before\n')]);
      assert.equal(never.cell_type === 'code' && never.execution_count, null);
    }
  });

  it('refuse what is no notebook, what it does not take and names of other files', () => {
    fs.writeFileSync(at('broken.ipynb'), '{"cells": [');
    const good = write('good.ipynb', title, parameters);
    const requests: [args: string[], says: RegExp][] = [
      [['run', at('broken.ipynb')], /broken\.ipynb is not JSON/],
      [['run', good, '-p', 'b=2'], /no parameter "b": its parameters are a/],
      [['test', good, at('broken.ipynb')], /broken\.ipynb is not JSON/],
      [['lint', at('none.ipynb')], /none\.ipynb: it does not exist/],
      [['html', good, '-o', at('a.txt')], /a\.txt .* \.html/],
    ];
    for (const [args, says] of requests) assertRefused(alignscope(['notebook', ...args]), { code: 2, says: [says] });
  });

  it('test says which cell shows something else', () => {
    const same = write('same.ipynb', title, parameters);
    const other = write('other.ipynb', title, parameters, ran(2, 'console.log(`x\\n${a + 1} m`)', 'x\n3 m\n'));
    const { code, stdout, stderr } = alignscope(['notebook', 'test', same, other, '--rtol', '0.1']);
    assert.equal(code, 1);
    const lines = stdout
      .replace(/\d+\.\d s$/gm, '… s')
      .trimEnd()
      .split('\n');
    assert.deepEqual(lines, [
      `${same}: 1 cells as saved, … s`,
      `${other}: 1 of 2 cells differ, … s`,
      '  Cell 3 (console.log(`x\\n${a + 1} m`)), standard output, line 2:',
      '    saved: 3 m',
      '    fresh: 2 m',
    ]);
    assert.match(stderr, /^alignscope: 1 of 2 notebooks do not show what is saved/m);
  });

  it('lint names rules and remedies, in words and as JSON', () => {
    fs.writeFileSync(at('broken.ipynb'), '[]');
    const untidy = write('untidy.ipynb', parameters, ran(3, "open('/home/me/a')", ''));
    const spoken = alignscope(['notebook', 'lint', untidy, write('tidy.ipynb', title, parameters)]);
    assert.equal(spoken.code, 1);
    assert.match(spoken.stdout, /error title-first, Cell 1 \(const a = 1.*\): .*\n {4}Begin with a markdown cell/);
    assert.match(spoken.stdout, /tidy\.ipynb: in order\n$/);
    const { code, stdout, stderr } = alignscope(['notebook', 'lint', untidy, at('broken.ipynb'), '--json']);
    assert.equal(code, 1);
    assert.match(stderr, /^alignscope: 2 of 2 notebooks are not in order/m);
    const { notebooks } = JSON.parse(stdout) as { notebooks: { findings: { rule: string; remedy: string }[] }[] };
    const rules = notebooks.map(({ findings }) => findings.map(({ rule }) => rule));
    assert.deepEqual(rules, [['title-first', 'execution-order', 'no-local-paths'], ['valid-format']]);
    assert.ok(notebooks.flatMap(({ findings }) => findings).every(({ remedy }) => remedy.length > 10));
  });

  it('sync and html write beside the notebook and say so', () => {
    const file = write('pair.ipynb', title, parameters);
    const said = (...args: string[]): string => alignscope(['notebook', ...args]).stdout;
    assert.equal(said('sync', file), `Wrote ${at('pair.ts')} from ${file}, which stood alone: 2 cells new or changed.\n`); // prettier-ignore
    fs.writeFileSync(at('pair.ts'), fs.readFileSync(at('pair.ts'), 'utf8').replace('A title', 'Another'));
    fs.utimesSync(file, 1000, 1000);
    assert.equal(said('sync', file), `Wrote ${file} from ${at('pair.ts')}, which was saved later: 1 cell new or changed, 1 with outputs kept.\n`); // prettier-ignore
    assert.match(said('sync', at('pair.ts'), '--to', 'ts'), /nothing to do/);
    assert.equal(said('html', file), `${at('pair.html')}\n`);
    assert.match(fs.readFileSync(at('pair.html'), 'utf8'), /<title>Another<\/title>/);
  });
});
