import * as assert from 'node:assert/strict';
import type { Modality, Scene, SceneDataset } from '../../data-loaders/sample.js';
import { chooseInspected } from '../../src/cli/inspected.js';
import { InputError } from '../../src/support/errors.js';

function dataset(scenes: Scene[], modalities: Modality[] = []): SceneDataset {
  const unused = () => Promise.reject(new Error('not to be read'));
  return {
    ...{ name: 'some', fingerprint: '', classes: [], textureKinds: [] },
    ...{ modalities, scenes, load: unused, cloud: unused },
  };
}

function refuses(work: () => unknown, says: RegExp): void {
  assert.throws(work, (error: Error) => {
    assert.ok(error instanceof InputError);
    assert.match(error.message, says);
    return true;
  });
}

describe('what data inspect shows', () => {
  const frames = dataset([
    { id: 'a', split: 'val', frames: ['a/0', 'a/1'] },
    { id: 'b', split: 'test', frames: ['b/0'] },
  ]);
  const clouds = dataset(
    [
      { id: 'a', split: 'train', frames: [] },
      { id: 'b', split: 'train', frames: [] },
      { id: 'c', split: 'test', frames: ['c/0'] },
    ],
    ['cloud'],
  );

  it('is a frame by id, or by its place in a split, by default the first that has any', () => {
    assert.deepEqual(chooseInspected(frames, {}), { kind: 'frame', id: 'a/0', split: 'val', count: 2 });
    assert.deepEqual(chooseInspected(frames, { index: 1 }).id, 'a/1');
    assert.deepEqual(chooseInspected(frames, { split: 'test' }), { kind: 'frame', id: 'b/0', split: 'test', count: 1 });
    assert.deepEqual(chooseInspected(frames, { id: 'b/0' }).split, 'test');
  });

  it('is a scene where there are points but no frames', () => {
    assert.deepEqual(chooseInspected(clouds, { index: 1 }), { kind: 'scene', id: 'b', split: 'train', count: 2 });
    assert.deepEqual(chooseInspected(clouds, { id: 'b' }).kind, 'scene');
    assert.deepEqual(chooseInspected(clouds, { split: 'test' }).kind, 'frame');
  });

  it('is refused with what there is', () => {
    refuses(() => chooseInspected(frames, { split: 'train' }), /split train has no frames; val has 2 frames, test has 1 frame: give another --split/); // prettier-ignore
    refuses(() => chooseInspected(frames, { split: 'val', index: 2 }), /split val has 2 frames: give an --index below that, not 2/); // prettier-ignore
    refuses(() => chooseInspected(frames, { id: 'c/0' }), /no frame c\/0\. Its ids look like a\/0/);
    refuses(() => chooseInspected(dataset([]), {}), /some has no frames; nor has any split/);
  });
});
