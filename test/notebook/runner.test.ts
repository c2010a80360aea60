import * as assert from 'node:assert/strict';
import { Kernel } from '../../src/notebook/kernel-client.js';
import type { Message } from '../../src/notebook/jupyter-wire.js';
import { codeCell, parseNotebook, type Notebook, type Output } from '../../src/notebook/nbformat.js';
import { NotebookError, runNotebook } from '../../src/notebook/runner.js';
import { InterruptedError, WorkError } from '../../src/support/errors.js';
import { interruptWhenWaiting, printed } from './interrupted-cell.js';

const book = (...sources: string[]): Notebook =>
  parseNotebook({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: sources.map((source) => codeCell(source)) });

function outputsOf(notebook: Notebook, index: number): Output[] {
  const cell = notebook.cells[index];
  assert.equal(cell.cell_type, 'code');
  return cell.cell_type === 'code' ? cell.outputs : [];
}

const stdout = (text: string): Output => ({ output_type: 'stream', name: 'stdout', text });

describe('kernel', () => {
  let kernel: Kernel;
  before(async () => {
    kernel = await Kernel.start();
  });
  after(() => kernel.shutdown());

  const run = async (code: string): Promise<{ status: string; messages: Message[] }> => {
    const messages: Message[] = [];
    const { status } = await kernel.execute(code, (message) => messages.push(message));
    return { status, messages };
  };

  it('runs a cell and keeps its names for the next', async () => {
    assert.equal((await run('const answer: number = 41;')).status, 'ok');
    const { messages } = await run('console.log(answer + 1)');
    assert.deepEqual(
      messages.filter((message) => message.header.msg_type === 'stream').map((message) => message.content.text),
      ['42\n'],
    );
  });

  it('delivers every output before it resolves, in order', async () => {
    const { messages } = await run('for (let i = 0; i < 400; i++) console.log(i);');
    const lines = messages
      .map((message) => message.content.text)
      .join('')
      .trim()
      .split('\n');
    assert.deepEqual(
      lines,
      Array.from({ length: 400 }, (_, i) => `${i}`),
    );
  });

  it('is interrupted while a cell waits, and lives on', async () => {
    assert.equal((await interruptWhenWaiting(kernel)).status, 'error');
    assert.equal(await printed(kernel, 'console.log(answer)'), '41\n');
  });

  it('says so when the kernel dies, then and afterwards', async () => {
    await assert.rejects(
      kernel.execute('process.exit(7)'),
      (error: Error) => error instanceof WorkError && /exit code 7/.test(error.message),
    );
    await assert.rejects(kernel.execute('1'), /has ended/);
    assert.throws(() => process.kill(kernel.pid, 0), /ESRCH/);
  });
});

describe('runNotebook', () => {
  it('collects streams, displays and their updates', async () => {
    const notebook = await runNotebook(
      book(
        "import * as tslab from 'tslab';\nconst live = tslab.newDisplay(); live.html('<b>0</b>'); console.log('a'); console.log('b'); console.error('c');",
        "live.html('<b>1</b>'); tslab.display.png(new Uint8Array([1, 2, 3]));\n1 + 1",
      ),
    );
    assert.deepEqual(outputsOf(notebook, 0), [
      { output_type: 'display_data', data: { 'text/html': '<b>1</b>' }, metadata: {} },
      stdout('a\nb\n'),
      { output_type: 'stream', name: 'stderr', text: 'c\n' },
    ]);
    assert.deepEqual(outputsOf(notebook, 1), [
      { output_type: 'display_data', data: { 'image/png': 'AQID' }, metadata: {} },
      stdout('2\n'),
    ]);
    assert.deepEqual(
      notebook.cells.map((cell) => cell.cell_type === 'code' && cell.execution_count),
      [1, 2],
    );
  });

  it('stops at an error, names the cell and keeps the outputs', async () => {
    const seen: number[] = [];
    const source = book(
      "console.log('before')",
      '',
      "console.error('note'); class Fault extends TypeError {}; throw new RangeError('too\\nfar');",
      'console.log(3)',
    );
    const error = await runNotebook(source, { onCell: (_cell, index) => seen.push(index) }).then(
      () => assert.fail('ran through'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof NotebookError);
    assert.match(error.message, /^Cell 3 \(console\.error\('note'\).*failed: RangeError: too\nfar/);
    assert.equal(error.cell, 2);
    assert.deepEqual(seen, [0, 2]);
    assert.deepEqual(outputsOf(error.notebook, 0), [stdout('before\n')]);
    const [note, fault] = outputsOf(error.notebook, 2);
    assert.deepEqual(note, { output_type: 'stream', name: 'stderr', text: 'note\n' });
    assert.ok(fault.output_type === 'error' && fault.ename === 'RangeError' && fault.evalue === 'too\nfar');
    assert.ok(!fault.traceback.join('\n').includes('node_modules/tslab'), 'frames of the kernel are left out');
    assert.deepEqual(outputsOf(error.notebook, 3), []);
    assert.equal(source.cells[0].cell_type === 'code' && source.cells[0].outputs.length, 0);
  });

  it('reports every complaint of the compiler', async () => {
    const error = await runNotebook(book('missing;\nconst n: number = "text";')).catch((reason: unknown) => reason);
    assert.ok(error instanceof NotebookError);
    assert.match(error.message, /1:1 - Cannot find name 'missing'/);
    assert.match(error.message, /2:7 - Type 'string' is not assignable/);
    assert.equal(outputsOf(error.notebook, 0).length, 1);
  });

  it('stops a cell that takes too long, even one that never yields', async () => {
    const error = await runNotebook(book('console.log(1)', 'for (;;) {}'), { timeoutPerCell: 1.5 }).catch(
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof NotebookError);
    assert.match(error.message, /^Cell 2 \(for \(;;\) \{\}\) took longer than 1\.5 s/);
    assert.deepEqual(outputsOf(error.notebook, 0), [stdout('1\n')]);
  });

  it('is interrupted by its signal', async () => {
    const controller = new AbortController();
    const cells = book('1', 'await new Promise((resolve) => setTimeout(resolve, 60000));');
    const running = runNotebook(cells, {
      signal: controller.signal,
      onCell: (_cell, index) => {
        if (index === 0) setTimeout(() => controller.abort(), 200);
      },
    });
    await assert.rejects(running, InterruptedError);
  });

  it('names the cell that ends the kernel', async () => {
    await assert.rejects(
      runNotebook(book('1', 'process.exit(3)')),
      /Cell 2 \(process\.exit\(3\)\) ended its kernel.*exit code 3/s,
    );
  });
});
