import { regularisedIncompleteBeta } from './incomplete-beta.js';

/** Upper tail `P(T > t)` of Student's t with `degrees` > 0 degrees of freedom; t may be ±Infinity. */
export function studentTTail(t: number, degrees: number): number {
  if (!Number.isFinite(t)) return t > 0 ? 0 : 1;
  const half = 0.5 * regularisedIncompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
  return t >= 0 ? half : 1 - half;
}

/** Distribution function `P(T ≤ t)` of Student's t with `degrees` > 0 degrees of freedom. */
export function studentTCdf(t: number, degrees: number): number {
  return studentTTail(-t, degrees);
}

/**
 * Quantile of Student's t: the t with `P(T ≤ t) = p`, for p in (0, 1), to about twelve digits.
 *
 * Found by bisection on the tail, which is monotone for every number of degrees.
 */
export function studentTQuantile(p: number, degrees: number): number {
  if (!(p > 0 && p < 1) || !(degrees > 0)) {
    throw new RangeError(`A t quantile needs 0 < p < 1 and degrees > 0, not p = ${p}, degrees = ${degrees}.`);
  }
  if (p === 0.5) return 0;
  if (p < 0.5) return -upperQuantile(p, degrees);
  return upperQuantile(1 - p, degrees);
}

/** The t ≥ 0 with `P(T > t) = tail`, tail in (0, ½). */
function upperQuantile(tail: number, degrees: number): number {
  let low = 0;
  let high = 1;
  while (studentTTail(high, degrees) > tail) {
    low = high;
    high *= 2;
  }
  while (high - low > 1e-13 * high) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (studentTTail(middle, degrees) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
