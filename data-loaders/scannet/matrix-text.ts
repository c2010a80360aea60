import { isRigid, type Pose } from '../../src/geometry/pose.js';
import { InputError } from '../../src/support/errors.js';

/** Focal lengths and principal point in pixels, as stored: ScanNet counts the centre of the first pixel as (0, 0). */
export interface Intrinsics {
  fx: number;
  fy: number;
  cx: number;
  cy: number;
}

/** How writers of text put numbers that are not finite, among them those of Windows. */
const notFinite = /^[+-]?(?:inf(?:inity)?|nan|1\.#(?:inf|ind|qnan|snan).*)$/i;

/**
 * The numbers of a text, −∞ and the like as NaN. Throws InputError naming `file` if a word is no number or if there are
 * others than `counts` of them.
 */
export function parseNumbers(text: string, counts: readonly number[], file: string): Float64Array {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const numbers = Float64Array.from(words, (word) => (notFinite.test(word) ? NaN : Number(word)));
  const wrong = words.find((word, i) => Number.isNaN(numbers[i]) && !notFinite.test(word));
  if (wrong !== undefined || !counts.includes(words.length))
    throw new InputError(
      `${file} ${wrong === undefined ? `has ${words.length} numbers` : `holds ${JSON.stringify(wrong.slice(0, 40))}`}; expected a matrix of ${counts.join(' or ')} numbers. Download or export it again.`,
    );
  return numbers;
}

/**
 * The pose of a frame, camera to world in metres, or undefined where tracking was lost: then entries are −∞, or all are 0.
 * Throws InputError naming `file` if the matrix is neither.
 */
export function poseOrLost(matrix: Float64Array, file: string): Pose | undefined {
  if (!matrix.every(Number.isFinite) || matrix.every((entry) => entry === 0)) return undefined;
  return rigid(matrix, file);
}

/** A rigid transform. Throws InputError naming `file` if the matrix is another. */
export function rigid(matrix: Float64Array, file: string): Pose {
  if (!isRigid(matrix, 0.01))
    throw new InputError(
      `${file} is not a rotation and a translation (last row 0 0 0 1). Expected a 4×4 row-major matrix: download or export it again.`,
    );
  return matrix;
}

/** Intrinsics of a 3×3 or 4×4 camera matrix. Throws InputError naming `file` if it is none. */
export function intrinsicsOf(matrix: Float64Array, file: string): Intrinsics {
  const side = Math.sqrt(matrix.length);
  const [fx, fy, cx, cy] = [matrix[0], matrix[side + 1], matrix[2], matrix[side + 2]];
  if (!matrix.every(Number.isFinite) || !(fx > 0 && fy > 0))
    throw new InputError(
      `${file} is not a camera matrix. Expected "fx 0 cx", "0 fy cy", "0 0 1" in pixels: download or export it again.`,
    );
  return { fx, fy, cx, cy };
}
