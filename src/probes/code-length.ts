import { normalCdf } from '../stats/normal.js';

/** Bits that a class takes under probabilities [classes], of which only those of `present` classes count. */
export function bitsOfClass(label: number, probabilities: ArrayLike<number>, present: ArrayLike<number>): number {
  let total = 0;
  for (let k = 0; k < present.length; k++) if (present[k]) total += probabilities[k];
  return -Math.log2(probabilities[label] / total);
}

/**
 * Bits that a number takes which is written in steps of `step`, under a Gaussian of the given mean and deviation:
 * −log₂ of the Gaussian's mass within half a step of the nearest multiple. Never negative, however sure the Gaussian is.
 *
 * The deviation is taken for a sixteenth of a step at least.
 */
export function bitsOfNumber(value: number, step: number, mean: number, deviation: number): number {
  const written = Math.round(value / step) * step;
  const scale = Math.max(deviation, step / 16);
  const logMass = logNormalMass((written - step / 2 - mean) / scale, (written + step / 2 - mean) / scale);
  return Math.max(0, -logMass / Math.LN2);
}

/** log(Φ(b) − Φ(a)) for a < b, in the far tails too. */
function logNormalMass(a: number, b: number): number {
  if (b <= 0) return logNormalMass(-b, -a);
  if (a < 0) return Math.log(normalCdf(b) - normalCdf(a));
  const tail = logUpperTail(a);
  return tail + Math.log1p(-Math.exp(logUpperTail(b) - tail));
}

/** log P(Z > x) for x ≥ 0; beyond what floats hold by the first terms of its expansion. */
function logUpperTail(x: number): number {
  if (x < 30) return Math.log(normalCdf(-x));
  const square = 1 / (x * x);
  return (-x * x) / 2 - Math.log(x * Math.sqrt(2 * Math.PI)) + Math.log1p(square * (-1 + square * (3 - 15 * square)));
}
