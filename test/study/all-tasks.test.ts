import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { currentBackend } from '../../src/backend/index.js';
import { readPng } from '../../src/formats/index.js';
import { sceneCount, valueOfSums } from '../../src/stats/index.js';
import type { StudyConfig } from '../../src/study/config.js';
import type { LoadedStudy } from '../../src/study/load.js';
import { taskRegistry } from '../../src/study/study-tasks.js';
import { runStudy } from '../../src/study/study.js';
import { startFastestBackend } from '../support/start-backend.js';
import { tinyStudy } from './tiny-study.js';

const names = Object.keys(taskRegistry);
const config: StudyConfig = {
  ...tinyStudy,
  variations: ['none'],
  robustness: { ...tinyStudy.robustness, corruptions: ['hue', 'jpeg'] },
  tasks: {
    names,
    frames: 8,
    labels: [0.5, 1],
    steps: 2,
    robustness: { frames: 2, severities: [4] },
    baselines: true,
    pictures: 1,
  },
};

describe('a study of all tasks', function () {
  this.timeout(120_000);
  let folder: string;
  let study: LoadedStudy;
  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-all-tasks-'));
    await startFastestBackend();
    study = await runStudy(config, { out: folder, backend: currentBackend()!.name, workers: 1, resume: true });
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  for (const name of names) {
    const { primary, modes } = taskRegistry[name];

    it(`scores ${name} for every share of the labels, beside what predicts without looking`, () => {
      for (const labels of [0.5, 1]) {
        const [own, trivial] = ['none', 'trivial'].map((variation) =>
          study.rows.filter((row) => row.kind === 'task' && row.target === name && row.variation === variation),
        );
        const measures = (rows: typeof own): string[] =>
          [
            ...new Set(rows.filter((row) => row.labels === labels && row.class === undefined).map((row) => row.metric)),
          ].sort();
        assert.ok(measures(own).includes(primary.metric));
        assert.deepEqual(measures(own), measures(trivial));
        assert.ok(own.every(({ head }) => head === (modes[0] === 'full' ? 'fine-tuned' : 'decoder')));
        assert.ok(trivial.every(({ head }) => head === 'trivial'));
      }
    });

    it(`measures the skill of ${name} clean and under each corruption, scene by scene`, () => {
      const rows = study.rows.filter((row) => row.kind === 'robustness' && row.target === name && row.head !== 'ridge');
      assert.deepEqual(
        rows.map(({ corruption, severity }) => [corruption, severity]),
        [
          ['clean', 0],
          ['hue', 4],
          ['jpeg', 4],
        ],
      );
      for (const { value, scenes } of rows) {
        assert.ok(value === null || value <= 1, `${value}`);
        assert.equal(sceneCount(scenes!), study.result.testScenes.length);
        if (value !== null) assert.ok(Math.abs(valueOfSums(scenes!) - value) < 1e-12);
      }
    });

    it(`pictures what ${name} predicts`, () => {
      const pictures = study.panels.filter(({ kind }) => kind === `${name}-prediction`);
      assert.deepEqual(
        pictures.map(({ corruption, severity }) => [corruption, severity]),
        [
          [undefined, undefined],
          ['hue', 4],
        ],
      );
      const { width, height } = config.dataset;
      for (const { file } of [...pictures, study.panels.find(({ kind }) => kind === `${name}-truth`)!]) {
        const picture = readPng(fs.readFileSync(path.join(folder, file)));
        assert.deepEqual([picture.width, picture.height], [width, height]);
      }
    });
  }

  it('sums tasks up by name and asks each for robustness', () => {
    const { variations, findings } = study.result;
    assert.deepEqual(Object.keys(variations.none.tasks), names);
    assert.deepEqual(Object.keys(variations.trivial.tasks), names);
    assert.deepEqual(
      Object.keys(variations.none.robustness).sort(),
      ['ridge', 'fine-tuned', ...names.filter((name) => name !== 'depth')].sort(),
    );
    assert.equal(findings.find(({ id }) => id === 'robustness')!.parts.length, 2 * (1 + names.length));
  });
});
