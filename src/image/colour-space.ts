/** Linear light in 0..1 of an sRGB value in 0..1 (IEC 61966-2-1). */
export function linearFromSrgb(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** sRGB value in 0..1 of linear light in 0..1 (IEC 61966-2-1). */
export function srgbFromLinear(value: number): number {
  return value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
}

/** Linear light of each of the 256 sRGB bytes. */
export const linearOfByte: Float32Array = Float32Array.from({ length: 256 }, (_, byte) => linearFromSrgb(byte / 255));

/** XYZ of sRGB's red, green and blue light (rows X, Y, Z), and back. */
const [[xr, xg, xb], [yr, yg, yb], [zr, zg, zb]] = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041],
];
const linearFromXyz = [
  [3.2404542, -1.5371385, -0.4985314],
  [-0.969266, 1.8760108, 0.041556],
  [0.0556434, -0.2040259, 1.0572252],
];

/** D65 as the sum of the three lights, so that greys have a* = b* = 0 exactly. */
const whiteX = xr + xg + xb;
const whiteY = yr + yg + yb;
const whiteZ = zr + zg + zb;

/** Where Lab's cube root goes over into a straight line. */
const knee = 6 / 29;

function labCurve(t: number): number {
  return t > knee ** 3 ? Math.cbrt(t) : t / (3 * knee ** 2) + 4 / 29;
}

function labCurveInverse(t: number): number {
  return t > knee ? t ** 3 : 3 * knee ** 2 * (t - 4 / 29);
}

/**
 * CIE L*a*b* under D65, [n, 3] with L* in 0..100, of sRGB bytes [n, 3].
 *
 * Reference: CIE 15:2004, Colorimetry.
 */
export function labFromRgb(rgb: Uint8Array): Float32Array {
  const lab = new Float32Array(rgb.length);
  for (let i = 0; i < rgb.length; i += 3) {
    const r = linearOfByte[rgb[i]];
    const g = linearOfByte[rgb[i + 1]];
    const b = linearOfByte[rgb[i + 2]];
    const x = labCurve((xr * r + xg * g + xb * b) / whiteX);
    const y = labCurve((yr * r + yg * g + yb * b) / whiteY);
    const z = labCurve((zr * r + zg * g + zb * b) / whiteZ);
    lab[i] = 116 * y - 16;
    lab[i + 1] = 500 * (x - y);
    lab[i + 2] = 200 * (y - z);
  }
  return lab;
}

/** sRGB bytes [n, 3] of L*a*b* [n, 3] under D65; colours that sRGB cannot show are clipped channel by channel. */
export function rgbFromLab(lab: ArrayLike<number>): Uint8Array {
  const rgb = new Uint8Array(lab.length);
  for (let i = 0; i < lab.length; i += 3) {
    const t = (lab[i] + 16) / 116;
    const x = whiteX * labCurveInverse(t + lab[i + 1] / 500);
    const y = whiteY * labCurveInverse(t);
    const z = whiteZ * labCurveInverse(t - lab[i + 2] / 200);
    for (let channel = 0; channel < 3; channel++) {
      const [fromX, fromY, fromZ] = linearFromXyz[channel];
      const linear = Math.max(0, Math.min(1, fromX * x + fromY * y + fromZ * z));
      rgb[i + channel] = Math.round(srgbFromLinear(linear) * 255);
    }
  }
  return rgb;
}

/**
 * Hue, saturation, value of colours in 0..1, [n, 3] → [n, 3]: hue in turns, [0, 1), red at 0, green at 1/3; 0 for greys.
 *
 * Reference: Smith, Color gamut transform pairs, SIGGRAPH 1978.
 */
export function hsvFromRgb(rgb: Float32Array): Float32Array {
  const hsv = new Float32Array(rgb.length);
  for (let i = 0; i < rgb.length; i += 3) {
    const r = rgb[i];
    const g = rgb[i + 1];
    const b = rgb[i + 2];
    const value = Math.max(r, g, b);
    const chroma = value - Math.min(r, g, b);
    let hue = 0;
    if (chroma > 0) {
      if (value === r) hue = (g - b) / chroma;
      else if (value === g) hue = (b - r) / chroma + 2;
      else hue = (r - g) / chroma + 4;
      hue = hue < 0 ? hue / 6 + 1 : hue / 6;
    }
    hsv[i] = hue;
    hsv[i + 1] = value > 0 ? chroma / value : 0;
    hsv[i + 2] = value;
  }
  return hsv;
}

/** The inverse of {@link hsvFromRgb}; hues outside [0, 1) are taken modulo one turn. */
export function rgbFromHsv(hsv: Float32Array): Float32Array {
  const rgb = new Float32Array(hsv.length);
  for (let i = 0; i < hsv.length; i += 3) {
    const sector = (hsv[i] - Math.floor(hsv[i])) * 6;
    const value = hsv[i + 2];
    const chroma = value * hsv[i + 1];
    for (let channel = 0; channel < 3; channel++) {
      // Distance from the channel's own hue (0, 2, 4), round the circle: within 1 it is full, beyond 2 it is lowest.
      const turned = sector - 2 * channel + (sector < 2 * channel - 3 ? 6 : sector >= 2 * channel + 3 ? -6 : 0);
      const away = Math.abs(turned);
      rgb[i + channel] = value - chroma + chroma * Math.max(0, Math.min(1, 2 - away));
    }
  }
  return rgb;
}

/** Weights of red, green and blue in luma, ITU-R BT.601, applied to sRGB values as they are. */
export const lumaWeights: readonly [number, number, number] = [0.299, 0.587, 0.114];

/** Luma [n] of colours [n, 3]: .299 R + .587 G + .114 B, in the units of its argument. */
export function luma(rgb: ArrayLike<number>): Float32Array {
  const grey = new Float32Array(rgb.length / 3);
  const [r, g, b] = lumaWeights;
  for (let i = 0; i < grey.length; i++) grey[i] = r * rgb[i * 3] + g * rgb[i * 3 + 1] + b * rgb[i * 3 + 2];
  return grey;
}
