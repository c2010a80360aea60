import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { profiles } from '../../src/study/profiles.js';
import { runPlan } from '../../src/study/scheduler.js';
import { RunStore, type Run } from '../../src/study/store.js';
import { WorkError } from '../../src/support/errors.js';

/** Speaks for a worker without doing its work; the first one to take `folder` dies instead. */
const understudy = (folder: string): string => `
  const fs = require('node:fs');
  try {
    fs.mkdirSync(${JSON.stringify(folder)});
    fs.writeSync(2, 'no memory for me');
    process.exit(3);
  } catch {}
  process.on('message', (message) => {
    if (message.type === 'start') process.send({ type: 'ready' });
    if (message.type === 'stop') process.exit(0);
    if (message.type !== 'run') return;
    process.send({ type: 'finished', runId: 'of another run', peakMemoryMB: 9 });
    process.send({ type: 'finished', runId: message.run.id, peakMemoryMB: 7 });
  });
  process.on = () => process;
`;

describe('runPlan', function () {
  this.timeout(30_000);
  let folder: string;
  const nodeOptions = process.env.NODE_OPTIONS;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-scheduler-'));
    fs.writeFileSync(path.join(folder, 'understudy.cjs'), understudy(path.join(folder, 'first')));
    // Workers inherit the environment: this is loaded before their own code.
    process.env.NODE_OPTIONS = `--require ${path.join(folder, 'understudy.cjs')}`;
  });
  afterEach(() => {
    if (nodeOptions === undefined) delete process.env.NODE_OPTIONS;
    else process.env.NODE_OPTIONS = nodeOptions;
    fs.rmSync(folder, { recursive: true });
  });

  const runs = ['a', 'b'].map((id): Run => ({
    id,
    kind: 'measure',
    variation: 'none',
    seed: 0,
    config: {},
    needs: [],
  }));
  const carryOut = (workers: number): Promise<number> => {
    const store = new RunStore(path.join(folder, 'runs'));
    return runPlan(runs, { config: profiles.smoke, store, backend: 'cpu', commit: '', workers });
  };

  it('says what a worker said that died before it was ready', async () => {
    await assert.rejects(
      carryOut(1),
      (e) => e instanceof WorkError && /ended with code 3 before it was ready\. no memory for me/.test(e.message),
    );
  });

  it('does not fail when the others did the work of a worker that could not start', async () => {
    assert.equal(await carryOut(2), 7);
  });
});
