import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipFixture {
  name: string;
  content: Uint8Array;
  /** 0 stored, 8 deflated (the default). */
  method?: number;
  /** Unix mode, a file's by default. */
  mode?: number;
  /** What the archive claims, if not the truth. */
  size?: number;
  checksum?: number;
  encrypted?: boolean;
}

/** The bytes of a zip archive of any entries, however nasty; `zip64` writes the 64-bit records. */
export function zipBytes(fixtures: readonly ZipFixture[], { zip64 = false }: { zip64?: boolean } = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, method = 8, mode = 0o100644, ...claimed } of fixtures) {
    const data = method === 8 ? deflateRawSync(content) : Buffer.from(content);
    const nameBytes = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0); // version needed
    common.writeUInt16LE(0x800 | (claimed.encrypted ? 1 : 0), 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt16LE(0x6000, 6); // 12:00
    common.writeUInt16LE(0x5021, 8); // 1 January 2020
    common.writeUInt32LE(claimed.checksum ?? crc32(content), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(claimed.size ?? content.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    parts.push(word(0x04034b50), common, nameBytes, data);

    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(0x0314, 4); // made on Unix
    common.copy(central, 6);
    central.writeUInt32LE((mode << 16) >>> 0, 38);
    central.writeUInt32LE(zip64 ? 0xffffffff : offset, 42);
    const extra = Buffer.alloc(zip64 ? 12 : 0);
    if (zip64) {
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(8, 2);
      extra.writeBigUInt64LE(BigInt(offset), 4);
    }
    central.writeUInt16LE(extra.length, 30);
    directory.push(central, nameBytes, extra);
    offset += 30 + nameBytes.length + data.length;
  }
  const central = Buffer.concat(directory);
  const records = zip64 ? [zip64Records(fixtures.length, offset, central.length)] : [];
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(zip64 ? 0xffff : fixtures.length, 8);
  end.writeUInt16LE(zip64 ? 0xffff : fixtures.length, 10);
  end.writeUInt32LE(zip64 ? 0xffffffff : central.length, 12);
  end.writeUInt32LE(zip64 ? 0xffffffff : offset, 16);
  return Buffer.concat([...parts, central, ...records, end]);
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** End of central directory record and locator. */
function zip64Records(count: number, offset: number, size: number): Buffer {
  const records = Buffer.alloc(76);
  records.writeUInt32LE(0x06064b50, 0);
  records.writeBigUInt64LE(44n, 4);
  records.writeBigUInt64LE(BigInt(count), 24);
  records.writeBigUInt64LE(BigInt(count), 32);
  records.writeBigUInt64LE(BigInt(size), 40);
  records.writeBigUInt64LE(BigInt(offset), 48);
  records.writeUInt32LE(0x07064b50, 56);
  records.writeBigUInt64LE(BigInt(offset + size), 64);
  records.writeUInt32LE(1, 72);
  return records;
}
