import { linearFromSrgb } from '../image/colour-space.js';
import { checkSameColours, type ColourValues } from './colour-values.js';

/** L*, a*, b*. */
export type Lab = readonly [number, number, number];

/**
 * CIE L*a*b* under D65 (2°) of one sRGB colour, components in 0..1, in double precision and with scikit-image's rounded
 * constants, so that differences equal its own; `labFromRgb` of `alignscope/image` rounds to single precision and
 * takes white from the primaries, which moves colours by up to .006.
 *
 * Reference: scikit-image's `rgb2lab`.
 */
export function labOfSrgb(red: number, green: number, blue: number): Lab {
  const [r, g, b] = [linearFromSrgb(red), linearFromSrgb(green), linearFromSrgb(blue)];
  const x = labCurve((0.412453 * r + 0.35758 * g + 0.180423 * b) / 0.95047);
  const y = labCurve(0.212671 * r + 0.71516 * g + 0.072169 * b);
  const z = labCurve((0.019334 * r + 0.119193 * g + 0.950227 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function labCurve(t: number): number {
  return t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116;
}

/** ΔE*ab of 1976: the Euclidean distance of two colours in L*a*b*. */
export function deltaE76([l1, a1, b1]: Lab, [l2, a2, b2]: Lab): number {
  return Math.sqrt((l2 - l1) ** 2 + (a2 - a1) ** 2 + (b2 - b1) ** 2);
}

/**
 * CIEDE2000: the difference of two colours as seen, about 1 when it is just noticeable; all three weights kL, kC, kH are 1.
 *
 * Reference: Sharma, Wu & Dalal, Color Research & Application 30, 2005; scikit-image's `deltaE_ciede2000`.
 */
export function deltaE2000([l1, a1, b1]: Lab, [l2, a2, b2]: Lab): number {
  const stretch = 1.5 - 0.5 * farFromGrey((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2);
  const [chroma1, hue1] = polar(a1 * stretch, b1);
  const [chroma2, hue2] = polar(a2 * stretch, b2);
  const hasHues = chroma1 * chroma2 !== 0;

  const lightness = (l1 + l2) / 2;
  const offMiddle = (lightness - 50) ** 2;
  const lightnessTerm = (l2 - l1) / (1 + (0.015 * offMiddle) / Math.sqrt(20 + offMiddle));

  const chroma = (chroma1 + chroma2) / 2;
  const chromaTerm = (chroma2 - chroma1) / (1 + 0.045 * chroma);

  const apart = hue2 - hue1;
  const turn = apart > Math.PI ? -2 * Math.PI : apart < -Math.PI ? 2 * Math.PI : 0;
  const hueDifference = hasHues ? 2 * Math.sqrt(chroma1 * chroma2) * Math.sin((apart + turn) / 2) : 0;
  const hue = meanHue(hue1, hue2, hasHues);
  const t =
    1 -
    0.17 * Math.cos(hue - radians(30)) +
    0.24 * Math.cos(2 * hue) +
    0.32 * Math.cos(3 * hue + radians(6)) -
    0.2 * Math.cos(4 * hue - radians(63));
  const hueTerm = hueDifference / (1 + 0.015 * chroma * t);

  const rotation = radians(30) * Math.exp(-((((hue * 180) / Math.PI - 275) / 25) ** 2));
  const interaction = -Math.sin(2 * rotation) * 2 * farFromGrey(chroma) * chromaTerm * hueTerm;
  return Math.sqrt(Math.max(0, lightnessTerm ** 2 + chromaTerm ** 2 + hueTerm ** 2 + interaction));
}

/** √(c⁷/(c⁷ + 25⁷)): 0 for greys, towards 1 for strong colours. */
function farFromGrey(chroma: number): number {
  const power = chroma ** 7;
  return Math.sqrt(power / (power + 25 ** 7));
}

/** Distance from grey, and hue in 0..2π. */
function polar(a: number, b: number): [number, number] {
  const hue = Math.atan2(b, a);
  return [Math.hypot(a, b), hue < 0 ? hue + 2 * Math.PI : hue];
}

/** The middle of the shorter way between two hues; where one colour is grey, their sum, since its hue is 0. */
function meanHue(hue1: number, hue2: number, hasHues: boolean): number {
  const sum = hue1 + hue2;
  if (!hasHues) return sum;
  if (Math.abs(hue2 - hue1) <= Math.PI) return sum / 2;
  return sum < 2 * Math.PI ? sum / 2 + Math.PI : sum / 2 - Math.PI;
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

/**
 * Mean colour difference of two images, over their pixels: {@link deltaE2000} and {@link deltaE76}.
 *
 * @param white the value of full red, green and blue
 *
 * Throws InputError, naming `name`, if sizes differ or a value is not a number.
 */
export function colourDifference(
  image: ColourValues,
  reference: ColourValues,
  { white = 255, name = 'The image' }: { white?: number; name?: string } = {},
): { deltaE2000: number; deltaE76: number } {
  checkSameColours(image, reference, name);
  const labAt = ({ rgb }: ColourValues, at: number): Lab =>
    labOfSrgb(rgb[at] / white, rgb[at + 1] / white, rgb[at + 2] / white);
  let [sum2000, sum76] = [0, 0];
  for (let at = 0; at < image.rgb.length; at += 3) {
    const one = labAt(image, at);
    const other = labAt(reference, at);
    sum2000 += deltaE2000(one, other);
    sum76 += deltaE76(one, other);
  }
  const pixels = image.width * image.height;
  return { deltaE2000: sum2000 / pixels, deltaE76: sum76 / pixels };
}
