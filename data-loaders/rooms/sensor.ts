import { exactLog } from '../../src/support/exact-math.js';
import { srgbFromLinear } from './colour.js';
import { latticeHash, valueNoise } from './textures.js';
import type { View } from './scene.js';

/** The normal distribution's quantiles in 1024 equal steps. */
let quantiles: Float32Array | undefined;

/** Quantile of the standard normal distribution (Beasley & Springer's rational approximation, Moro's tails). */
function quantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.42) {
    const r = q * q;
    return (
      (q * (2.50662823884 + r * (-18.61500062529 + r * (41.39119773534 + r * -25.44106049637)))) /
      (1 + r * (-8.4735109309 + r * (23.08336743743 + r * (-21.06224101826 + r * 3.13082909833))))
    );
  }
  const r = exactLog(-exactLog(q > 0 ? 1 - p : p));
  const coefficients = [
    0.3374754822726147, 0.9761690190917186, 0.1607979714918209, 0.0276438810333863, 0.0038405729373609,
    0.0003951896511919, 0.0000321767881768, 0.0000002888167364, 0.0000003960315187,
  ];
  const tail = coefficients.reduceRight((sum, coefficient) => coefficient + r * sum, 0);
  return q > 0 ? tail : -tail;
}

/** The table of {@link quantile}: a hash of ten bits makes a normal deviate of it. */
function normalTable(): Float32Array {
  quantiles ??= Float32Array.from({ length: 1024 }, (_, i) => quantile((i + 0.5) / 1024));
  return quantiles;
}

/**
 * Turns linear light into the colour image a camera stores: light meter, white balance, vignetting, tone curve, noise.
 *
 * The meter looks at the light that falls on the surfaces, not at what they reflect, so that changing a colour changes
 * that colour alone.
 *
 * @param radiance [pixels, 3] linear
 * @param light [pixels, 3] light received by the surfaces
 */
export function developColour(
  radiance: Float32Array,
  light: Float32Array,
  width: number,
  height: number,
  view: View,
): Uint8Array {
  const gains = gainsFor(light, view);
  const normals = normalTable();
  const encoded = developTable();
  const rgb = new Uint8Array(width * height * 3);
  for (let v = 0; v < height; v++)
    for (let u = 0; u < width; u++) {
      const pixel = v * width + u;
      const x = (2 * (u + 0.5)) / width - 1;
      const y = (2 * (v + 0.5)) / height - 1;
      const falloff = 1 - (view.vignetting * (x * x + y * y)) / 2;
      // Ten bits of one hash for each channel.
      const hash = latticeHash(pixel, 0, view.noiseSeed);
      for (let k = 0; k < 3; k++) {
        const root = Math.sqrt(radiance[pixel * 3 + k] * gains[k] * falloff);
        const clean = encoded[(developSteps * (root < brightestRoot ? root : brightestRoot) + 0.5) | 0];
        // Shot noise grows with the root of the signal; encoded, it grows only a little.
        const value = clean + view.noise * (153 + 0.8 * clean) * normals[(hash >>> (10 * k)) & 1023];
        rgb[pixel * 3 + k] = value <= 0 ? 0 : value >= 255 ? 255 : (value + 0.5) | 0;
      }
    }
  return rgb;
}

/** Rolls bright light off instead of cutting it: 0.8 of full scale at 1, all of it from 4.6. */
function toneCurve(x: number): number {
  return Math.min((x * (1 + x / 9)) / (1 + x * 0.39), 1);
}

/** Steps per unit of the root of the light, and the root at which all is white. */
const developSteps = 2048;
const brightestRoot = 2.5;

let developed: Float32Array | undefined;

/** What a camera makes of light r², r = 0, 1/2048 … 2.5: tone curve and sRGB, 0..255, not rounded. */
function developTable(): Float32Array {
  developed ??= Float32Array.from(
    { length: brightestRoot * developSteps + 1 },
    (_, i) => 255 * srgbFromLinear(toneCurve((i * i) / (developSteps * developSteps))),
  );
  return developed;
}

/** Brightness that a surface of mean reflectance, in the frame's mean light, should have. */
const target = 0.62;

function gainsFor(light: Float32Array, { exposure, whiteBalance }: View): [number, number, number] {
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let p = 0; p < light.length; p += 3) {
    red += light[p];
    green += light[p + 1];
    blue += light[p + 2];
  }
  const count = light.length / 3;
  const grey = (0.2126 * red + 0.7152 * green + 0.0722 * blue) / count;
  const gain = (exposure * target) / grey;
  // A correction of strength s brings a channel that is off by a factor f to f^(1−s), here to first order in f − 1.
  const correct = (sum: number): number => 1 / (1 + whiteBalance.strength * (sum / count / grey - 1));
  return [gain * correct(red) * whiteBalance.red, gain * correct(green), gain * correct(blue) * whiteBalance.blue];
}

/** What the depth sensor knows of a pixel besides its distance. */
export interface DepthScene {
  width: number;
  height: number;
  /** [pixels] true depth, metres. */
  depth: Float64Array;
  /** [pixels] cosine between the surface normal and the line of sight. */
  facing: Float32Array;
  /** [pixels] luminance of the reflectance. */
  reflectance: Float32Array;
  /** [pixels] strength of the highlight. */
  specular: Float32Array;
  /** [pixels] 1 where the surface is a window pane. */
  glass: Uint8Array;
  focalPixels: number;
}

/** Distance between projector and camera of the sensor, metres, and its range. */
const baseline = 0.075;
const nearest = 0.4;
const farthest = 8;

/**
 * Depth as a structured-light sensor measures it, in metres with millimetre steps; 0 where it sees nothing.
 *
 * Noise grows with the square of the distance (Nguyen, Izadi & Lovell, Modeling Kinect sensor noise, 2012). Nothing is
 * measured where a nearer thing hides the projector's light, at edges, at grazing angles, on dark or shiny surfaces,
 * through glass and out of range.
 */
export function senseDepth(scene: DepthScene, seed: number): Float32Array {
  const { width, height, depth } = scene;
  const measured = new Float32Array(width * height);
  const normals = normalTable();
  const shadowed = projectorShadow(scene);
  for (let v = 0; v < height; v++)
    for (let u = 0; u < width; u++) {
      const pixel = v * width + u;
      const z = depth[pixel];
      if (z < nearest || z > farthest || scene.glass[pixel] || shadowed[pixel]) continue;
      const strength = returned(scene, pixel, u, v);
      // What comes back weakly is lost in patches, not grains: of the same size whatever the resolution.
      if (strength < 0.8 && strength + 0.3 * valueNoise((u * 26) / width, (v * 26) / width, seed) < 0.5) continue;
      const off = z - 0.4;
      const noisy = z + (0.0012 + 0.0019 * off * off) * normals[latticeHash(pixel, 1, seed) >>> 22];
      // The integer part after adding a half rounds numbers above 0, faster than Math.round.
      measured[pixel] = ((noisy * 1000 + 0.5) | 0) / 1000;
    }
  return measured;
}

/** How well the pattern comes back, about 1 where nothing is in its way. */
function returned(scene: DepthScene, pixel: number, u: number, v: number): number {
  const { facing, reflectance, specular, depth } = scene;
  let strength = 1;
  const cosine = facing[pixel];
  if (cosine < 0.4) strength -= 1.6 * (0.4 - cosine);
  const dark = 0.035 * (0.5 + depth[pixel] / 3);
  if (reflectance[pixel] < dark) strength -= 0.5 * (1 - reflectance[pixel] / dark);
  strength -= 1.2 * specular[pixel] * cosine * cosine * cosine * cosine;
  if (atEdge(scene, u, v)) strength -= 0.45;
  return strength;
}

/** Whether the depth jumps between a pixel and one of its neighbours at a hundredth of the image's width. */
function atEdge({ width, height, depth }: DepthScene, u: number, v: number): boolean {
  const reach = Math.max(1, Math.round(width / 110));
  const z = depth[v * width + u];
  const jump = 0.07 * z;
  const at = v * width + u;
  return (
    (u >= reach && Math.abs(depth[at - reach] - z) > jump) ||
    (u + reach < width && Math.abs(depth[at + reach] - z) > jump) ||
    (v >= reach && Math.abs(depth[at - reach * width] - z) > jump) ||
    (v + reach < height && Math.abs(depth[at + reach * width] - z) > jump)
  );
}

/** Pixels whose line to the projector, to the right of the camera, is cut by something nearer. */
function projectorShadow({ width, height, depth, focalPixels }: DepthScene): Uint8Array {
  const shadowed = new Uint8Array(width * height);
  for (let v = 0; v < height; v++) {
    // Seen from the projector, a point lies at column u − f·b/z. What it sees at a smaller column than something
    // further right in the camera's image is hidden behind that.
    let least = Infinity;
    for (let u = width - 1; u >= 0; u--) {
      const pixel = v * width + u;
      const column = u - (focalPixels * baseline) / depth[pixel];
      if (column > least + 0.5) shadowed[pixel] = 1;
      else if (column < least) least = column;
    }
  }
  return shadowed;
}
