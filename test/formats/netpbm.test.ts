import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { readNetpbm } from '../../src/formats/index.js';
import { assertReadsOrRefuses, assertRefused, damaged } from './damage.js';

const image = (header: string, ...bytes: number[]) => Buffer.concat([Buffer.from(header), Buffer.from(bytes)]);

describe('PGM and PPM', () => {
  it('have 8 or 16 bits, one channel or three', () => {
    assert.deepEqual(readNetpbm(image('P5 3 1 255\n', 0, 10, 35)), {
      width: 3,
      height: 1,
      channels: 1,
      maximum: 255,
      values: Uint8Array.of(0, 10, 35),
    });
    assert.deepEqual(
      readNetpbm(image('P6\n1 1\n65535\n', 1, 2, 3, 4, 255, 255)).values,
      Uint16Array.of(258, 772, 65535),
    );
    assert.equal(readNetpbm(image('P6 1 1 255 ', 1, 2, 3)).channels, 3);
  });

  it('have their 16 bits in the byte order that is asked for', () => {
    const bytes = image('P5 1 1 65535\n', 0xff, 0x07);
    assert.deepEqual(readNetpbm(bytes, 'd.pgm', { endian: 'little' }).values, Uint16Array.of(2047));
    assert.deepEqual(readNetpbm(bytes).values, Uint16Array.of(0xff07));
  });

  it('have comments anywhere in the header, and data that look like them', () => {
    for (const header of [
      'P5\n# of a sensor\n2 1\n255\n',
      'P5#a\n#b 7 7\n 2#c\n1 #\n255\n',
      'P5 2 1 255#last\n',
      'P5\r\n2\r\n1\r\n255\n',
    ])
      assert.deepEqual(readNetpbm(image(header, 35, 10)).values, Uint8Array.of(35, 10), JSON.stringify(header));
  });

  it('are refused when malformed, naming file and fault', () => {
    const cases: [Buffer, RegExp][] = [
      [image('P2 1 1 255\n1'), /does not begin with P5 or P6/],
      [image('P5x 1 1 255\n', 0), /does not begin/],
      [image(''), /does not begin/],
      [image('P5 1 a 255\n', 0), /lacks width/],
      [image('P5 1 # 1 255\n'), /lacks width/],
      [image('P5 1 1 255'), /lacks width/],
      [image('P5 0 1 255\n'), /size is 0×1/],
      [image('P5 1 1 65536\n', 0, 0), /largest value is 65536/],
      [image('P5 1 1 0\n', 0), /largest value is 0/],
      [image('P5 2 2 255\n', 1, 2, 3), /take 4 bytes, 3 follow/],
      [image('P5 1 1 255\n', 1, 2), /take 1 bytes, 2 follow/],
      [image('P5 99999999999999999999 99999999999999999999 255\n', 1), /take .* bytes, 1 follow/],
      [image('P5 1 1 2047\n', 0xff, 0x07), /holds 65287, its header allows 2047; perhaps it is not big-endian/],
    ];
    for (const [bytes, fault] of cases)
      assertRefused(() => readNetpbm(bytes, 'd-7.pgm'), 'd-7.pgm is not a readable PGM or PPM', fault);
  });

  it('are refused when cut short anywhere, and survive any damage', () => {
    const file = image('P6 # c\n2 2 999\n', ...Array.from({ length: 24 }, (_, i) => (i % 2 === 0 ? 3 : i)));
    assert.equal(readNetpbm(file).values.length, 12);
    for (let length = 0; length < file.length; length++)
      assertRefused(() => readNetpbm(file.subarray(0, length), 'a.ppm'), 'a.ppm', /./);
    fc.assert(
      fc.property(damaged(file), (bytes) => assertReadsOrRefuses(() => readNetpbm(bytes))),
      { numRuns: 500 },
    );
  });

  it('take no longer for a header of white space or of one endless comment', () => {
    for (const filling of [' ', '#', '# \n'])
      assertRefused(() => readNetpbm(image(`P5 ${filling.repeat(300_000)}`), 'a.pgm'), 'a.pgm', /lacks width/);
  });
});
