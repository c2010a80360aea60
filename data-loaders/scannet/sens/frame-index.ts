import type { FileHandle } from 'node:fs/promises';
import { keep, readKept } from '../kept.js';
import type { SensHeader } from './header.js';

/** Where each frame lies in a `.sens` file, which has no table of its own. */
export interface FrameIndex {
  /** Complete frames. */
  count: number;
  /** Of the frame's own header, [count]. */
  offsets: Float64Array;
  /** Bytes of compressed colour and depth after that header, [count]. */
  colourBytes: Uint32Array;
  depthBytes: Uint32Array;
  /** Where the last complete frame ends. */
  end: number;
  /** Why there are fewer frames than the file says; undefined if all are there. */
  fault?: string;
}

/** Pose, two time stamps, two byte counts. */
export const frameHeaderBytes = 96;

/** What compression may add to an image that it cannot make smaller. */
const compressionSlack = 2 ** 16;

/** Raise it when the same file gives another index than before. */
const version = 1;

/**
 * The index of an open file, built by reading each frame's header and passing over its images, and kept on disk under the
 * file's name, size and time.
 */
export async function frameIndex(
  handle: FileHandle,
  header: SensHeader,
  file: string,
  { size, mtimeMs }: { size: number; mtimeMs: number },
): Promise<FrameIndex> {
  const key = { kind: 'sens-index', version, file, size, mtimeMs };
  const found = readIndex(key, header);
  if (found) return found;
  const index = await buildIndex(handle, header, size);
  keepIndex(key, index);
  return index;
}

async function buildIndex(handle: FileHandle, header: SensHeader, size: number): Promise<FrameIndex> {
  const { colourSize, depthSize, frameCount, dataStart } = header;
  const mostColour = colourSize.width * colourSize.height * 3 + compressionSlack;
  const mostDepth = depthSize.width * depthSize.height * 2 + compressionSlack;
  // The size of the file bounds what is allocated, whatever the header claims.
  const capacity = Math.min(frameCount, Math.floor((size - dataStart) / frameHeaderBytes));
  const offsets = new Float64Array(capacity);
  const colourBytes = new Uint32Array(capacity);
  const depthBytes = new Uint32Array(capacity);
  const bytes = Buffer.alloc(frameHeaderBytes);
  let end = dataStart;
  let count = 0;
  let fault: string | undefined;
  for (; count < frameCount && fault === undefined; count++) {
    const { bytesRead } = await handle.read(bytes, 0, frameHeaderBytes, end);
    const colour = bytesRead < frameHeaderBytes ? 0 : Number(bytes.readBigUInt64LE(80));
    const depth = bytesRead < frameHeaderBytes ? 0 : Number(bytes.readBigUInt64LE(88));
    const next = end + frameHeaderBytes + colour + depth;
    if (colour > mostColour || depth > mostDepth)
      fault = `frame ${count} is damaged, since it claims ${colour} bytes of colour and ${depth} of depth`;
    else if (bytesRead < frameHeaderBytes || next > size) fault = `the file ends within frame ${count}`;
    if (fault !== undefined) break;
    offsets[count] = end;
    colourBytes[count] = colour;
    depthBytes[count] = depth;
    end = next;
  }
  return {
    count,
    offsets: offsets.slice(0, count),
    colourBytes: colourBytes.slice(0, count),
    depthBytes: depthBytes.slice(0, count),
    end,
    fault,
  };
}

function readIndex(key: object, { dataStart }: SensHeader): FrameIndex | undefined {
  const found = readKept(key);
  const [offsets, colourBytes, depthBytes] = ['offsets', 'colourBytes', 'depthBytes'].map(
    (name) => found?.tensors.get(name)?.values,
  );
  if (!(offsets instanceof Float64Array && colourBytes instanceof Uint32Array && depthBytes instanceof Uint32Array))
    return undefined;
  const count = offsets.length;
  const last = count - 1;
  const end = count === 0 ? dataStart : offsets[last] + frameHeaderBytes + colourBytes[last] + depthBytes[last];
  return { count, offsets, colourBytes, depthBytes, end, fault: found!.metadata.fault };
}

function keepIndex(key: object, { count, offsets, colourBytes, depthBytes, fault }: FrameIndex): void {
  keep(
    key,
    [
      ['offsets', { dtype: 'F64', shape: [count], values: offsets }],
      ['colourBytes', { dtype: 'U32', shape: [count], values: colourBytes }],
      ['depthBytes', { dtype: 'U32', shape: [count], values: depthBytes }],
    ],
    fault === undefined ? {} : { fault },
  );
}
