import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { SceneDataset } from '../../data-loaders/sample.js';
import { openDataset, openDatasets } from '../../src/study/dataset.js';
import { prepareDatasets } from '../../src/study/prepare.js';
import { profiles } from '../../src/study/profiles.js';
import { InputError } from '../../src/support/errors.js';
import { writeRecording } from '../data-loaders/posed-rgbd/recording.js';

const { dataset: rooms } = profiles.smoke;
const testScenes = ({ scenes }: SceneDataset): string[] =>
  scenes.filter(({ split }) => split === 'test').map(({ id }) => id);

describe('the datasets of a study', () => {
  let root: string;
  before(async () => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-dataset-'));
    await writeRecording(root, { frames: 12 });
  });
  after(() => fs.rmSync(root, { recursive: true, force: true }));

  it('are worlds of their own in Rooms, judged on the same scenes', async () => {
    const [a, b] = await openDatasets({ dataset: rooms, seeds: [0, 1] });
    assert.notEqual(a.fingerprint, b.fingerprint);
    assert.deepEqual(testScenes(a), testScenes(b));
  });

  it('are one for all seeds where they are recorded, opened and prepared once', async () => {
    const dataset = { name: 'posed-rgbd' as const, root, width: 64, height: 48 };
    const datasets = await openDatasets({ dataset, seeds: [3, 4, 5] });
    assert.equal(datasets.length, 3);
    assert.equal(new Set(datasets).size, 1);
    let prepared = 0;
    const counted: SceneDataset = { ...datasets[0], prepare: async () => void prepared++ };
    await prepareDatasets([counted, counted, counted]);
    assert.equal(prepared, 1);
  });

  it('need a root where they are recorded', async () => {
    await assert.rejects(
      openDataset({ name: 'posed-rgbd', width: 64, height: 48 }, 0),
      (e) => e instanceof InputError && /posed-rgbd needs --root/.test(e.message),
    );
  });
});
