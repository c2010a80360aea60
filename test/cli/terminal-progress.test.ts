import * as assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { terminalProgress } from '../../src/cli/terminal-progress.js';

function streamOn(terminal: Partial<WriteStream>): PassThrough & WriteStream {
  return Object.assign(new PassThrough({ encoding: 'utf8' }), terminal) as unknown as PassThrough & WriteStream;
}

describe('terminalProgress', () => {
  it('writes notes and nothing else where there is no terminal', () => {
    const stream = streamOn({ isTTY: false });
    const sink = terminalProgress(stream);
    const task = sink.start('training', 4);
    sink.note('a note');
    task.update(2, 'loss 1.5');
    task.finish();
    assert.equal(stream.read(), 'a note\n');
  });

  it('shows bars and notes on a terminal, no wider than it, and leaves it as it was', async () => {
    const stream = streamOn({ isTTY: true, columns: 72 });
    const listeners = process.listenerCount('SIGINT');
    const sink = terminalProgress(stream);
    const task = sink.start('training', 4);
    sink.note('a note');
    task.update(2, `loss 1.5 ${'x'.repeat(100)}`);
    let shown = '';
    for await (const text of stream.iterator({ destroyOnReturn: false })) {
      shown += String(text);
      if (shown.includes('50 %')) break;
    }
    const listenersMeanwhile = process.listenerCount('SIGINT');
    task.finish();
    assert.equal(listenersMeanwhile, listeners, 'Ctrl-C stays what it is');
    assert.match(shown, /a note\n/);
    const line = /training .*50 % .*loss 1\.5 x+/.exec(shown)![0];
    assert.equal(line.length, 71);
    assert.ok(!shown.includes('\u001b[?'), 'neither cursor nor wrapping is switched off');
  });
});
