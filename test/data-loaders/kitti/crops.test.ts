import * as assert from 'node:assert/strict';
import { benchmarkCrop, eigenCrop, gargCrop } from '../../../data-loaders/kitti/index.js';
import { InputError } from '../../../src/support/errors.js';

describe('crops of KITTI', () => {
  it('are truncated to the pixels of the published code', () => {
    const recorded = { width: 1242, height: 375 };
    assert.deepEqual(gargCrop(recorded), { top: 153, bottom: 371, left: 44, right: 1197 });
    assert.deepEqual(eigenCrop(recorded), { top: 124, bottom: 342, left: 44, right: 1197 });
    assert.deepEqual(benchmarkCrop(recorded), { top: 23, bottom: 375, left: 13, right: 1229 });
  });

  it('follow the size of the image', () => {
    // .40810811 · 370 = 151.0000007, but .99189189 · 370 = 366.9999993.
    assert.deepEqual(gargCrop({ width: 1226, height: 370 }), { top: 151, bottom: 366, left: 44, right: 1181 });
    assert.deepEqual(eigenCrop({ width: 1216, height: 352 }), { top: 117, bottom: 321, left: 43, right: 1172 });
    assert.deepEqual(benchmarkCrop({ width: 1241, height: 376 }), { top: 24, bottom: 376, left: 12, right: 1228 });
    assert.deepEqual(benchmarkCrop({ width: 1216, height: 352 }), { top: 0, bottom: 352, left: 0, right: 1216 });
  });

  it('of the benchmark are refused for smaller images', () => {
    assert.throws(() => benchmarkCrop({ width: 640, height: 192 }), InputError);
  });
});
