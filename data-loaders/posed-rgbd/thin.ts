import type { Pose } from '../../src/geometry/pose.js';

/** Frames whose cameras stand closer than this, metres, and look more alike than this, radians, show the same picture twice. */
export const leastMove = 0.1;
export const leastTurn = (5 * Math.PI) / 180;

/**
 * Indices of the frames, in the order of time, that differ from the one taken before: moved by 0.1 m or turned by 5°,
 * which shifts a usual image by a twelfth of its width. At least two, the first and the last, if there are two.
 */
export function differentFrames(poses: readonly Pose[]): number[] {
  const taken: number[] = [];
  poses.forEach((pose, index) => {
    const last = poses[taken[taken.length - 1]];
    if (last === undefined || distance(last, pose) >= leastMove || turn(last, pose) >= leastTurn) taken.push(index);
  });
  if (taken.length === 1 && poses.length > 1) taken.push(poses.length - 1);
  return taken;
}

function distance(a: Pose, b: Pose): number {
  return Math.hypot(a[3] - b[3], a[7] - b[7], a[11] - b[11]);
}

/** Angle of the rotation from one camera to the other: `trace(AᵀB) = 1 + 2·cos`. */
function turn(a: Pose, b: Pose): number {
  let trace = 0;
  for (let row = 0; row < 3; row++) for (let column = 0; column < 3; column++) trace += a[row * 4 + column] * b[row * 4 + column]; // prettier-ignore
  return Math.acos(Math.min(Math.max((trace - 1) / 2, -1), 1));
}
