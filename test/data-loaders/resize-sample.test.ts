import * as assert from 'node:assert/strict';
import { resizeSample } from '../../data-loaders/resize-sample.js';
import type { Sample } from '../../data-loaders/sample.js';

/** A frame of 4×2 whose rasters tell where each pixel came from. */
function sampleOf4x2(): Sample {
  const pixels = Array.from({ length: 8 }, (_, i) => i);
  return {
    id: 'scene/frame',
    dataset: 'test',
    scene: 'scene',
    split: 'train',
    width: 4,
    height: 2,
    rgb: Uint8Array.from(pixels.flatMap((i) => [10 * i, 100, 255])),
    rightRgb: Uint8Array.from(pixels.flatMap((i) => [20 * i, 0, 0])),
    camera: { width: 4, height: 2, fx: 8, fy: 6, cx: 2, cy: 1, baseline: 0.5 },
    depth: Float32Array.of(0, 9, 2, 2, 0, 9, 2, 2),
    semantics: Uint16Array.of(1, 7, 3, 3, 1, 7, 300, 3),
    rawSemantics: Uint16Array.of(11, 17, 13, 13, 11, 17, 1300, 13),
    instances: Uint16Array.of(0, 1, 2, 2, 0, 1, 2, 26001),
    boxes: [{ x: 1, y: 0.5, width: 2, height: 1, class: 'chair', classId: 3, instance: 2 }],
  };
}

describe('a resized sample', () => {
  it('has mean colours, the nearest of all values, and camera and boxes of its size', () => {
    const { rgb, rightRgb, camera, depth, semantics, rawSemantics, instances, boxes } = resizeSample(sampleOf4x2(), {
      width: 2,
      height: 1,
    });
    assert.deepEqual([...rgb], [25, 100, 255, 45, 100, 255]);
    assert.deepEqual([rightRgb![0], rightRgb![3]], [50, 90]);
    assert.deepEqual(camera, { width: 2, height: 1, fx: 4, fy: 3, cx: 1, cy: 0.5, baseline: 0.5 });
    // The centre of the target pixel (1, 0) lies on source pixel (3, 1).
    assert.deepEqual([...depth!], [9, 2]);
    assert.deepEqual([...semantics!], [7, 3]);
    assert.deepEqual([...rawSemantics!], [17, 13]);
    assert.deepEqual([...instances!], [1, 26001]);
    assert.deepEqual(boxes, [{ x: 0.5, y: 0.25, width: 1, height: 0.5, class: 'chair', classId: 3, instance: 2 }]);
  });

  it('interpolates colours, and nothing else, where it grows', () => {
    const { rgb, depth, instances } = resizeSample(sampleOf4x2(), { width: 8, height: 2 });
    assert.deepEqual(
      Array.from({ length: 8 }, (_, u) => rgb[3 * u]),
      [0, 3, 8, 13, 18, 23, 28, 30],
    );
    assert.deepEqual([...depth!.subarray(0, 8)], [0, 0, 9, 9, 2, 2, 2, 2]);
    assert.deepEqual([...instances!.subarray(8)], [0, 0, 1, 1, 2, 2, 26001, 26001]);
  });

  it('is the sample itself at its own size, and keeps what lies in space', () => {
    const sample: Sample = {
      ...sampleOf4x2(),
      points: { count: 1, positions: Float32Array.of(1, 2, 3), colours: Uint8Array.of(1, 2, 3) },
      worldFromCamera: Float64Array.of(1, 0, 0, 5, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1),
    };
    assert.equal(resizeSample(sample, { width: 4, height: 2 }), sample);
    const { points, worldFromCamera } = resizeSample(sample, { width: 3, height: 5 });
    assert.equal(points, sample.points);
    assert.equal(worldFromCamera, sample.worldFromCamera);
  });
});
