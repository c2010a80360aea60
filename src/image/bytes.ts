/**
 * Colours as fractions: bytes 0..255 → numbers 0..1, any layout.
 *
 * The room's convention: files, samples and corruptions hold sRGB bytes in a Uint8Array [height, width, 3]; filters work
 * on Float32Array of the same layout with values in 0..1; these two functions lead from one to the other.
 */
export function unitFromBytes(bytes: Uint8Array): Float32Array {
  const unit = new Float32Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) unit[i] = bytes[i] / 255;
  return unit;
}

/** Fractions as bytes: clipped to 0..1, times 255, rounded to the nearest integer. NaN becomes 0. */
export function bytesFromUnit(unit: Float32Array): Uint8Array {
  const bytes = new Uint8Array(unit.length);
  // Bytes truncate, so that adding a half rounds; the minimum and maximum clip before they wrap around.
  for (let i = 0; i < unit.length; i++) bytes[i] = Math.max(0, Math.min(255, unit[i] * 255 + 0.5));
  return bytes;
}
