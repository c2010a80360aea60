import { InputError } from '../support/errors.js';

/** A decoded PGM or PPM: values as stored, [height, width, channels]. */
export interface NetpbmImage {
  width: number;
  height: number;
  /** 1 for PGM (P5), 3 for PPM (P6). */
  channels: 1 | 3;
  /** The largest value that the header allows; up to 255 values are bytes, beyond it 16 bits. */
  maximum: number;
  values: Uint8Array | Uint16Array;
}

/**
 * Decodes binary PGM (P5) or PPM (P6) of 8 or 16 bits; comments may stand anywhere in the header.
 *
 * The format stores 16 bits big-endian. `endian: 'little'` is for files that break this rule, such as the raw depth of
 * NYU Depth v2.
 *
 * Throws InputError naming `file` if the header is malformed, if the image has another number of bytes than its size
 * asks for, or if a value exceeds the header's maximum (as with the wrong byte order).
 *
 * Reference: https://netpbm.sourceforge.net/doc/pgm.html
 */
export function readNetpbm(
  bytes: Uint8Array,
  file = 'netpbm data',
  { endian = 'big' }: { endian?: 'big' | 'little' } = {},
): NetpbmImage {
  const fail = (fault: string): never => {
    throw new InputError(
      `${file} is not a readable PGM or PPM image: ${fault}. Copy it again from its source or remove the frame.`,
    );
  };
  const { channels, width, height, maximum, dataStart } = parseHeader(bytes, fail);
  const wide = maximum > 255;
  const count = width * height * channels;
  const size = count * (wide ? 2 : 1);
  if (bytes.length - dataStart !== size)
    fail(
      `${width}×${height} with ${channels} of ${wide ? 16 : 8} bits take ${size} bytes, ${bytes.length - dataStart} follow`,
    );
  const data = new Uint8Array(bytes.subarray(dataStart));
  if (wide && endian === 'big') Buffer.from(data.buffer).swap16();
  const values = wide ? new Uint16Array(data.buffer) : data;
  let largest = 0;
  for (let i = 0; i < count; i++) if (values[i] > largest) largest = values[i];
  if (largest > maximum)
    fail(`it holds ${largest}, its header allows ${maximum}${wide ? `; perhaps it is not ${endian}-endian` : ''}`);
  return { width, height, channels, maximum, values };
}

function parseHeader(
  bytes: Uint8Array,
  fail: (fault: string) => never,
): { channels: 1 | 3; width: number; height: number; maximum: number; dataStart: number } {
  const kind = bytes[0] === 0x50 && isSpaceOrComment(bytes[2]) ? bytes[1] - 0x30 : 0;
  if (kind !== 5 && kind !== 6) fail('it does not begin with P5 or P6');
  let at = 2;
  const readNumber = (): number => {
    while (isSpaceOrComment(bytes[at])) at = bytes[at] === hash ? lineEnd(bytes, at) : at + 1;
    const begin = at;
    let value = 0;
    for (; bytes[at] >= 0x30 && bytes[at] <= 0x39; at++) value = 10 * value + bytes[at] - 0x30;
    if (at === begin || !isSpaceOrComment(bytes[at])) fail('its header lacks width, height and largest value');
    return value;
  };
  const [width, height, maximum] = [readNumber(), readNumber(), readNumber()];
  // One white space ends the header, or a comment with its line's end.
  const dataStart = (bytes[at] === hash ? lineEnd(bytes, at) : at) + 1;
  if (width < 1 || height < 1) fail(`its size is ${width}×${height}`);
  if (maximum < 1 || maximum > 65535) fail(`its largest value is ${maximum}, expected 1 to 65535`);
  return { channels: kind === 5 ? 1 : 3, width, height, maximum, dataStart };
}

const hash = 0x23;

function isSpaceOrComment(byte: number): boolean {
  return byte === 0x20 || (byte >= 9 && byte <= 13) || byte === hash;
}

/** Index of the line feed or carriage return that ends the line, or of the end of the data. */
function lineEnd(bytes: Uint8Array, at: number): number {
  while (at < bytes.length && bytes[at] !== 10 && bytes[at] !== 13) at++;
  return at;
}
