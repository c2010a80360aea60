import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Message } from '../../../src/notebook/jupyter-wire.js';
import { Kernel, type ExecuteReply } from '../../../src/notebook/kernel-client.js';
import { installKernel } from '../../../src/notebook/kernelspec.js';
import { InterruptedError, WorkError } from '../../../src/support/errors.js';
import { interruptAtWaiting, printed } from '../interrupted-cell.js';

/** In a folder that knows nothing of this package, started as the installed specification says. */
describe('the kernel', function () {
  this.timeout(60_000);
  let folder: string;
  let kernel: Kernel;
  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-notebooks-'));
    const spec = path.join(installKernel(path.join(folder, 'share', 'jupyter')), 'kernel.json');
    const { argv } = JSON.parse(fs.readFileSync(spec, 'utf8')) as { argv: string[] };
    kernel = await Kernel.start({ folder, command: argv });
  });
  after(async () => {
    await kernel?.shutdown();
    fs.rmSync(folder, { recursive: true });
  });

  const run = async (code: string): Promise<{ reply: ExecuteReply; messages: Message[] }> => {
    const messages: Message[] = [];
    const reply = await kernel.execute(code, (message) => messages.push(message));
    return { reply, messages };
  };
  const failure = async (code: string): Promise<ExecuteReply> => {
    const { reply, messages } = await run(code);
    assert.equal(reply.status, 'error');
    const { ename, evalue, traceback } = reply;
    const sent = messages.filter(({ header }) => header.msg_type === 'error').map(({ content }) => content);
    assert.deepEqual(sent, [{ ename, evalue, traceback }], 'shown in the cell as in the reply');
    return reply;
  };

  it('understands the shorthand of variables of earlier cells', async () => {
    await run('const seed = 3; let steps = 4;');
    assert.equal(
      await printed(kernel, 'console.log({ seed, nested: { steps } })'),
      '{ seed: 3, nested: { steps: 4 } }\n',
    );
    assert.equal(await printed(kernel, '({ steps } = { steps: 5 });\nconsole.log({ steps });'), '{ steps: 5 }\n');
    assert.equal((await failure('console.log({ seed }, absent)')).evalue, "1:23 - Cannot find name 'absent'.");
  });

  it('sends 20,000 lines and 200 updates of a display, all of them', async () => {
    const { reply, messages } = await run(
      "import { newDisplay } from 'tslab';\nconst live = newDisplay();\n" +
        'for (let i = 0; i < 20000; i++) { console.log(i); if (i % 100 === 0) live.text(`${i}`); }',
    );
    assert.equal(reply.status, 'ok');
    assert.ok(!reply.outputsLost);
    const lines = messages.map(({ content }) => content.text ?? '').join('');
    assert.equal(lines, Array.from({ length: 20000 }, (_, i) => `${i}\n`).join(''));
    const shown = messages
      .filter(({ content }) => content.data)
      .map(({ content }) => (content.data as { 'text/plain': string })['text/plain']);
    assert.deepEqual(
      shown,
      Array.from({ length: 200 }, (_, i) => `${100 * i}`),
    );
    const at = messages.findIndex(
      ({ content }) => (content.data as { 'text/plain': string } | undefined)?.['text/plain'] === '100',
    );
    const before = messages
      .slice(0, at)
      .map(({ content }) => content.text ?? '')
      .join('');
    assert.ok(before.endsWith('\n100\n'), 'in order with what was printed');
  });

  it('names errors, shows where, and takes the next cell at once', async () => {
    const { ename, evalue, traceback } = await failure(
      "class Far extends RangeError { name = 'Far' }\nthrow new Far('too\\nfar')",
    );
    assert.deepEqual([ename, evalue], ['Far', 'too\nfar']);
    assert.deepEqual(traceback?.slice(0, 2), ['Far: too', 'far']);
    assert.ok(!traceback?.join('\n').includes('node_modules/tslab'));
    assert.equal(await printed(kernel, 'seed'), '3\n');
    assert.equal((await failure("await Promise.reject(new TypeError('later'))")).ename, 'TypeError');
    assert.equal(await printed(kernel, 'seed'), '3\n');
    assert.equal((await failure('const = 1;')).ename, 'TypeScriptError');
    assert.equal(await printed(kernel, 'seed'), '3\n');
  });

  it('does not run cells that were waiting when one failed', async () => {
    const [failed, waiting] = await Promise.all([kernel.execute("throw new Error('first')"), kernel.execute('seed')]);
    assert.equal(failed.status, 'error');
    assert.equal(waiting.status, 'aborted');
    assert.equal(await printed(kernel, 'seed'), '3\n');
  });

  it('stops loops, those that wait and those that do not', async () => {
    const { name } = InterruptedError;
    await run('let rounds = 0;');
    const loop = 'for (;;) { if (rounds++ === 0) console.log("waiting");';
    const waits = await interruptAtWaiting(kernel, `${loop} await new Promise((resolve) => setTimeout(resolve, 5)); }`);
    assert.deepEqual([waits.status, waits.ename], ['error', name]);
    const rounds = await printed(kernel, 'console.log(rounds)');
    assert.equal((await interruptAtWaiting(kernel, 'console.log("waiting");\nfor (;;) {}')).ename, name);
    assert.equal(await printed(kernel, 'console.log(rounds)'), rounds, 'the loop has not gone on unseen');
  });

  it('stops a pretraining that was given no signal', async () => {
    await printed(
      kernel,
      "import { pretrain, rooms, startBackend } from 'alignscope';\nawait startBackend({ name: 'wasm' });\n" +
        'const world = rooms({ seed: 1, scenes: { train: 2, val: 1, test: 1 } });\nlet step = 0;',
    );
    const code =
      "await pretrain({ variation: 'cross-view', data: world, seed: 1, steps: 100000, onStep: () => { if (step++ === 0) console.log('waiting'); } });";
    const { status, ename } = await interruptAtWaiting(kernel, code);
    assert.deepEqual([status, ename], ['error', InterruptedError.name]);
    const steps = await printed(kernel, 'console.log(step)');
    assert.equal(
      await printed(kernel, 'await new Promise((resolve) => setTimeout(resolve, 300));\nconsole.log(step)'),
      steps,
    );
  });

  it('tells below the cell what fails behind it, and lives on', async () => {
    const text = await printed(
      kernel,
      "setTimeout(() => { throw new Error('late'); });\nvoid Promise.reject(new Error('dropped'));\nawait new Promise((resolve) => setTimeout(resolve, 50));\nconsole.log('on')",
    );
    assert.match(text, /Uncaught exception: Error: late/);
    assert.match(text, /Uncaught exception: Error: dropped/);
    assert.match(text, /on\n$/);
  });

  it('says which program is missing when it cannot be started', async () => {
    await assert.rejects(
      Kernel.start({ folder, command: ['/nowhere/node', '{connection_file}'] }),
      (error: Error) =>
        error instanceof WorkError && /\/nowhere\/node could not be started: ENOENT/.test(error.message),
    );
  });
});
