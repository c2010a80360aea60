import * as assert from 'node:assert/strict';
import type { SceneDataset } from '../../data-loaders/sample.js';
import { checkForPretraining } from '../../src/pretrain/index.js';
import { InputError } from '../../src/support/errors.js';
import { tinyDataset } from './tiny-dataset.js';

describe('checkForPretraining', () => {
  const dataset = tinyDataset();
  const refused = (changes: Partial<SceneDataset>, says: RegExp): void =>
    assert.throws(
      () => checkForPretraining({ ...dataset, ...changes }, ['train', 'test']),
      (error) => error instanceof InputError && says.test(error.message),
    );

  it('takes what has views of one place in every split', () => {
    checkForPretraining(dataset, ['train', 'test']);
  });

  it('says what is missing before a frame is read', () => {
    refused({ modalities: ['depth'] }, /^Dataset tiny has no pose and no cloud here: .* docs\/datasets\.md/);
    refused(
      { scenes: dataset.scenes.filter(({ split }) => split === 'train'), notes: ['4 scans.'] },
      /^Dataset tiny has no scene in its test split\. Give more recordings\. 4 scans\.$/,
    );
    refused(
      { scenes: dataset.scenes.map((scene) => ({ ...scene, frames: scene.frames.slice(0, 1) })) },
      /no scene with two frames in its train split/,
    );
  });
});
