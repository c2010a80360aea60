import { repeated } from '../correlate.js';
import { separableFilter } from '../gaussian.js';
import { onFractions, type Frame, type ImageCorruption } from '../image-corruption.js';
import { filledDepth } from './known-depth.js';
import { commonCorruptions3d, depthUnit } from './source.js';

/** Parts of equal area into which the depths are divided. */
const parts = 8;

/** Below and above all depths, in metres. */
const margin = 1e-4 * depthUnit;

/** Depths at the borders of the parts, from nearest to farthest: [parts + 1]. */
function partBorders(depth: Float32Array): number[] {
  const sorted = depth.slice().sort();
  const borders = Array.from({ length: parts + 1 }, (_, k) => {
    const position = (k / parts) * (sorted.length - 1);
    const below = Math.floor(position);
    const above = Math.min(sorted.length - 1, below + 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  });
  borders[0] = Math.max(borders[0] - margin, borders[0] / 2);
  borders[parts] += margin;
  return borders;
}

/** Weights of a Gaussian of σ in pixels over an odd window of about 3σ, as 3DCC has it; [1] below a tenth of a pixel. */
function windowWeights(sigma: number): number[] {
  if (sigma < 0.1) return [1];
  const reach = Math.floor(Math.floor(3 * sigma) / 2);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, k) => Math.exp(-0.5 * ((k - reach) / sigma) ** 2));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** The image blurred as at each border's depth, mixed by how near a pixel's depth lies to the two borders about it. */
function refocused(unit: Float32Array, frame: Frame, aperture: number, focusAt: number): Float32Array {
  const depth = filledDepth(frame.depth!);
  const borders = partBorders(depth);
  const focus = borders[focusAt];
  const size = { width: frame.width, height: frame.height, channels: 3 };
  const mixed = new Float32Array(unit.length);
  borders.forEach((border, k) => {
    const weights = windowWeights((aperture * Math.abs(border - focus)) / border);
    const blurred = separableFilter(unit, size, weights, weights, repeated);
    for (let pixel = 0; pixel < depth.length; pixel++) {
      const share = shareOf(depth[pixel], borders, k);
      if (share > 0) for (let i = 3 * pixel; i < 3 * pixel + 3; i++) mixed[i] += share * blurred[i];
    }
  });
  return mixed;
}

/** Share of border k at a depth, `1 − t²` of its distance t within the part, of the sum with that of the other border. */
function shareOf(depth: number, borders: readonly number[], k: number): number {
  const [below, here, above] = [borders[k - 1] ?? Infinity, borders[k], borders[k + 1] ?? -Infinity];
  if (depth > below && depth <= here) return normalised((here - depth) / (here - below));
  if (depth > here && depth <= above) return normalised((depth - here) / (above - here));
  return 0;
}

function normalised(distance: number): number {
  const [own, other] = [1 - distance ** 2, 1 - (1 - distance) ** 2];
  return own / (own + other);
}

function focusOf(name: string, values: ImageCorruption['values'], focusAt: number): ImageCorruption {
  return onFractions(
    { name, kind: 'depth', parameters: ['aperture in pixels'], values, reference: commonCorruptions3d },
    (unit, frame, [aperture]) => refocused(unit, frame, aperture, focusAt),
  );
}

/** A lens focused on the nearest point: blur grows as `aperture·|depth − focus|/depth` behind it. */
export const nearFocus = focusOf('near_focus', [[3], [4], [5], [6], [7]], 0);

/** A lens focused on the depth that an eighth of the image exceeds. */
export const farFocus = focusOf('far_focus', [[1.5], [2.5], [3.5], [4.5], [5.5]], parts - 1);
