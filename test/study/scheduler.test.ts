import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { profiles } from '../../src/study/profiles.js';
import { runPlan } from '../../src/study/scheduler.js';
import { RunStore, type Run } from '../../src/study/store.js';
import { InputError, InterruptedError, WorkError } from '../../src/support/errors.js';
import { setProgressSink } from '../../src/support/progress.js';

/** What an understudy does beside finishing every run at once; `first('x')` is true in the first process that asks. */
interface Behaviour {
  /** As soon as it is there. */
  start?: string;
  /** When it gets `run`. */
  run?: string;
}

/** Speaks for a worker without doing its work. */
const understudy = (folder: string, { start = '', run = '' }: Behaviour): string => `
  const fs = require('node:fs');
  const first = (name) => {
    try {
      fs.mkdirSync(${JSON.stringify(folder)} + '/' + name);
      return true;
    } catch {
      return false;
    }
  };
  ${start}
  process.on('message', ({ type, run }) => {
    if (type === 'start') process.send({ type: 'ready' });
    if (type === 'stop') process.exit(0);
    if (type !== 'run') return;
    fs.appendFileSync(${JSON.stringify(path.join(folder, 'begun'))}, run.id);
    ${run}
    process.send({ type: 'finished', runId: 'of another run' });
    process.send({ type: 'finished', runId: run.id });
  });
  // The worker's own module has nothing to say.
  process.on = () => process;
  require('node:module').runMain = () => {};
`;

const run = (id: string, needs: string[] = [], seed = 0): Run => {
  return { id, kind: 'measure', variation: id.repeat(3), seed, config: {}, needs };
};

describe('runPlan', function () {
  this.timeout(30_000);
  let folder: string;
  const nodeOptions = process.env.NODE_OPTIONS;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-scheduler-'));
    // Workers inherit the environment: this is loaded before their own code.
    process.env.NODE_OPTIONS = `--require ${path.join(folder, 'understudy.cjs')}`;
  });
  afterEach(() => {
    if (nodeOptions === undefined) delete process.env.NODE_OPTIONS;
    else process.env.NODE_OPTIONS = nodeOptions;
    fs.rmSync(folder, { recursive: true });
  });

  const carryOut = (
    behaviour: Behaviour,
    { plan = [run('a'), run('b')], ...options }: { workers?: number; plan?: Run[]; signal?: AbortSignal; patience?: number } = {}, // prettier-ignore
  ): Promise<void> => {
    fs.writeFileSync(path.join(folder, 'understudy.cjs'), understudy(folder, behaviour));
    const store = new RunStore(path.join(folder, 'runs'));
    return runPlan(plan, { config: profiles.smoke, store, backend: 'cpu', commit: '', workers: 1, ...options });
  };
  /** Ids of the runs that workers have begun, in order. */
  const begun = (): string => fs.readFileSync(path.join(folder, 'begun'), 'utf8');
  const rejection = async (promise: Promise<unknown>): Promise<Error> => {
    const error: unknown = await promise.then(
      () => assert.fail('nothing failed'),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof Error);
    return error;
  };

  it('carries out each run once, after what it needs', async () => {
    await carryOut({}, { plan: [run('a', ['c']), run('b', ['a', 'c']), run('c')] });
    assert.equal(begun(), 'cab');
  });

  it('keeps a worker at the seed whose data it holds, and others at other seeds', async () => {
    await carryOut({}, { plan: [run('a', [], 0), run('b', [], 1), run('c', [], 0)] });
    assert.equal(begun(), 'acb');
    fs.rmSync(path.join(folder, 'begun'));
    // Nobody finishes a run before both have begun one.
    const both = `while (fs.readFileSync(${JSON.stringify(path.join(folder, 'begun'))}).length < 2);`;
    const plan = [run('a', [], 0), run('b', [], 0), run('c', [], 1), run('d', [], 1)];
    await carryOut({ run: both }, { workers: 2, plan });
    assert.deepEqual([...begun().slice(0, 2)].sort(), ['a', 'c']);
  });

  it('tries a run whose worker died once more, and says so', async () => {
    const notes: string[] = [];
    const quiet = { update: () => undefined, finish: () => undefined };
    const sink = setProgressSink({ start: () => quiet, note: (text) => notes.push(text) });
    try {
      await carryOut({ run: `if (run.id === 'a' && first('death')) return process.kill(process.pid, 'SIGKILL');` });
    } finally {
      setProgressSink(sink);
    }
    assert.equal(begun(), 'aab');
    assert.equal(notes.length, 1);
    assert.match(notes[0], /worker process was killed \(SIGKILL\) in measure aaa, seed 0 \(run a\).*once more/);
  });

  it('gives a run up in which two workers died, carries out the others, and names remedy and last words', async () => {
    const dies = `if (run.id === 'a') {
      fs.writeSync(2, 'FATAL ERROR: heap out of memory\\n 1: 0xb76db0 node::Abort()\\n');
      process.kill(process.pid, 'SIGKILL');
      return;
    }`;
    const plan = [run('a'), run('b'), run('c', ['a']), run('d')];
    const { message } = await rejection(carryOut({ run: dies }, { plan }));
    assert.equal(begun(), 'aabd');
    assert.match(message, /^measure aaa, seed 0 \(run a\) failed: the process was killed \(SIGKILL\)/);
    assert.match(message, /fewer --workers.*Finished runs are kept; run the same command to go on/);
    assert.match(message, /FATAL ERROR: heap out of memory$/, 'no addresses of the stack');
  });

  it('names every run that failed, and is an input error when the first one is', async () => {
    const fails = `return process.send(
      { type: 'failed', runId: run.id, name: 'InputError', message: 'a.png is damaged.', stack: '', exitCode: 2 });`;
    const error = await rejection(carryOut({ run: fails }));
    assert.ok(error instanceof InputError);
    assert.match(error.message, /\(run a\) failed: a\.png is damaged\. Also failed: measure bbb, seed 0 \(run b\)\./);
    assert.equal(begun(), 'ab', 'what a worker itself reports is not tried again');
    const { message } = await rejection(carryOut({ run: fails }, { plan: [...'abcdef'].map((id) => run(id)) }));
    assert.match(message, /Also failed: [^;]+\(run b\); [^;]+\(run c\); [^;]+\(run d\); and 2 more\. Finished/);
  });

  it('replaces a worker that died before it was ready', async () => {
    await carryOut({ start: `if (first('death')) process.exit(3);` });
    assert.equal(begun(), 'ab');
  });

  it('does not fail when the others did the work of a worker that could not start', async () => {
    await carryOut({ start: `if (!first('worker')) process.exit(3);` }, { workers: 2 });
    assert.equal(begun(), 'ab');
  });

  it('says what workers said that died before they were ready', async () => {
    const error = await rejection(carryOut({ start: `fs.writeSync(2, 'no memory for me'); process.exit(3);` }));
    assert.ok(error instanceof WorkError);
    assert.match(error.message, /^A worker failed: the process ended with code 3 before it was ready\./);
    assert.match(error.message, /no memory for me$/);
  });

  it('says why a process could not be started', async () => {
    const { execPath } = process;
    process.execPath = path.join(folder, 'no-such-node');
    try {
      const { message } = await rejection(carryOut({}));
      assert.match(message, /the process could not be started.*no-such-node ENOENT/s);
    } finally {
      process.execPath = execPath;
    }
  });

  it('stops its workers when it is interrupted, and starts no more', async () => {
    const controller = new AbortController();
    const interrupted = rejection(carryOut({ run: 'return;' }, { workers: 2, signal: controller.signal }));
    while (!fs.existsSync(path.join(folder, 'begun'))) await new Promise((resolve) => setTimeout(resolve, 5));
    controller.abort();
    const error = await interrupted;
    assert.ok(error instanceof InterruptedError);
    assert.match(error.message, /finished runs and checkpoints are kept/);
  });

  it('ends workers that are too busy to hear that they are to stop, if it is asked to', async () => {
    const controller = new AbortController();
    const busy = `fs.writeFileSync(${JSON.stringify(folder)} + '/pid', String(process.pid)); for (;;);`;
    const running = rejection(carryOut({ run: busy }, { signal: controller.signal, patience: 50 }));
    const pid = path.join(folder, 'pid');
    while (!fs.existsSync(pid) || fs.readFileSync(pid, 'utf8') === '') await new Promise((resolve) => setTimeout(resolve, 10)); // prettier-ignore
    const begun = performance.now();
    controller.abort();
    assert.ok((await running) instanceof InterruptedError);
    assert.ok(performance.now() - begun < 2000);
    assert.throws(() => process.kill(Number(fs.readFileSync(pid, 'utf8')), 0), /ESRCH/);
  });
});
