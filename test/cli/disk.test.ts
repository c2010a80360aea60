import * as assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { alignscope, assertRefused, entry, temporaryFolder } from './run-cli.js';

/** Whether a file system in memory could be mounted, which takes the rights of root. */
function mount(folder: string, options: string): boolean {
  fs.mkdirSync(folder);
  return spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'alignscope-test', folder]).status === 0;
}

describe('a disk that cannot be written', () => {
  let folder: string;
  let source: string;
  const mounted: string[] = [];
  const inMemory = (test: Mocha.Context, name: string, options: string): string => {
    const at = path.join(folder, name);
    if (!mount(at, options)) {
      console.log('      skipped: mounting a file system takes the rights of root');
      test.skip();
    }
    mounted.push(at);
    return at;
  };
  before(() => {
    folder = temporaryFolder();
    source = path.join(folder, 'source.png');
    assert.equal(
      alignscope([
        'data',
        'sheet',
        'rooms',
        '--width',
        '64',
        '--height',
        '48',
        '--scenes',
        '1',
        '--frames',
        '1',
        '--out',
        source,
      ]).code,
      0,
    );
  });
  after(() => {
    for (const at of mounted) spawnSync('umount', [at]);
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('that is full is named, with what can be done', function () {
    const full = inMemory(this, 'full', 'size=16k');
    const out = path.join(full, 'out.png');
    const asked = ['corrupt', source, '--corruption', 'gaussian-noise', '--out', out];
    assertRefused(alignscope(asked), { code: 1, says: [/write .*out\.png: the disk is full/, /cache clear/] });
    assert.deepEqual(fs.readdirSync(full), [], 'nothing half written is left');
  });

  it('that fills during a study ends it with the run that failed', function () {
    this.timeout(120_000);
    const out = path.join(inMemory(this, 'filling', 'size=400k'), 'study');
    const failed = alignscope(['study', '--profile', 'smoke', '--workers', '1', '--out', out]);
    assertRefused(failed, {
      code: 1,
      says: [/\(run [0-9a-f]{16}\) failed: .*the disk is full.*Finished runs are kept/],
    });
    const finished = fs.readdirSync(path.join(out, 'runs')).filter((name) => !name.endsWith('.partial'));
    assert.ok(finished.length >= 1, 'what was finished before is there');
  });

  it('that is too full for the cache is not blamed on the frames', function () {
    const full = inMemory(this, 'full-cache', 'size=16k');
    const checked = alignscope(['data', 'check', 'rooms', '--scenes', '1'], { ALIGNSCOPE_CACHE: full });
    assert.doesNotMatch(checked.stderr, /cannot be used/);
    assert.match(checked.stderr, /the disk is full/);
  });

  it('that is read-only is named', function () {
    const readOnly = inMemory(this, 'read-only', 'ro');
    for (const args of [
      ['corrupt', source, '--corruption', 'hue', '--out', path.join(readOnly, 'out.png')],
      ['study', '--profile', 'smoke', '--backend', 'cpu', '--out', path.join(readOnly, 'study')],
    ])
      assertRefused(alignscope(args), { code: 1, says: [/read-only.*: no permission/, /another folder/] });
  });

  it('is named when it is standard output that cannot be written', function () {
    if (!fs.existsSync('/dev/full')) this.skip();
    const full = fs.openSync('/dev/full', 'w');
    const listed = spawnSync(process.execPath, [entry, 'corrupt', '--list'], {
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    fs.closeSync(full);
    assertRefused(
      { code: listed.status, stdout: '', stderr: listed.stderr },
      { code: 1, says: [/write standard output: the disk is full/] },
    );
  });

  it('because a file is in the place of a folder is named', () => {
    const asked = ['study', '--profile', 'smoke', '--backend', 'cpu', '--out', path.join(source, 'study')];
    assertRefused(alignscope(asked), { code: 2, says: [/source\.png/, /file and a folder/] });
  });
});
