/**
 * Distribution function Φ(x) of the standard normal, to about fifteen digits of the smaller tail.
 *
 * By the series of Φ − ½ near 0 and the continued fraction of the tail beyond.
 * Reference: Abramowitz & Stegun, 26.2.11 and 26.2.14.
 */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return NaN;
  const distance = Math.abs(x);
  const tail = distance < 3 ? 0.5 - centralArea(distance) : upperTail(distance);
  return x < 0 ? tail : 1 - tail;
}

/**
 * Quantile of the standard normal: the x with Φ(x) = p, for p in (0, 1).
 *
 * By bisection, since Φ is monotone. Throws RangeError for other p.
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`A normal quantile needs 0 < p < 1, not p = ${p}.`);
  if (p > 0.5) return -normalQuantile(1 - p);
  let [low, high] = [-40, 0];
  while (high - low > 1e-14) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (normalCdf(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function density(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

/** P(0 < Z < x) for 0 ≤ x < 3. */
function centralArea(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x * x) / (2 * k + 1);
    sum += term;
  }
  return density(x) * sum;
}

/** P(Z > x) for x ≥ 3. */
function upperTail(x: number): number {
  let fraction = 0;
  for (let k = 100; k >= 1; k--) fraction = k / (x + fraction);
  return density(x) / (x + fraction);
}
