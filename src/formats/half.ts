const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** The bits of the IEEE half-precision number nearest to `value` (ties to even); beyond ±65504 rounds to infinity. */
export function halfFromFloat(value: number): number {
  float[0] = value;
  const sign = (bits[0] >>> 16) & 0x8000;
  const exponent = ((bits[0] >>> 23) & 0xff) - 127;
  const fraction = bits[0] & 0x7fffff;
  if (exponent === 128) return sign | 0x7c00 | (fraction ? 0x200 : 0);
  if (exponent > 15) return sign | 0x7c00;
  if (exponent >= -14) return sign | roundShift(((exponent + 15) << 23) | fraction, 13);
  if (exponent < -25) return sign;
  return sign | roundShift(0x800000 | fraction, -1 - exponent);
}

/** The number that the bits of an IEEE half-precision number stand for. */
export function floatFromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

let table: Float32Array | undefined;

/** The numbers that the bits of many half-precision numbers stand for, written to `into`. */
export function floatsFromHalves(halves: Uint16Array, into: Float32Array): Float32Array {
  table ??= Float32Array.from({ length: 2 ** 16 }, (_, half) => floatFromHalf(half));
  for (let i = 0; i < halves.length; i++) into[i] = table[halves[i]];
  return into;
}

/** `value >> shift`, rounded to nearest, ties to even. */
function roundShift(value: number, shift: number): number {
  const kept = value >>> shift;
  const dropped = value & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return dropped > half || (dropped === half && (kept & 1) === 1) ? kept + 1 : kept;
}
