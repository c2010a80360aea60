import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { gzipSync } from 'node:zlib';
import { packJsonLines } from '../../src/study/json-lines.js';
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

  describe('with packed measurements', () => {
    const pack = (bytes: Uint8Array): void => {
      write(['panels/a.png']);
      fs.rmSync(path.join(folder, 'rows.jsonl'));
      writeFileAtomic(path.join(folder, 'rows.jsonl.gz'), bytes);
    };
    const refuses = (pattern: RegExp): void =>
      assert.throws(
        () => loadStudy(folder),
        (e: Error) => e instanceof InputError && pattern.test(e.message),
      );

    it('reads what it reads unpacked', () => {
      pack(packJsonLines(rows));
      assert.deepEqual(loadStudy(folder).rows, rows);
    });

    it('packs the same values into the same bytes', () => {
      assert.deepEqual(packJsonLines(rows), packJsonLines(structuredClone(rows)));
    });

    it('prefers the file that is not packed', () => {
      pack(packJsonLines([]));
      writeFileAtomic(path.join(folder, 'rows.jsonl'), `${JSON.stringify(rows[0])}\n`);
      assert.deepEqual(loadStudy(folder).rows, [rows[0]]);
    });

    it('names a file that is cut off or no gzip at all', () => {
      const packed = packJsonLines(rows);
      pack(packed.subarray(0, packed.length / 2));
      refuses(/rows\.jsonl\.gz is not a whole gzip file .* Restore the file/);
      pack(Buffer.from('{}'));
      refuses(/rows\.jsonl\.gz is not a whole gzip file/);
    });

    it('names the line that is not JSON', () => {
      pack(gzipSync('{}\n{"kind":\n'));
      refuses(/rows\.jsonl\.gz line 2 is not valid JSON/);
    });

    it('names the file when neither is there', () => {
      pack(packJsonLines(rows));
      fs.rmSync(path.join(folder, 'rows.jsonl.gz'));
      refuses(/rows\.jsonl: it does not exist/);
    });
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
