/**
 * Elementary functions from + − × ÷ and √ alone.
 *
 * IEEE 754 fixes the result of those five operations to the last bit, but leaves sine, exponential and logarithm to the
 * platform: JavaScript engines differ in them. What must be the same bytes on every machine uses these instead. Errors
 * stay within a few units of the last place for the arguments that geometry and colour need (|x| < 10⁶).
 */

const halfPiHigh = 1.5707963267341256;
const halfPiLow = 6.077100506506192e-11;
const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;

const bits = new DataView(new ArrayBuffer(8));

/** 2ᵏ for an integer k in −1022 … 1023, exactly. */
function powerOfTwo(k: number): number {
  bits.setUint32(0, (k + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

/** Taylor series of sin on |x| ≤ π/4; the first term left out is below 10⁻¹⁶. */
function sinNearZero(x: number): number {
  const z = x * x;
  const tail = -1 / 39916800 + z * (1 / 6227020800 + z * (-1 / 1307674368000));
  return x + x * z * (-1 / 6 + z * (1 / 120 + z * (-1 / 5040 + z * (1 / 362880 + z * tail))));
}

/** Taylor series of cos on |x| ≤ π/4. */
function cosNearZero(x: number): number {
  const z = x * x;
  const tail = 1 / 479001600 + z * (-1 / 87178291200 + z * (1 / 20922789888000));
  return 1 - z / 2 + z * z * (1 / 24 + z * (-1 / 720 + z * (1 / 40320 + z * (-1 / 3628800 + z * tail))));
}

/** Sine of x radians. */
export function exactSin(x: number): number {
  const quarter = Math.floor(x / (halfPiHigh + halfPiLow) + 0.5);
  const rest = x - quarter * halfPiHigh - quarter * halfPiLow;
  switch (((quarter % 4) + 4) % 4) {
    case 0:
      return sinNearZero(rest);
    case 1:
      return cosNearZero(rest);
    case 2:
      return -sinNearZero(rest);
    default:
      return -cosNearZero(rest);
  }
}

/** Cosine of x radians. */
export function exactCos(x: number): number {
  const quarter = Math.floor(x / (halfPiHigh + halfPiLow) + 0.5);
  const rest = x - quarter * halfPiHigh - quarter * halfPiLow;
  switch (((quarter % 4) + 4) % 4) {
    case 0:
      return cosNearZero(rest);
    case 1:
      return -sinNearZero(rest);
    case 2:
      return -cosNearZero(rest);
    default:
      return sinNearZero(rest);
  }
}

/** eˣ for |x| ≤ 700: 2ᵏ·eʳ with |r| ≤ ln 2 / 2. */
export function exactExp(x: number): number {
  const k = Math.floor(x / (ln2High + ln2Low) + 0.5);
  const r = x - k * ln2High - k * ln2Low;
  let sum = 1;
  for (let n = 13; n > 0; n--) sum = 1 + (r / n) * sum;
  return sum * powerOfTwo(k);
}

/** Natural logarithm of a positive, normal number: k·ln 2 + 2·artanh((m − 1)/(m + 1)) with m in [√½, √2]. */
export function exactLog(x: number): number {
  bits.setFloat64(0, x);
  let k = (bits.getUint32(0) >>> 20) - 1023;
  let m = x / powerOfTwo(k);
  if (m > 1.4142135623730951) {
    m /= 2;
    k += 1;
  }
  const s = (m - 1) / (m + 1);
  const z = s * s;
  let sum = 0;
  for (let n = 21; n > 0; n -= 2) sum = 1 / n + z * sum;
  return k * ln2High + (2 * s * sum + k * ln2Low);
}

/** xʸ for positive x. */
export function exactPow(x: number, y: number): number {
  return exactExp(y * exactLog(x));
}

/** Angle of (x, y) in (−π, π], within 10⁻¹¹ radians. */
export function exactAtan2(y: number, x: number): number {
  const ax = x < 0 ? -x : x;
  const ay = y < 0 ? -y : y;
  if (ax === 0 && ay === 0) return 0;
  const steep = ay > ax;
  // Halve the angle once, so that the series converges quickly: tan(θ/2) = t / (1 + √(1 + t²)) ≤ √2 − 1.
  const t = steep ? ax / ay : ay / ax;
  const h = t / (1 + Math.sqrt(1 + t * t));
  const z = h * h;
  let sum = 0;
  for (let n = 25; n > 0; n -= 2) sum = 1 / n - z * sum;
  let angle = 2 * h * sum;
  if (steep) angle = Math.PI / 2 - angle;
  if (x < 0) angle = Math.PI - angle;
  return y < 0 ? -angle : angle;
}
