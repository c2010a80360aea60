import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parseVelodyne, parseVelodyneText } from '../../../data-loaders/kitti/velodyne.js';
import { InputError } from '../../../src/support/errors.js';
import '../../support/property-seed.js';
import { scanBytes } from './fixtures.js';

describe('laser scans', () => {
  it('hold x, y, z and reflectance of each point, wherever their bytes lie', () => {
    const bytes = scanBytes([
      [1, -2, 0.5, 0.25],
      [40, 3, -1.5, 1],
    ]);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    for (const scan of [parseVelodyne(bytes, 'a.bin'), parseVelodyne(shifted.subarray(3), 'a.bin')]) {
      assert.equal(scan.count, 2);
      assert.deepEqual([...scan.positions], [1, -2, 0.5, 40, 3, -1.5]);
      assert.deepEqual([...scan.reflectance], [0.25, 1]);
    }
  });

  it('are lines of text in unsynchronised recordings', () => {
    const { positions, reflectance } = parseVelodyneText('1 -2 0.5 0.25\n40 3 -1.5 1\n', 'a.txt');
    assert.deepEqual([...positions], [1, -2, 0.5, 40, 3, -1.5]);
    assert.deepEqual([...reflectance], [0.25, 1]);
    assert.throws(() => parseVelodyneText('1 2 3', 'a.txt'), { name: 'InputError', message: /a\.txt has 3 numbers/ });
    assert.throws(() => parseVelodyneText('1 2 x 4', 'a.txt'), { name: 'InputError', message: /point 0.*not finite/ });
  });

  it('that were cut short, are empty or hold no numbers are refused by name', () => {
    const whole = scanBytes([
      [1, 2, 3, 0],
      [1, 2, 3, 0],
    ]);
    assert.throws(() => parseVelodyne(whole.subarray(0, 20), '000007.bin'), {
      name: 'InputError',
      message: /000007\.bin has 20 bytes, which is no whole number of points/,
    });
    for (const parse of [
      () => parseVelodyne(new Uint8Array(0), '000007.bin'),
      () => parseVelodyneText('\n', '000007.bin'),
    ])
      assert.throws(parse, { name: 'InputError', message: /000007\.bin is empty: it holds no point/ });
    assert.throws(
      () =>
        parseVelodyne(
          scanBytes([
            [1, 2, 3, 0],
            [1, NaN, 3, 0],
          ]),
          '000007.bin',
        ),
      {
        name: 'InputError',
        message: /000007\.bin has at point 1 a value that is not finite/,
      },
    );
  });

  it('of any bytes are read or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          assert.equal(parseVelodyne(bytes, 'x').count * 16, bytes.length);
        } catch (error) {
          assert.ok(error instanceof InputError);
        }
      }),
    );
  });
});
