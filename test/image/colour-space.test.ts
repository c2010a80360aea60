import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  bytesFromUnit,
  hsvFromRgb,
  labFromRgb,
  linearFromSrgb,
  linearOfByte,
  luma,
  rgbFromHsv,
  rgbFromLab,
  srgbFromLinear,
  unitFromBytes,
} from '../../src/image/index.js';
import { assertAllClose } from '../support/assert-all-close.js';

const unit = fc.float({ min: 0, max: 1, noNaN: true });
const colour = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255));

describe('bytes and fractions', () => {
  it('lead from one to the other and back', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    assert.deepEqual(bytesFromUnit(unitFromBytes(bytes)), bytes);
  });

  it('round to the nearest and clip instead of wrapping around', () => {
    assert.deepEqual(
      [...bytesFromUnit(Float32Array.of(-1, -0.001, 0.49 / 255, 0.51 / 255, 254.6 / 255, 1.7, 300, NaN, Infinity))],
      [0, 0, 0, 1, 255, 255, 255, 0, 255],
    );
  });
});

describe('sRGB', () => {
  it('has the known linear values', () => {
    assertAllClose(
      [0, 10, 11, 128, 188, 255].map((byte) => linearOfByte[byte]),
      [0, 0.00303527, 0.003346536, 0.2158605, 0.5028865, 1],
      { rtol: 1e-5 },
    );
  });

  it('comes back from linear light', () => {
    fc.assert(
      fc.property(unit, (value) => assertAllClose([srgbFromLinear(linearFromSrgb(value))], [value], { atol: 1e-6 })),
    );
  });
});

describe('CIE Lab under D65', () => {
  it('has the known values of the primaries, black, white and grey', () => {
    const known: [number[], number[]][] = [
      [
        [255, 0, 0],
        [53.2408, 80.0925, 67.2032],
      ],
      [
        [0, 255, 0],
        [87.7347, -86.1827, 83.1793],
      ],
      [
        [0, 0, 255],
        [32.297, 79.1875, -107.8602],
      ],
      [
        [255, 255, 255],
        [100, 0, 0],
      ],
      [
        [0, 0, 0],
        [0, 0, 0],
      ],
      [
        [119, 119, 119],
        [50.0344, 0, 0],
      ],
    ];
    for (const [rgb, lab] of known)
      assertAllClose(labFromRgb(Uint8Array.from(rgb)), lab, { atol: 0.02, label: String(rgb) });
  });

  it('comes back to the same bytes', () => {
    fc.assert(
      fc.property(colour, (rgb) => {
        const bytes = Uint8Array.from(rgb);
        assert.deepEqual(rgbFromLab(labFromRgb(bytes)), bytes);
      }),
    );
  });

  it('clips colours that sRGB cannot show', () => {
    assert.deepEqual([...rgbFromLab([50, -200, 0])].slice(0, 1), [0]);
  });
});

describe('HSV', () => {
  it('has the known values', () => {
    const known: [number[], number[]][] = [
      [
        [1, 0, 0],
        [0, 1, 1],
      ],
      [
        [1, 1, 0],
        [1 / 6, 1, 1],
      ],
      [
        [0, 1, 0],
        [1 / 3, 1, 1],
      ],
      [
        [0, 0.5, 0.5],
        [1 / 2, 1, 0.5],
      ],
      [
        [0, 0, 1],
        [2 / 3, 1, 1],
      ],
      [
        [1, 0, 0.5],
        [11 / 12, 1, 1],
      ],
      [
        [0.5, 0.25, 0.25],
        [0, 0.5, 0.5],
      ],
      [
        [0.3, 0.3, 0.3],
        [0, 0, 0.3],
      ],
      [
        [0, 0, 0],
        [0, 0, 0],
      ],
    ];
    for (const [rgb, hsv] of known) {
      assertAllClose(hsvFromRgb(Float32Array.from(rgb)), hsv, { label: String(rgb) });
      assertAllClose(rgbFromHsv(Float32Array.from(hsv)), rgb, { label: String(hsv), atol: 1e-6 });
    }
  });

  it('comes back, and takes hue modulo one turn', () => {
    fc.assert(
      fc.property(unit, unit, unit, fc.integer({ min: -3, max: 3 }), (r, g, b, turns) => {
        const rgb = Float32Array.of(r, g, b);
        const hsv = hsvFromRgb(rgb);
        assert.ok(hsv[0] >= 0 && hsv[0] < 1 + 1e-7);
        hsv[0] += turns;
        assertAllClose(rgbFromHsv(hsv), rgb, { atol: 4e-6 });
      }),
    );
  });
});

describe('luma', () => {
  it('weighs the channels by BT.601 and leaves greys as they are', () => {
    assertAllClose(luma([1, 0, 0, 0, 1, 0, 0, 0, 1, 0.4, 0.4, 0.4]), [0.299, 0.587, 0.114, 0.4]);
  });
});
