import * as assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { StudyResult } from '../../src/study/types.js';
import { alignscope, alignscopeJson, assertRefused, entry, temporaryFolder, type Ended } from './run-cli.js';

/** A study that is being carried out in a process of its own. */
class RunningStudy {
  private readonly ended: Promise<Ended>;
  constructor(
    private readonly out: string,
    private readonly child: ChildProcess,
  ) {
    const [stdout, stderr] = [child.stdout!, child.stderr!].map(async (stream) => {
      let text = '';
      for await (const chunk of stream) text += String(chunk);
      return text;
    });
    this.ended = once(child, 'exit').then(async ([code]: unknown[]) => {
      return { code: code as number | null, stdout: await stdout, stderr: await stderr };
    });
  }

  static start(out: string): RunningStudy {
    const args = [entry, 'study', '--profile', 'smoke', '--workers', '1', '--out', out];
    return new RunningStudy(out, spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] }));
  }

  /** Waits until so many runs are finished, or until there is a file or folder of this name. */
  async reaches(point: number | string): Promise<void> {
    const isThere = (): boolean =>
      typeof point === 'number' ? finishedRuns(this.out).length >= point : fs.existsSync(path.join(this.out, point));
    while (!isThere() && this.child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  /** Processes that it has started and that still run. */
  workers(): number[] {
    const { pid } = this.child;
    return fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  }

  async kill(signal: NodeJS.Signals): Promise<Ended> {
    this.child.kill(signal);
    return this.ended;
  }
}

function finishedRuns(out: string): string[] {
  const runs = path.join(out, 'runs');
  return fs.existsSync(runs) ? fs.readdirSync(runs).filter((name) => !name.endsWith('.partial')) : [];
}

function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Waits until processes are gone; false if they are not after ten seconds. */
async function areGone(pids: readonly number[]): Promise<boolean> {
  for (const end = Date.now() + 10_000; Date.now() < end;) {
    if (!pids.some(isRunning)) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

/** One study in the smallest size, interrupted, killed, finished, looked at and damaged, in this order. */
describe('the study command', function () {
  this.timeout(240_000);
  let folder: string;
  let out: string;
  before(function () {
    if (process.platform !== 'linux') this.skip();
    folder = temporaryFolder();
    out = path.join(folder, 'study');
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('saves its state on Ctrl-C, says how to go on, and leaves no process behind', async () => {
    const study = RunningStudy.start(out);
    await study.reaches(1);
    const workers = study.workers();
    assert.equal(workers.length, 1);
    assertRefused(alignscope(['study', '--profile', 'smoke', '--backend', 'cpu', '--out', out]), {
      code: 1,
      says: [/Another process is working on .*study/, /--out/],
    });
    const { code, stdout, stderr } = await study.kill('SIGINT');
    assert.equal(code, 130);
    assert.equal(stdout, '');
    assert.match(stderr, /finished runs and checkpoints are kept\. Run the same command to go on/);
    assert.doesNotMatch(stderr, /^\s+at .+:\d+/m);
    assert.ok(await areGone(workers), 'workers have ended');
    assert.ok(finishedRuns(out).length >= 1 && !fs.existsSync(path.join(out, 'study.json')));
    assert.ok(!fs.existsSync(path.join(out, 'study.lock')), 'the folder is free again');
  });

  it('leaves no process behind when it is killed', async () => {
    const before = finishedRuns(out).length;
    const study = RunningStudy.start(out);
    await study.reaches(before + 1);
    const workers = study.workers();
    assert.equal(workers.length, 1);
    await study.kill('SIGKILL');
    assert.ok(await areGone(workers), 'workers have ended');
  });

  it('goes on when a worker is killed', async () => {
    const before = finishedRuns(out).length;
    const study = RunningStudy.start(out);
    await study.reaches(before + 1);
    for (const worker of study.workers()) process.kill(worker, 'SIGKILL');
    await study.reaches(before + 2);
    const { code, stderr } = await study.kill('SIGINT');
    assert.equal(code, 130, stderr);
    assert.match(stderr, /A worker process was killed \(SIGKILL\) in .*\(run [0-9a-f]{16}\), which is tried once more/);
  });

  it('says how to go on when it is interrupted while figures are drawn', async () => {
    const study = RunningStudy.start(out);
    await study.reaches('figures');
    const { code, stdout, stderr } = await study.kill('SIGINT');
    assert.equal(code, 130, stderr);
    assert.equal(stdout, '');
    assert.match(stderr, /finished work is saved\. Run the same command to go on/);
    assert.ok(!fs.existsSync(path.join(out, 'index.html')) && !fs.existsSync(path.join(out, 'study.lock')));
  });

  it('goes on to the end, and prints study.json and nothing else on standard output', () => {
    const kept = finishedRuns(out).length;
    const { code, stdout, stderr } = alignscope(['study', '--profile', 'smoke', '--out', out, '--json']);
    assert.equal(code, 0, stderr);
    const result = JSON.parse(stdout) as StudyResult;
    assert.deepEqual(result, JSON.parse(fs.readFileSync(path.join(out, 'study.json'), 'utf8')));
    assert.equal(result.findings.length, 5);
    for (const figure of result.figures)
      for (const ending of ['.json', '.html', '.svg', '.png'])
        assert.ok(fs.existsSync(path.join(out, figure.replace(/\.svg$/, ending))), figure + ending);
    assert.match(stderr, /Backend /);
    assert.match(stderr, /Expect about .* with \d+ process.*disk.*memory/);
    assert.match(stderr, new RegExp(`${kept} of \\d+ runs are already there`));
    assert.doesNotMatch(stderr, /━/, 'bars are for terminals');
  });

  it('is told of by runs list and runs compare', () => {
    type Listed = { id: string; kind: string; variation: string; cpuSeconds: number; rows: number };
    const runs = alignscopeJson<Listed[]>(['runs', 'list', '--study', out]);
    assert.deepEqual(runs.map(({ id }) => id), finishedRuns(out).sort()); // prettier-ignore
    assert.ok(runs.every(({ cpuSeconds, rows }) => cpuSeconds > 0 && rows > 0));
    assert.match(alignscope(['runs', 'list', '--study', out]).stdout, new RegExp(`^${runs[0].id} `, 'm'));
    const [a, b] = ['none', 'cross-view'].map(
      (variation) => runs.find((run) => run.kind === 'pretrain' && run.variation === variation)!.id,
    );
    assert.deepEqual(alignscopeJson(['runs', 'compare', a, b.slice(0, 8), '--study', out]), [
      { field: 'variation', a: 'none', b: 'cross-view' },
      { field: 'config.variation', a: 'none', b: 'cross-view' },
      { field: 'config.losses.cross-view', a: null, b: 1 },
    ]);
    const unknown = alignscope(['runs', 'compare', a, 'zz', '--study', out]);
    assertRefused(unknown, { code: 2, says: [/zz matches no run/, /runs list/] });
  });

  it('keeps finished runs when one fails, and names that one', () => {
    const runs = finishedRuns(out);
    const lost = runs.find((id) =>
      fs.readFileSync(path.join(out, 'runs', id, 'config.json'), 'utf8').includes('"task"'),
    )!;
    fs.rmSync(path.join(out, 'runs', lost), { recursive: true });
    fs.writeFileSync(path.join(out, 'runs', `${lost}.partial`), 'a file where a folder belongs');
    const failed = alignscope(['study', '--profile', 'smoke', '--out', out]);
    assert.match(
      failed.stderr,
      new RegExp(`task .* \\(run ${lost}\\) failed: .*${lost}\\.partial.*Finished runs are kept`),
    );
    assert.ok(failed.code === 1 || failed.code === 2);
    assert.deepEqual(finishedRuns(out), runs.filter((id) => id !== lost)); // prettier-ignore
  });

  it('is refused by figures when its files are damaged', () => {
    const figures = (): Ended => alignscope(['figures', '--study', out, '--out', path.join(folder, 'figures')]);
    const rows = path.join(out, 'rows.jsonl');
    const whole = fs.readFileSync(rows, 'utf8');
    fs.writeFileSync(rows, whole.slice(0, whole.length - 20));
    assertRefused(figures(), { code: 2, says: [/rows\.jsonl line \d+ is not valid JSON/, /[Rr]un the study again/] });
    fs.rmSync(rows);
    assertRefused(figures(), { code: 2, says: [/rows\.jsonl: it does not exist/] });
    fs.writeFileSync(rows, whole);
    const result = path.join(out, 'study.json');
    fs.truncateSync(result, 100);
    assertRefused(figures(), { code: 2, says: [/study\.json is not valid JSON/] });
    fs.writeFileSync(result, '{"schema": 7}');
    assertRefused(figures(), { code: 2, says: [/study\.json has schema 7/] });
  });
});

describe('what the study command announces', () => {
  let folder: string;
  before(() => (folder = temporaryFolder()));
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('is fewer processes where memory is short, unless it was told how many', () => {
    const short = path.join(folder, 'short-of-memory.cjs');
    fs.writeFileSync(short, 'process.availableMemory = () => 1e9; require("os").availableParallelism = () => 4;');
    const file = path.join(folder, 'file');
    fs.writeFileSync(file, '');
    // Ends when it is to write: what it announces comes before.
    const asked = ['study', '--profile', 'smoke', '--backend', 'cpu', '--out', path.join(file, 'study')];
    const environment = { NODE_OPTIONS: `--require ${short}` };
    const refused = alignscope(asked, environment);
    assertRefused(refused, { code: 2, says: [/with 1 process,.* The 1000 MB of free memory allow 1 of 4 processes/] });
    const told = alignscope([...asked, '--workers', '3'], environment);
    assertRefused(told, { code: 2, says: [/with 3 processes,[^]*MB of memory each\.$/m] });
  });
});
