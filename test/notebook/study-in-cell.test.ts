import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Message } from '../../src/notebook/jupyter-wire.js';
import { Kernel, type ExecuteReply } from '../../src/notebook/kernel-client.js';
import { InterruptedError } from '../../src/support/errors.js';
import { tinyStudy } from '../study/tiny-study.js';
import { printed } from './interrupted-cell.js';

interface Asked {
  reply: ExecuteReply;
  /** From the press of the stop button to the reply. */
  seconds: number;
  /** Displays that the cell has shown, by id, in words as they were last. */
  displays: Map<string, string>;
}

describe('study() in a cell', function () {
  this.timeout(90_000);
  const { profile: _profile, seeds: _seeds, ...config } = tinyStudy;
  const cell = `const asked = await study({ profile: 'smoke', out: 'mine', workers: 2, config: ${JSON.stringify(config)} });\nconsole.log(asked.rows.length)`;
  let folder: string;
  let kernel: Kernel;
  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-study-cell-'));
    // Its own cache, so that there is something to prepare.
    kernel = await Kernel.start({ folder, env: { ...process.env, ALIGNSCOPE_CACHE: path.join(folder, 'cache') } });
    await printed(kernel, "import { study } from 'alignscope';");
  });
  after(async () => {
    await kernel?.shutdown();
    fs.rmSync(folder, { recursive: true });
  });

  /** Runs the cell, and presses the stop button once its display says what matches. */
  const ask = async (stopAt?: RegExp): Promise<Asked> => {
    const displays = new Map<string, string>();
    let pressed: number | undefined;
    const reply = await kernel.execute(cell, ({ content }: Message) => {
      const { data, transient } = content as { data?: Record<string, string>; transient?: { display_id?: string } };
      if (data) displays.set(`${transient?.display_id}`, data['text/plain']);
      if (pressed !== undefined || !data || stopAt?.test(data['text/plain']) !== true) return;
      pressed = performance.now();
      kernel.interrupt();
    });
    return { reply, displays, seconds: (performance.now() - (pressed ?? NaN)) / 1000 };
  };
  const processes = (): string[] => {
    const all = execFileSync('ps', ['-A', '-o', 'ppid=,pid=,args='], { encoding: 'utf8' });
    return all.split('\n').filter((line) => line.trim().startsWith(`${kernel.pid} `));
  };

  for (const [when, display] of [
    ['while rooms are rendered', /^Rendering rooms {2}[1-9]/m],
    ['while its processes start', /^study {2}0 % · 0 of/m],
    ['while its processes work', /^study .*[1-9]\d* of \d+ runs/m],
  ] as const)
    it(`is stopped within two seconds ${when}, and leaves nothing behind`, async () => {
      const { reply, seconds, displays } = await ask(display);
      assert.deepEqual([reply.status, reply.ename], ['error', InterruptedError.name], reply.evalue);
      assert.ok(seconds < 2, `${seconds} s`);
      assert.equal(displays.size, 1);
      assert.equal(await printed(kernel, 'console.log(typeof study)'), 'function\n');
      assert.deepEqual(processes(), []);
    });

  it('goes on afterwards with the runs that are finished, in one display, and is read the next time', async () => {
    const { reply, displays } = await ask();
    assert.equal(reply.status, 'ok', reply.evalue);
    const [shown, ...others] = displays.values();
    assert.deepEqual(others, []);
    assert.match(shown, /^study {2}100 % · (\d+) of \1 runs · \d/m);
    assert.match(shown, /^[1-9]\d* of \d+ runs are already there\.$/m);
    assert.match(shown, /^Study smoke: carried out in mine \(commit .*, seed 0\)\.$/m);
    const again = await ask();
    assert.match([...again.displays.values()].join(), /^Study smoke: read from mine/);
  });
});
