import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { loadStudy } from '../../src/study/load.js';
import { InputError } from '../../src/support/errors.js';
import { writeFileAtomic, writeJson } from '../../src/support/files.js';
import { syntheticStudy } from '../figures/synthetic-study.js';

describe('loadStudy', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-load-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const { result, rows } = syntheticStudy({ seeds: 2 });
  const write = (files: unknown[]): void => {
    writeJson(path.join(folder, 'study.json'), result);
    writeFileAtomic(path.join(folder, 'rows.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const panels = files.map((file) => ({ kind: 'input', sample: 'a', file }));
    writeJson(path.join(folder, 'panels', 'panels.json'), panels);
  };

  it('gives back result, rows and panels', () => {
    write(['panels/a.png', 'runs/0123456789abcdef/b..c.png']);
    const study = loadStudy(folder);
    assert.deepEqual(study.result, result);
    assert.deepEqual(study.rows, rows);
    assert.deepEqual(
      study.panels.map((panel) => panel.file),
      ['panels/a.png', 'runs/0123456789abcdef/b..c.png'],
    );
  });

  for (const file of ['/etc/passwd', '../secret.png', 'panels/../../secret.png', 'C:\\a.png', '..\\a.png', 3])
    it(`refuses a panel at ${file}`, () => {
      write(['panels/a.png', file]);
      assert.throws(
        () => loadStudy(folder),
        (e: Error) =>
          e instanceof InputError &&
          e.message.includes('panels.json entry 1:') &&
          e.message.includes(JSON.stringify(file)),
      );
    });
});
