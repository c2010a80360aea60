import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import { carriedModalities } from '../../data-loaders/carried-modalities.js';
import { pixelColumns } from '../../data-loaders/pixel-columns.js';
import { isPosed } from '../../data-loaders/posed-sample.js';
import type { Sample } from '../../data-loaders/sample.js';

function sampleOf(width: number, height: number, more: Partial<Sample> = {}): Sample {
  const camera = { width, height, fx: 1, fy: 1, cx: width / 2, cy: height / 2 };
  const rgb = new Uint8Array(width * height * 3);
  return { id: 'a', dataset: 'test', scene: 's', split: 'val', width, height, rgb, camera, ...more };
}

describe('columns of pixels', () => {
  const classes = ['unlabelled', 'wall', 'door'];

  it('hold class and depth of each pixel, null where there is none', () => {
    const semantics = Uint16Array.of(0, 1, 2, 1);
    const depth = Float32Array.of(0, 1.5, Infinity, 4);
    const columns = pixelColumns([sampleOf(2, 2, { semantics, depth }), sampleOf(1, 1, { id: 'b' })], { classes });
    assert.deepEqual(columns, {
      frame: ['a', 'a', 'a', 'a', 'b'],
      split: ['val', 'val', 'val', 'val', 'val'],
      u: [0, 1, 0, 1, 0],
      v: [0, 0, 1, 1, 0],
      class: ['unlabelled', 'wall', 'door', 'wall', null],
      depth: [null, 1.5, null, 4, null],
    });
  });

  it('take pixels evenly spread over the image, no more than asked for and not far fewer', () => {
    const side = fc.integer({ min: 1, max: 120 });
    fc.assert(
      fc.property(side, side, fc.integer({ min: 1, max: 3000 }), (width, height, perFrame) => {
        const { u, v } = pixelColumns([sampleOf(width, height)], { classes }, { perFrame });
        assert.ok(u.length <= perFrame);
        assert.equal(new Set(u.map((column, i) => v[i] * width + column)).size, u.length);
        assert.ok(u.every((column) => column < width) && v.every((row) => row < height));
        // From cells of one pixel to cells of two the number falls to a quarter, and the border takes a little more.
        if (Math.min(width, height) > 40 && perFrame > 200)
          assert.ok(u.length > Math.min(perFrame, width * height) / 5);
      }),
      { numRuns: 200 },
    );
  });
});

describe('what a sample carries', () => {
  it('is what it has of the modalities; a cloud is not its own', () => {
    const sample = sampleOf(1, 1, { depth: new Float32Array(1), worldFromCamera: new Float64Array(16), materials: [] });
    const all = ['depth', 'normals', 'pose', 'material', 'boxes', 'cloud'] as const;
    assert.deepEqual(carriedModalities(sample, all), ['depth', 'pose', 'material']);
  });

  it('is depth and pose where it is posed', () => {
    const [depth, worldFromCamera] = [new Float32Array(1), new Float64Array(16)];
    assert.deepEqual(
      [{ depth, worldFromCamera }, { depth }, { worldFromCamera }].map((more) => isPosed(sampleOf(1, 1, more))),
      [true, false, false],
    );
  });
});
