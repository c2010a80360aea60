/**
 * A rigid transform as a 4×4 row-major matrix [16]: `worldFromCamera` maps camera coordinates to world coordinates.
 * Points are column vectors: p' = R·p + t.
 */
export type Pose = Float64Array;

/** A point or direction, [x, y, z]. */
export type Vector3 = [number, number, number];

/** The transform that changes nothing. */
export function identityPose(): Pose {
  return Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
}

/** Composition `a·b`: first b, then a. `multiplyPoses(cFromB, bFromA)` is cFromA. */
export function multiplyPoses(a: Pose, b: Pose): Pose {
  const product = new Float64Array(16);
  for (let row = 0; row < 4; row++)
    for (let column = 0; column < 4; column++) {
      let sum = 0;
      for (let k = 0; k < 4; k++) sum += a[row * 4 + k] * b[k * 4 + column];
      product[row * 4 + column] = sum;
    }
  return product;
}

/** Inverse of a rigid transform, `[Rᵀ | −Rᵀt]`; exact for rotations only, see {@link isRigid}. */
export function invertPose(pose: Pose): Pose {
  const inverse = identityPose();
  for (let row = 0; row < 3; row++) {
    let translation = 0;
    for (let column = 0; column < 3; column++) {
      inverse[row * 4 + column] = pose[column * 4 + row];
      translation -= pose[column * 4 + row] * pose[column * 4 + 3];
    }
    inverse[row * 4 + 3] = translation;
  }
  return inverse;
}

/** A point in the target frame: R·p + t. */
export function transformPoint(pose: Pose, [x, y, z]: Vector3): Vector3 {
  return [
    pose[0] * x + pose[1] * y + pose[2] * z + pose[3],
    pose[4] * x + pose[5] * y + pose[6] * z + pose[7],
    pose[8] * x + pose[9] * y + pose[10] * z + pose[11],
  ];
}

/** A direction in the target frame: R·d. */
export function rotateDirection(pose: Pose, [x, y, z]: Vector3): Vector3 {
  return [
    pose[0] * x + pose[1] * y + pose[2] * z,
    pose[4] * x + pose[5] * y + pose[6] * z,
    pose[8] * x + pose[9] * y + pose[10] * z,
  ];
}

/** Directions [n, 3] in the target frame: R·d for each. */
export function rotateDirections(pose: Pose, directions: Float32Array): Float32Array {
  const rotated = new Float32Array(directions.length);
  for (let i = 0; i < directions.length; i += 3)
    for (let row = 0; row < 3; row++)
      rotated[i + row] =
        pose[row * 4] * directions[i] + pose[row * 4 + 1] * directions[i + 1] + pose[row * 4 + 2] * directions[i + 2];
  return rotated;
}

/** Whether the matrix is a rotation and a translation: R·Rᵀ = 1 and det R = +1 within `tolerance`, last row 0 0 0 1. */
export function isRigid(pose: Pose, tolerance = 1e-3): boolean {
  if (pose.length !== 16 || !pose.every(Number.isFinite)) return false;
  for (let i = 0; i < 3; i++)
    for (let j = i; j < 3; j++) {
      let dot = 0;
      for (let k = 0; k < 3; k++) dot += pose[i * 4 + k] * pose[j * 4 + k];
      if (Math.abs(dot - (i === j ? 1 : 0)) > tolerance) return false;
    }
  const determinant =
    pose[0] * (pose[5] * pose[10] - pose[6] * pose[9]) -
    pose[1] * (pose[4] * pose[10] - pose[6] * pose[8]) +
    pose[2] * (pose[4] * pose[9] - pose[5] * pose[8]);
  return determinant > 0 && [0, 0, 0, 1].every((value, i) => Math.abs(pose[12 + i] - value) <= tolerance);
}

/**
 * The rotation by the smallest angle that turns direction `from` into direction `to` (both of any length > 0), by
 * Rodrigues' formula. For opposite directions, where the axis is free, it turns about an axis perpendicular to `from`.
 */
export function rotationBetween(from: Vector3, to: Vector3): Pose {
  const a = normalise(from);
  const b = normalise(to);
  const cosine = a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  let axis = cross(a, b);
  let sine = Math.hypot(...axis);
  if (sine < 1e-12) {
    if (cosine > 0) return identityPose();
    axis = cross(a, Math.abs(a[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0]);
    sine = 0;
  }
  const [x, y, z] = normalise(axis);
  const versine = 1 - cosine;
  return Float64Array.of(
    cosine + x * x * versine,
    x * y * versine - z * sine,
    x * z * versine + y * sine,
    0,
    y * x * versine + z * sine,
    cosine + y * y * versine,
    y * z * versine - x * sine,
    0,
    z * x * versine - y * sine,
    z * y * versine + x * sine,
    cosine + z * z * versine,
    0,
    0,
    0,
    0,
    1,
  );
}

function normalise([x, y, z]: Vector3): Vector3 {
  const length = Math.hypot(x, y, z);
  return [x / length, y / length, z / length];
}

function cross(a: Vector3, b: Vector3): Vector3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
