import * as assert from 'node:assert/strict';
import { reducedSample } from '../../data-loaders/reduced-sample.js';
import type { Sample, SceneDataset } from '../../data-loaders/sample.js';

const [width, height] = [6, 4];
const dataset = { name: 'test' } as SceneDataset;

function sampleWith(depth: number[]): Sample {
  return {
    ...{ id: 'a', dataset: 'test', scene: 's', split: 'train', width, height },
    rgb: new Uint8Array(width * height * 3),
    camera: { width, height, fx: 1, fy: 1, cx: 3, cy: 2 },
    depth: Float32Array.from(depth),
  };
}

describe('a sample that is reduced for a picture', () => {
  it('keeps sparse depth: the nearest measurement of an area whose middle has none', () => {
    // prettier-ignore
    const { depth, width: columns, camera } = reducedSample(sampleWith([
      9, 0, 0, 0, 0, 0,
      0, 5, 0, 0, 0, 3,
      0, 0, 7, 4, 0, 0,
      0, 0, 0, 6, 0, 0,
    ]), dataset, 3);
    assert.deepEqual([columns, camera.fx], [3, 0.5]);
    // The pixel that lies in the middle of the first area is measured, though another of it is not as far.
    assert.deepEqual([...depth!], [5, 0, 3, 0, 6, 0]);
  });

  it('is the same where it is small enough', () => {
    const sample = sampleWith(new Array<number>(24).fill(2));
    assert.equal(reducedSample(sample, dataset, 6), sample);
  });
});
