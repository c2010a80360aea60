import { isRigid, type Pose } from '../../src/geometry/pose.js';
import { InputError } from '../../src/support/errors.js';
import { readText } from '../../src/support/files.js';

/** Numbers of a text file, separated by white space. Throws InputError naming the file when it is missing. */
function readWords(file: string): string[] {
  return readText(file)
    .split(/\s+/)
    .filter((word) => word !== '');
}

/**
 * Reads a `.pose.txt`: 4×4 numbers, camera to world, metres. Throws InputError naming the file if it has another number
 * of entries, one is not finite (`-inf`, `nan`: lost tracking) or the matrix is not a rotation and a translation.
 */
export function readPose(file: string): Pose {
  const words = readWords(file);
  if (words.length !== 16)
    throw new InputError(
      `${file} has ${words.length} numbers; expected the 16 of a 4×4 camera-to-world matrix. Fix the pose or remove the frame.`,
    );
  const lost = words.find((word) => !Number.isFinite(Number(word)));
  if (lost !== undefined)
    throw new InputError(
      `${file} holds ${lost}, as written where tracking was lost. Remove the frame (its three files) or fix the pose.`,
    );
  const pose = Float64Array.from(words, Number);
  if (!isRigid(pose, 0.01))
    throw new InputError(
      `${file} is not a rotation and a translation (last row 0 0 0 1). Expected a 4×4 camera-to-world matrix: fix the pose or remove the frame.`,
    );
  return pose;
}

/** Focal lengths and principal point in pixels. */
export interface Intrinsics {
  fx: number;
  fy: number;
  cx: number;
  cy: number;
}

/** Reads `camera-intrinsics.txt`: a 3×3 matrix, or a 4×4 one that contains it. Throws InputError naming the file. */
export function readIntrinsics(file: string): Intrinsics {
  const words = readWords(file);
  const side = Math.sqrt(words.length);
  const numbers = words.map(Number);
  const [fx, fy, cx, cy] = [numbers[0], numbers[side + 1], numbers[2], numbers[side + 2]];
  if ((side !== 3 && side !== 4) || !numbers.every(Number.isFinite) || !(fx > 0 && fy > 0))
    throw new InputError(
      `${file} is not a camera matrix. Expected 3×3 numbers, "fx 0 cx", "0 fy cy", "0 0 1", in pixels of the depth image.`,
    );
  return { fx, fy, cx, cy };
}
