import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { gaussianBlur, gaussianKernel } from '../../src/image/index.js';
import { assertAllClose } from '../support/assert-all-close.js';

describe('gaussian blur', () => {
  it('has a kernel of sum 1 and of the right variance', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.7, max: 8, noNaN: true }), (sigma) => {
        const kernel = Array.from(gaussianKernel(sigma));
        const radius = kernel.length >> 1;
        assert.equal(radius, Math.floor(4 * sigma + 0.5));
        assertAllClose([kernel.reduce((sum, weight) => sum + weight, 0)], [1]);
        const variance = kernel.reduce((sum, weight, i) => sum + weight * (i - radius) ** 2, 0);
        assertAllClose([variance], [sigma ** 2], { rtol: 0.01 });
      }),
    );
  });

  it('of a point is the kernel, along both axes, channel by channel', () => {
    const [width, height] = [15, 13];
    const values = new Float32Array(width * height * 2);
    values[(6 * width + 7) * 2 + 1] = 1;
    const kernel = gaussianKernel(1);
    const blurred = gaussianBlur(values, width, height, 2, 1);
    for (let v = 2; v <= 10; v++)
      for (let u = 3; u <= 11; u++) {
        const at = (v * width + u) * 2;
        assertAllClose([blurred[at], blurred[at + 1]], [0, kernel[v - 2] * kernel[u - 3]], { atol: 1e-8 });
      }
  });

  it('repeats the border: a constant stays, and an edge does not darken', () => {
    assertAllClose(gaussianBlur(new Float32Array(60).fill(0.3), 5, 4, 3, 6), new Float32Array(60).fill(0.3), {
      rtol: 1e-5,
    });
  });

  it('of sigma 0 is a copy', () => {
    const values = Float32Array.of(1, 2, 3);
    const blurred = gaussianBlur(values, 3, 1, 1, 0);
    assert.deepEqual(blurred, values);
    assert.notEqual(blurred, values);
  });
});
