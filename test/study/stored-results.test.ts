import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { loadStudy } from '../../src/study/load.js';
import { runRecords } from '../../src/study/run-records.js';

describe('published results', () => {
  for (const profile of fs.readdirSync('docs/results')) {
    const folder = path.join('docs', 'results', profile);
    it(`of ${profile} are whole: every row has its run, every panel its picture, and no path of a machine`, () => {
      const study = loadStudy(folder);
      const runs = runRecords(study);
      assert.equal(study.result.profile, profile);
      assert.deepEqual(
        [...new Set(study.rows.map(({ run }) => run))],
        runs.map(({ id }) => id),
      );
      for (const { id, cpuSeconds } of runs) assert.ok(cpuSeconds > 0, id);
      for (const { file } of study.panels) assert.ok(fs.existsSync(path.join(folder, file)), file);
      assert.doesNotMatch(JSON.stringify([study.result, runs, study.panels]), /"(\/|[A-Z]:\\\\)/);
    });
  }
});
