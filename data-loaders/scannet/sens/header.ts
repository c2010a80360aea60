import type { RasterSize } from '../../../src/image/resample.js';
import { InputError } from '../../../src/support/errors.js';

export type ColourCompression = 'unknown' | 'raw' | 'png' | 'jpeg';
export type DepthCompression = 'unknown' | 'raw' | 'zlib' | 'occi';

/** What a `.sens` file says before its first frame. Matrices are 4×4, row-major. */
export interface SensHeader {
  version: 3 | 4;
  sensorName: string;
  /** Pixels; the centre of the first pixel is (0, 0). */
  colourIntrinsic: Float64Array;
  depthIntrinsic: Float64Array;
  /** From the camera to the frame that both share, as a rule that of the colour camera. */
  colourExtrinsic: Float64Array;
  depthExtrinsic: Float64Array;
  colourCompression: ColourCompression;
  depthCompression: DepthCompression;
  colourSize: RasterSize;
  depthSize: RasterSize;
  /** Stored units per metre. */
  depthShift: number;
  /** Frames that the file says it has; a file cut short has fewer. */
  frameCount: number;
  /** Where the first frame begins. */
  dataStart: number;
}

const colourCompressions: readonly ColourCompression[] = ['unknown', 'raw', 'png', 'jpeg'];
const depthCompressions: readonly DepthCompression[] = ['unknown', 'raw', 'zlib', 'occi'];

/** Bytes at the beginning of a file that hold any header. */
export const largestHeader = 4096;
const longestName = 1024;
/** Ten hours at 30 Hz. */
const mostFrames = 2 ** 20;
const largestSide = 16384;

/**
 * Parses the beginning of a `.sens` file of version 4, or 3, which differs only in what follows the frames. Throws
 * InputError naming `file` if it is cut short, of another version, or no such file.
 *
 * Reference: Dai et al., ScanNet, CVPR 2017; SensReader/c++/src/sensorData.h.
 */
export function parseSensHeader(bytes: Uint8Array, file: string): SensHeader {
  const fail = (fault: string): never => {
    throw new InputError(`${file} is not a readable .sens file: ${fault}. Download it again.`);
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const skip = (count: number): number => {
    if (at + count > bytes.length) fail(`it ends within its header, after ${bytes.length} bytes`);
    at += count;
    return at - count;
  };
  const uint = (): number => view.getUint32(skip(4), true);
  const long = (): number => Number(view.getBigUint64(skip(8), true));
  const matrix = (): Float64Array => Float64Array.from({ length: 16 }, () => view.getFloat32(skip(4), true));
  const size = (of: string): RasterSize => {
    const [width, height] = [uint(), uint()];
    const sides = [width, height];
    if (sides.some((side) => side < 1 || side > largestSide)) fail(`its ${of} images are ${width}×${height}`);
    return { width, height };
  };
  const name = <Name>(names: readonly Name[], of: string): Name => {
    const code = view.getInt32(skip(4), true);
    return names[code + 1] ?? fail(`its ${of} compression is ${code}, expected -1 to ${names.length - 2}`);
  };

  const version = uint();
  if (version !== 4 && version !== 3) return fail(`its version is ${version}, expected 4 or 3`);
  const nameLength = long();
  if (nameLength > longestName) return fail(`its sensor name has ${nameLength} characters`);
  const nameStart = skip(nameLength);
  const sensorName = Buffer.from(bytes.subarray(nameStart, nameStart + nameLength)).toString('latin1');
  const [colourIntrinsic, colourExtrinsic, depthIntrinsic, depthExtrinsic] = [matrix(), matrix(), matrix(), matrix()];
  const colourCompression = name(colourCompressions, 'colour');
  const depthCompression = name(depthCompressions, 'depth');
  const [colourSize, depthSize] = [size('colour'), size('depth')];
  const depthShift = view.getFloat32(skip(4), true);
  if (!(depthShift > 0 && depthShift < Infinity)) fail(`its depth shift is ${depthShift}, expected units per metre`);
  const frameCount = long();
  if (frameCount > mostFrames) fail(`it claims ${frameCount} frames`);
  return {
    version,
    sensorName,
    colourIntrinsic,
    depthIntrinsic,
    colourExtrinsic,
    depthExtrinsic,
    colourCompression,
    depthCompression,
    colourSize,
    depthSize,
    depthShift,
    frameCount,
    dataStart: at,
  };
}
