import * as assert from 'node:assert/strict';
import { depthBatch, frameIds, imageBatch, loadSamples } from '../../data-loaders/batches.js';
import type { Sample, SceneDataset, Split } from '../../data-loaders/sample.js';
import { InputError } from '../../src/support/errors.js';

function sample(id: string, width = 2, height = 1): Sample {
  return {
    id,
    dataset: 'test',
    scene: 's',
    split: 'train',
    width,
    height,
    rgb: new Uint8Array(width * height * 3).fill(51),
    camera: { width, height, fx: 1, fy: 1, cx: 1, cy: 1 },
    depth: new Float32Array(width * height).fill(2),
  };
}

const dataset: SceneDataset = {
  name: 'test',
  fingerprint: '',
  modalities: [],
  classes: [],
  textureKinds: [],
  scenes: (['train', 'test', 'train'] as Split[]).map((split, i) => ({
    id: `s${i}`,
    split,
    frames: [`s${i}/0`, `s${i}/1`],
  })),
  load: async (id) => sample(id),
  cloud: async () => ({ count: 0, positions: new Float32Array(0), colours: new Uint8Array(0) }),
};

describe('batches', () => {
  it('list frames by split, in the order of the scenes', () => {
    assert.deepEqual(frameIds(dataset, 'train'), ['s0/0', 's0/1', 's2/0', 's2/1']);
    assert.equal(frameIds(dataset).length, 6);
  });

  it('load in the order asked for, and stop when told', async () => {
    const samples = await loadSamples(dataset, ['s2/1', 's0/0']);
    assert.deepEqual(
      samples.map(({ id }) => id),
      ['s2/1', 's0/0'],
    );
    await assert.rejects(loadSamples(dataset, ['s0/0'], { signal: AbortSignal.abort() }), /Interrupted/);
  });

  it('hold images in 0..1 and depth in metres, one after the other', () => {
    const second = sample('b');
    second.rgb.fill(255);
    second.depth!.fill(3);
    assert.deepEqual(imageBatch([sample('a'), second]), Float32Array.of(...Array(6).fill(0.2), ...Array(6).fill(1)));
    assert.deepEqual(depthBatch([sample('a'), second]), Float32Array.of(2, 2, 3, 3));
    assert.equal(imageBatch([]).length, 0);
  });

  it('refuse samples of unlike sizes and without depth', () => {
    assert.throws(() => imageBatch([sample('a'), sample('b', 3)]), /b is 3×1, a is 2×1/);
    assert.throws(() => depthBatch([sample('a'), sample('b', 3)]), InputError);
    assert.throws(() => depthBatch([{ ...sample('a'), depth: undefined }]), /a has no depth/);
  });
});
