import * as assert from 'node:assert/strict';
import { parseKeyedNumbers } from '../../../data-loaders/kitti/keyed-numbers.js';
import { rectification, rectifyImage } from '../../../data-loaders/kitti/rectify.js';
import { assertAllClose } from '../../support/assert-all-close.js';
import { line } from './fixtures.js';

const recorded = { width: 60, height: 40 };
const rectified = { width: 40, height: 24 };
const lens = { fx: 30, fy: 31, cx: 29, cy: 20 };
const plain = { f: 32, cx: 20, cy: 11 };
const distortion = [-0.3, 0.1, 0.002, -0.001, -0.02];
/** A turn of the rectified camera about y, 7-24-25. */
const turn = [0.96, 0, -0.28, 0, 1, 0, 0.28, 0, 0.96];

function values(d: readonly number[], r: readonly number[]): Map<string, number[]> {
  return parseKeyedNumbers(
    [
      line('S_02', [recorded.width, recorded.height]),
      line('K_02', [lens.fx, 0, lens.cx, 0, lens.fy, lens.cy, 0, 0, 1]),
      line('D_02', d),
      line('S_rect_02', [rectified.width, rectified.height]),
      line('R_rect_02', r),
      line('P_rect_02', [plain.f, 0, plain.cx, 4, 0, plain.f, plain.cy, 1, 0, 0, 1, 0.1]),
    ].join('\n'),
  );
}

const straight = [1, 0, 0, 0, 1, 0, 0, 0, 1];

describe('rectification', () => {
  it('without lens and turn is a shift and a scale', () => {
    const { positions } = rectification(values([0, 0, 0, 0, 0], straight), 2, 'calib.txt');
    const at = (5 * rectified.width + 30) * 2;
    assertAllClose(
      positions.subarray(at, at + 2),
      [(lens.fx * (30 - plain.cx)) / plain.f + lens.cx, (lens.fy * (5 - plain.cy)) / plain.f + lens.cy],
      { rtol: 1e-6 },
    );
  });

  it('shows a point where a pinhole camera does, however the lens bends', () => {
    // A wall of colours at Z = 1 of the unrectified camera, recorded through the lens: red tells X, green tells Y.
    const wall = (x: number, y: number): [number, number] => [128 + 80 * x, 128 + 80 * y];
    const [k1, k2, p1, p2, k3] = distortion;
    const image = new Uint8Array(recorded.width * recorded.height * 3);
    for (let v = 0; v < recorded.height; v++)
      for (let u = 0; u < recorded.width; u++) {
        const [bentX, bentY] = [(u - lens.cx) / lens.fx, (v - lens.cy) / lens.fy];
        // The lens is undone by fixed-point iteration.
        let [x, y] = [bentX, bentY];
        for (let i = 0; i < 50; i++) {
          const s = x * x + y * y;
          const radial = 1 + k1 * s + k2 * s * s + k3 * s * s * s;
          [x, y] = [
            (bentX - 2 * p1 * x * y - p2 * (s + 2 * x * x)) / radial,
            (bentY - p1 * (s + 2 * y * y) - 2 * p2 * x * y) / radial,
          ];
        }
        const [red, green] = wall(x, y);
        image.set([Math.round(red), Math.round(green), 0], (v * recorded.width + u) * 3);
      }
    const lookup = rectification(values(distortion, turn), 2, 'calib.txt');
    assert.deepEqual(lookup.rectified, rectified);
    const rgb = rectifyImage(image, lookup);
    let seen = 0;
    for (let v = 0; v < rectified.height; v++)
      for (let u = 0; u < rectified.width; u++) {
        const [a, b] = [(u - plain.cx) / plain.f, (v - plain.cy) / plain.f];
        const z = turn[2] * a + turn[8];
        const [red, green] = wall((turn[0] * a + turn[6]) / z, b / z);
        const at = (v * rectified.width + u) * 3;
        if (rgb[at] === 0 && rgb[at + 1] === 0) continue;
        seen++;
        assert.ok(Math.abs(rgb[at] - red) < 2 && Math.abs(rgb[at + 1] - green) < 2, `pixel ${u}, ${v}`);
      }
    assert.ok(seen > 0.8 * rectified.width * rectified.height, `${seen} pixels seen`);
  });

  it('needs all values of the calibration', () => {
    const incomplete = values(distortion, turn);
    incomplete.delete('D_02');
    assert.throws(() => rectification(incomplete, 2, 'calib_cam_to_cam.txt'), {
      name: 'InputError',
      message: /calib_cam_to_cam\.txt has no line of numbers for D_02, expected 5/,
    });
  });
});
