/** Writes MATLAB v5 files and their data elements as MATLAB does. */
export class Mat5Writer {
  constructor(private readonly littleEndian: boolean) {}

  element(type: number, data: Buffer): Buffer {
    const tag = Buffer.alloc(8);
    if (data.length > 0 && data.length <= 4) {
      const small = Buffer.concat([this.word((data.length << 16) | type), data, Buffer.alloc(4)]);
      return small.subarray(0, 8);
    }
    this.word(type).copy(tag);
    this.word(data.length).copy(tag, 4);
    const padding = type === 15 ? 0 : (8 - (data.length % 8)) % 8;
    return Buffer.concat([tag, data, Buffer.alloc(padding)]);
  }

  word(value: number): Buffer {
    const bytes = Buffer.alloc(4);
    if (this.littleEndian) bytes.writeInt32LE(value | 0);
    else bytes.writeInt32BE(value | 0);
    return bytes;
  }

  /** Numbers of a width of 1, 2, 4 or 8 bytes. */
  numbers(type: number, values: ArrayBufferView): Buffer {
    const width = (values as Uint8Array).BYTES_PER_ELEMENT;
    const bytes = Buffer.from(new Uint8Array(values.buffer.slice(0)));
    if (!this.littleEndian && width > 1) bytes[`swap${(width * 8) as 16 | 32 | 64}`]();
    return this.element(type, bytes);
  }

  array(classNumber: number, shape: number[], name: string, ...parts: Buffer[]): Buffer {
    return this.element(
      14,
      Buffer.concat([
        this.numbers(6, Uint32Array.of(classNumber, 0)),
        this.numbers(5, Int32Array.from(shape)),
        this.element(1, Buffer.from(name)),
        ...parts,
      ]),
    );
  }

  file(...variables: Buffer[]): Buffer {
    const header = Buffer.alloc(128, ' ');
    header.write('MATLAB 5.0 MAT-file');
    header.write(this.littleEndian ? '\x00\x01IM' : '\x01\x00MI', 124, 'latin1');
    return Buffer.concat([header, ...variables]);
  }
}
