import * as assert from 'node:assert/strict';
import { decodeColour, encodeJpeg, throughJpeg } from '../../../src/image/index.js';
import { seeded } from '../../../src/support/random.js';

/** Waves, grain, and squares of the most extreme colours. */
function picture(width: number, height: number): Uint8Array {
  const random = seeded('jpeg', width, height);
  const extremes = Uint8Array.from({ length: width * height }, () => 255 * random.int(2));
  return Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    if ((x >> 4) % 3 === 1) return extremes[3 * (y >> 2) + (x >> 2) + (i % 3)];
    return 128 + 100 * Math.sin(x / 5 + (i % 3)) * Math.cos(y / 7) + random.uniform(-27, 27);
  });
}

describe('throughJpeg', () => {
  it('is what libjpeg makes of an image of any size at any quality, byte for byte', async () => {
    const sizes = [
      ...[[1, 1], [2, 5], [4, 4], [5, 3], [7, 18], [8, 8], [16, 16], [17, 33], [31, 15]], // prettier-ignore
      ...[
        [64, 48],
        [99, 70],
      ],
    ];
    for (const [width, height] of sizes)
      for (const quality of [1, 7, 10, 15, 18, 25, 50, 90, 100]) {
        const rgb = picture(width, height);
        const { rgb: expected } = await decodeColour(await encodeJpeg(rgb, width, height, quality), 'picture');
        const saved = throughJpeg(rgb, width, height, quality);
        assert.deepEqual(saved, expected, `${width}×${height} at quality ${quality}`);
      }
  });

  it('leaves its input alone and does not remember the image before', () => {
    const [wide, small] = [picture(300, 20), picture(20, 20)];
    const before = wide.slice();
    const alone = throughJpeg(small, 20, 20, 10);
    throughJpeg(wide, 300, 20, 90);
    assert.deepEqual(throughJpeg(small, 20, 20, 10), alone);
    assert.deepEqual(wide, before);
  });
});
