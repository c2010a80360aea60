import * as assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { currentBackend } from '../../src/backend/index.js';
import { readPng } from '../../src/formats/index.js';
import { sceneCount } from '../../src/stats/index.js';
import { loadStudy } from '../../src/study/load.js';
import { runStudy } from '../../src/study/study.js';
import type { StudyResult } from '../../src/study/types.js';
import { InputError, WorkError } from '../../src/support/errors.js';
import { startFastestBackend } from '../support/start-backend.js';
import { tinyStudy } from './tiny-study.js';

const entry = fileURLToPath(new URL('./tiny-study.js', import.meta.url));

/** What must be the same whenever a study is carried out. */
function lasting(result: StudyResult): Partial<StudyResult> {
  const { wallSeconds: _wall, peakMemoryMB: _memory, ...rest } = result;
  return rest;
}

describe('runStudy', function () {
  this.timeout(180_000);
  let folder: string;
  let backend: string;
  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-study-'));
    await startFastestBackend();
    backend = currentBackend()!.name;
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  const inOwnProcess = (out: string): ReturnType<typeof fork> =>
    fork(entry, [out, backend], { execArgv: [], silent: true });
  const finishedRuns = (out: string): number => {
    const runs = path.join(out, 'runs');
    if (!fs.existsSync(runs)) return 0;
    return fs.readdirSync(runs).filter((name) => !name.endsWith('.partial')).length;
  };

  it('measures everything once, and says the same after being killed and resumed', async () => {
    const whole = path.join(folder, 'whole');
    const [code] = (await once(inOwnProcess(whole), 'exit')) as [number];
    assert.equal(code, 0);
    const study = loadStudy(whole);
    const kinds = new Set(study.rows.map((row) => row.kind));
    assert.deepEqual(
      [...kinds].sort(),
      ['audit', 'intervention', 'pretrain', 'probe', 'retrieval', 'robustness', 'similarity', 'task'].sort(),
    );
    assert.equal(study.result.findings.length, 5);
    assert.ok(
      study.result.findings.every((finding) => finding.verdict === 'inconclusive'),
      'one seed gives no verdict',
    );
    const pictured = (kind: string): { width: number; height: number }[] =>
      study.panels
        .filter((panel) => panel.kind === kind)
        .map(({ file }) => readPng(fs.readFileSync(path.join(whole, file))));
    for (const [kind, count] of [
      ['input', 4],
      ['depth-truth', 4],
      ['colour-read-out', 12],
      ['depth-read-out', 12],
    ] as const)
      // prettier-ignore
      assert.equal(pictured(kind).length, count, kind);
    const { width, height } = tinyStudy.dataset;
    assert.ok(pictured('input').every((picture) => picture.width === width && picture.height === height));
    assert.ok(pictured('depth-read-out').every((picture) => picture.width * height === picture.height * width));
    const notFinite = study.rows.filter(
      (row) => row.scenes && sceneCount(row.scenes) !== study.result.testScenes.length,
    );
    assert.deepEqual(notFinite, [], 'sums per scene are in the order of the test scenes');

    const broken = path.join(folder, 'broken');
    const victim = inOwnProcess(broken);
    const died = once(victim, 'exit');
    while (finishedRuns(broken) < 3 && victim.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 20));
    victim.kill('SIGKILL');
    await died;
    const survived = finishedRuns(broken);
    assert.ok(survived >= 3 && !fs.existsSync(path.join(broken, 'study.json')), 'killed in the middle');
    const [resumed] = (await once(inOwnProcess(broken), 'exit')) as [number];
    assert.equal(resumed, 0);
    const again = loadStudy(broken);
    assert.deepEqual(lasting(again.result), lasting(study.result));
    assert.deepEqual(again.rows, study.rows);
  });

  it('gives tidy tables for arquero and danfojs', async () => {
    const study = loadStudy(path.join(folder, 'whole'));
    const table = await study.table();
    assert.equal(table.numRows(), study.rows.length);
    const frame = await study.frame();
    assert.equal(frame.shape[0], study.rows.length);
    assert.equal((await study.findingsTable()).numRows(), 5);
  });

  it('refuses no workers and a folder in use', async () => {
    const out = path.join(folder, 'refused');
    const options = { out, backend, resume: true };
    await assert.rejects(runStudy(tinyStudy, { ...options, workers: 0 }), InputError);
    fs.mkdirSync(out, { recursive: true });
    const lock = path.join(out, 'study.lock');
    const holder = { host: os.hostname(), pid: process.ppid, since: '2026-01-02T03:04:05Z' };
    fs.writeFileSync(lock, JSON.stringify(holder));
    await assert.rejects(
      runStudy(tinyStudy, { ...options, workers: 1 }),
      (e) =>
        e instanceof WorkError &&
        [out, `delete ${lock}`, ...Object.values(holder)].every((part) => e.message.includes(String(part))),
    );
    fs.writeFileSync(lock, JSON.stringify({ ...holder, host: `not-${os.hostname()}` }));
    await assert.rejects(
      runStudy(tinyStudy, { ...options, workers: 1 }),
      (e) => e instanceof WorkError && /cannot be told from this machine: if it is gone, delete .*lock/.test(e.message),
    );
  });

  it('names what is missing when there is no study', () => {
    assert.throws(
      () => loadStudy(folder),
      (e) => e instanceof InputError && e.message.includes('study.json'),
    );
  });
});
