import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { studyFrom, type StudyRequest } from '../../src/study/ask-for-study.js';
import type { StudyConfig } from '../../src/study/config.js';
import type { LoadedStudy } from '../../src/study/load.js';
import { profiles } from '../../src/study/profiles.js';
import { differingFields, storedStudy } from '../../src/study/stored-study.js';
import { InputError, InterruptedError } from '../../src/support/errors.js';
import { writeFileAtomic, writeJson } from '../../src/support/files.js';
import { packageRoot } from '../../src/support/package.js';
import { setProgressSink } from '../../src/support/progress.js';
import { syntheticStudy } from '../figures/synthetic-study.js';
import { tinyStudy } from './tiny-study.js';

describe('study', function () {
  this.timeout(120_000);
  const { smoke, quick } = profiles;
  const { profile: _profile, seeds: _seeds, ...tiny } = tinyStudy;
  const { result } = syntheticStudy({ seeds: 2 });
  const silent = { update: () => undefined, finish: () => undefined };
  const before = { folder: process.cwd(), sink: setProgressSink(undefined) };
  let folder: string;
  let notes: string[];

  beforeEach(() => {
    // As the process sees it: the temporary folder may be a link.
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-ask-')));
    process.chdir(folder);
    notes = [];
    setProgressSink({ start: () => silent, note: (message) => notes.push(message) });
  });
  afterEach(() => {
    process.chdir(before.folder);
    setProgressSink(before.sink);
    fs.rmSync(folder, { recursive: true });
  });

  const published = (): string => path.join(folder, 'published');
  const ask = (request: StudyRequest): Promise<LoadedStudy> => studyFrom(published(), request);
  const store = (at: string, config: StudyConfig, commit: string): void => {
    const { profile, seeds } = config;
    writeJson(path.join(at, 'study.json'), { ...result, profile, seeds, config: { ...config }, commit });
    writeFileAtomic(path.join(at, 'rows.jsonl'), '');
    writeJson(path.join(at, 'panels', 'panels.json'), []);
  };
  const interrupted = (): Partial<StudyRequest> => ({ signal: AbortSignal.abort() });

  it('reads a finished study of the current folder first, then what is published', async () => {
    store(path.join(published(), 'smoke'), smoke, 'theirs');
    assert.equal((await ask({ profile: 'smoke' })).result.commit, 'theirs');
    assert.match(notes.at(-1)!, /^Study smoke: the results published with alignscope, .*published.smoke \(commit theirs, seed 0\)\.$/); // prettier-ignore
    store('studies/rooms-smoke', smoke, 'ours');
    const { result, folder: read } = await ask({ profile: 'smoke' });
    assert.deepEqual([result.commit, read], ['ours', path.join('studies', 'rooms-smoke')]);
    assert.match(notes.at(-1)!, /^Study smoke: read from studies.rooms-smoke \(commit ours, seed 0\)\.$/);
  });

  it('takes quick when no profile is named', async () => {
    store(path.join(published(), 'quick'), quick, 'theirs');
    assert.equal((await ask({})).result.profile, 'quick');
  });

  it('leaves an unfinished study and one of another configuration aside for what is published, and says so', async () => {
    store(path.join(published(), 'smoke'), smoke, 'theirs');
    fs.mkdirSync('studies/rooms-smoke/runs', { recursive: true });
    assert.equal((await ask({ profile: 'smoke' })).result.commit, 'theirs');
    assert.match(notes.at(-1)!, /rooms-smoke holds an unfinished study: give it as `out` to go on/);
    store('studies/rooms-smoke', { ...smoke, seeds: [0, 1] }, 'ours');
    assert.equal((await ask({ profile: 'smoke' })).result.commit, 'theirs');
    assert.match(notes.at(-1)!, /rooms-smoke holds another one \(other: seeds\)/);
  });

  it('never takes other seeds or another configuration for the profile', async () => {
    store(path.join(published(), 'smoke'), smoke, 'theirs');
    store('studies/rooms-smoke', smoke, 'ours');
    const pretrain = { ...smoke.pretrain, steps: 7 };
    for (const request of [{ seeds: 2 }, { config: { pretrain } }, { seeds: 2, config: { pretrain } }])
      await assert.rejects(ask({ profile: 'smoke', ...request, ...interrupted() }), InterruptedError);
    assert.match(notes.join('\n'), /Study smoke: is carried out in studies.rooms-smoke-2-seeds \(seeds 0, 1\)\./);
    const folders = fs.readdirSync('studies').sort();
    assert.equal(folders.length, 4);
    assert.ok(folders.some((name) => /^rooms-smoke-[0-9a-f]{8}$/.test(name)));
    assert.ok(folders.some((name) => /^rooms-smoke-2-seeds-[0-9a-f]{8}$/.test(name)));
    const all = { seeds: 1, config: { pretrain: { ...smoke.pretrain } } };
    assert.equal((await ask({ profile: 'smoke', ...all })).result.commit, 'ours', 'the same in other words');
  });

  it('does not read what is published when a folder is named', async () => {
    store(path.join(published(), 'smoke'), smoke, 'theirs');
    await assert.rejects(ask({ profile: 'smoke', out: 'mine', ...interrupted() }), InterruptedError);
    assert.match(notes.join('\n'), /Study smoke: is carried out in mine/);
  });

  it('does not write over a finished study of another configuration', async () => {
    store('mine', quick, 'ours');
    await assert.rejects(
      ask({ profile: 'smoke', out: 'mine' }),
      (error) =>
        error instanceof InputError && /^mine holds .*dataset\.scenes\.train.*Give another folder/.test(error.message),
    );
    assert.equal((await ask({ profile: 'quick', out: 'mine' })).result.commit, 'ours');
  });

  it('refuses what no study can be', async () => {
    await assert.rejects(ask({ profile: 'huge' }), /no profile "huge": choose smoke, quick, standard, full/);
    for (const seeds of [0, 1.5, [1] as unknown as number]) await assert.rejects(ask({ seeds }), /seeds is/);
    await assert.rejects(ask({ config: { variations: ['no-such'] } }), /variations\.0/);
  });

  it('carries a study out, goes on with one that was interrupted, and reads it the next time', async () => {
    const request = { profile: 'smoke', config: tiny, workers: 1 };
    const controller = new AbortController();
    setProgressSink({
      start: () => ({
        ...silent,
        update: (_done, detail) => /^[1-9]\d* of \d+ runs/.test(detail ?? '') && controller.abort(),
      }),
      note: (message) => notes.push(message),
    });
    await assert.rejects(ask({ ...request, signal: controller.signal }), InterruptedError);
    setProgressSink({ start: () => silent, note: (message) => notes.push(message) });
    const carriedOut = await ask(request);
    const said = notes.join('\n');
    assert.match(said, /Study smoke: goes on in studies.rooms-smoke-[0-9a-f]{8}/);
    assert.match(said, /[1-9]\d* of \d+ runs are already there/);
    assert.match(notes.at(-1)!, /^Study smoke: carried out in .* \(commit .*, seed 0\)/);
    const again = await ask(request);
    assert.match(notes.at(-1)!, /^Study smoke: read from/);
    assert.deepEqual(again.result, carriedOut.result);
  });
});

describe('published results', () => {
  const folder = path.join(packageRoot(), 'docs', 'results');

  it('are of the profiles as they are', () => {
    const names = fs.readdirSync(folder);
    assert.deepEqual(names.sort(), ['quick', 'standard']);
    for (const name of names) {
      const stored = storedStudy(profiles[name], path.join(folder, name));
      assert.equal(stored.state, 'finished', `${name}: ${stored.state === 'other' ? stored.differences.join() : ''}`);
    }
  });
});

describe('differing fields', () => {
  it('are named by their paths', () => {
    assert.deepEqual(differingFields({ a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 }), []);
    assert.deepEqual(differingFields({ a: { b: 1, c: 2 }, d: [1] }, { a: { b: 2, e: 3 }, d: [2] }), [
      'a.b',
      'a.c',
      'a.e',
      'd',
    ]);
  });
});
