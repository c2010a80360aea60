import type * as fs from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { InputError } from '../../../src/support/errors.js';
import { explainFileError } from '../../../src/support/files.js';
import { frameHeaderBytes, frameIndex, type FrameIndex } from './frame-index.js';
import { largestHeader, parseSensHeader, type SensHeader } from './header.js';
import { imuFrameBytes, parseImuFrame, type ImuFrame } from './imu.js';

/** One frame of a `.sens` file as it is stored. */
export interface SensFrame {
  /** Names it in messages. */
  name: string;
  /** Camera to world, 4×4 row-major, metres; every entry is −∞ where tracking was lost. */
  cameraToWorld: Float64Array;
  /** Microseconds. */
  colourTime: number;
  depthTime: number;
  /** Compressed as the header says. */
  colour: Uint8Array;
  depth: Uint8Array;
}

/**
 * A `.sens` file, read frame by frame: neither the file nor its frames stay open or in memory, only the table of where
 * they lie, which is made when the first is read.
 */
export class SensFile {
  private indexing: Promise<FrameIndex> | undefined;

  private constructor(
    readonly file: string,
    readonly header: SensHeader,
    private readonly status: fs.Stats,
  ) {}

  /** Reads the header. Throws InputError naming the file if it is missing, cut short, or no `.sens` file. */
  static async open(file: string): Promise<SensFile> {
    return withFile(file, async (handle) => {
      const bytes = Buffer.alloc(largestHeader);
      const { bytesRead } = await handle.read(bytes, 0, largestHeader, 0);
      return new SensFile(file, parseSensHeader(bytes.subarray(0, bytesRead), file), await handle.stat());
    });
  }

  /** Where the complete frames lie; says so if there are fewer than the header claims. */
  index(): Promise<FrameIndex> {
    this.indexing ??= withFile(this.file, (handle) => frameIndex(handle, this.header, this.file, this.status)).catch(
      (error: unknown) => {
        this.indexing = undefined;
        throw error;
      },
    );
    return this.indexing;
  }

  /** Frame `i`, beginning with 0. Throws InputError naming the file if it is not there or not complete. */
  async frame(i: number): Promise<SensFrame> {
    const { count, offsets, colourBytes, depthBytes, fault } = await this.index();
    if (fault !== undefined && i >= count)
      throw new InputError(
        `${this.file} has no frame ${i}: ${fault}, so that ${count} of ${this.header.frameCount} frames are complete. Download it again, or use those before.`,
      );
    if (!(Number.isInteger(i) && i >= 0 && i < count))
      throw new InputError(`${this.file} has no frame ${i}: it has ${count}, counted from 0.`);
    const colourEnd = frameHeaderBytes + colourBytes[i];
    const bytes = await withFile(this.file, (handle) =>
      readExactly(handle, offsets[i], colourEnd + depthBytes[i], this.file),
    );
    return {
      name: `${this.file}, frame ${i}`,
      cameraToWorld: Float64Array.from({ length: 16 }, (_, k) => bytes.readFloatLE(4 * k)),
      colourTime: Number(bytes.readBigUInt64LE(64)),
      depthTime: Number(bytes.readBigUInt64LE(72)),
      colour: bytes.subarray(frameHeaderBytes, colourEnd),
      depth: bytes.subarray(colourEnd),
    };
  }

  /**
   * Measurements of the inertial sensor, which follow the frames; none in version 3 or where the file ends with the frames.
   * Throws InputError naming the file if it is cut short.
   */
  async imu(): Promise<ImuFrame[]> {
    const { begin, count } = await this.imuBlock();
    if (count === 0) return [];
    const bytes = await withFile(this.file, (handle) => readExactly(handle, begin, count * imuFrameBytes, this.file));
    return Array.from({ length: count }, (_, i) => parseImuFrame(bytes.subarray(i * imuFrameBytes)));
  }

  /** Bytes after all that the format knows; 0 in a sound file. Throws as {@link imu} does. */
  async trailingBytes(): Promise<number> {
    const { begin, count } = await this.imuBlock();
    return this.status.size - begin - count * imuFrameBytes;
  }

  /** Where the measurements begin and how many there are. */
  private async imuBlock(): Promise<{ begin: number; count: number }> {
    const { end, fault } = await this.index();
    const fail = (reason: string): InputError =>
      new InputError(`${this.file} has no readable inertial measurements: ${reason}. Download it again.`);
    if (fault !== undefined) throw fail(fault);
    if (this.header.version === 3 || end === this.status.size) return { begin: end, count: 0 };
    if (end + 8 > this.status.size) throw fail('the file ends within their number');
    const bytes = await withFile(this.file, (handle) => readExactly(handle, end, 8, this.file));
    const count = Number(bytes.readBigUInt64LE(0));
    if (end + 8 + count * imuFrameBytes > this.status.size) throw fail(`it claims ${count} and ends before the last`);
    return { begin: end + 8, count };
  }
}

async function withFile<T>(file: string, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, 'r');
    return await use(handle);
  } catch (error) {
    throw explainFileError(error, file, 'read');
  } finally {
    await handle?.close();
  }
}

async function readExactly(handle: FileHandle, position: number, length: number, file: string): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(length);
  for (let read = 0; read < length;) {
    const { bytesRead } = await handle.read(bytes, read, length - read, position + read);
    if (bytesRead === 0) throw new InputError(`${file} has become shorter while it was read. Read it again.`);
    read += bytesRead;
  }
  return bytes;
}
