/** Plane affine map x' = a·x + c·y + e, y' = b·x + d·y + f, in SVG's order [a, b, c, d, e, f]. */
export type Affine = readonly [number, number, number, number, number, number];

export const identityAffine: Affine = [1, 0, 0, 1, 0, 0];

/** The map that applies `second` first and `first` to its result: the matrix product first · second. */
export function multiplyAffine(first: Affine, second: Affine): Affine {
  const [a, b, c, d, e, f] = first;
  const [p, q, r, s, t, u] = second;
  return [a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s, a * t + c * u + e, b * t + d * u + f];
}

/** Parses an SVG `transform` attribute: any sequence of translate, scale, rotate and matrix, in degrees and pixels. */
export function parseTransform(attribute: string | null): Affine {
  let result = identityAffine;
  for (const [, name, list] of (attribute ?? '').matchAll(/(\w+)\s*\(([^)]*)\)/g)) {
    const values = list
      .trim()
      .split(/[\s,]+/)
      .map(Number);
    result = multiplyAffine(result, primitive(name, values));
  }
  return result;
}

function primitive(name: string, v: number[]): Affine {
  switch (name) {
    case 'translate':
      return [1, 0, 0, 1, v[0], v[1] ?? 0];
    case 'scale':
      return [v[0], 0, 0, v[1] ?? v[0], 0, 0];
    case 'rotate': {
      const angle = (v[0] * Math.PI) / 180;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      const [x, y] = [v[1] ?? 0, v[2] ?? 0];
      return [cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y];
    }
    case 'matrix':
      return [v[0], v[1], v[2], v[3], v[4], v[5]];
    default:
      throw new Error(`SVG transform ${name}() is not supported: use translate, scale, rotate or matrix.`);
  }
}
