import type { FeatureMap } from '../features/index.js';
import { singularValues } from '../similarity/singular-values.js';
import { InputError } from '../support/errors.js';
import { gramMatrix } from '../support/linear-algebra.js';

/** Feature maps as colours. */
export interface PrincipalColours {
  /** Three channels in 0..1: red, green and blue are the first, second and third principal component. */
  colours: FeatureMap;
  /** Share of the variance that each of the three holds. */
  shares: [number, number, number];
}

/** Standard deviations about the mean that a colour spans: 95 % of a normal component. */
const span = 2;

/**
 * Feature maps as sRGB by principal component analysis over the cells of all their images: `½ + (x − mean)·vₖ/(2·span·σₖ)`, cut to
 * 0..1, with vₖ the k-th component, turned so that its largest weight is positive, and σₖ its standard deviation. Like colours are
 * like features in the images of one call; a component that does not vary gives ½.
 *
 * Throws InputError for fewer than three channels. Reference: Oquab et al., DINOv2, 2023, figure 1.
 */
export function principalColours(map: FeatureMap): PrincipalColours {
  const { channels, values } = map;
  const cells = map.count * map.height * map.width;
  if (channels < 3) throw new InputError(`A map of ${channels} channels has no three principal components to colour.`);
  const centred = centre(values, cells, channels);
  const covariance = gramMatrix(centred, cells, channels).map((value) => value / cells);
  const total = covariance.reduce((sum, value, i) => (i % (channels + 1) === 0 ? sum + value : sum), 0);
  const { rank, values: variances, right } = singularValues(covariance, channels, channels);
  const colours = new Float32Array(cells * 3).fill(0.5);
  const shares: PrincipalColours['shares'] = [0, 0, 0];
  for (let k = 0; k < Math.min(3, rank); k++) {
    const component = upright(Float64Array.from({ length: channels }, (_, c) => right[c * rank + k]));
    const unit = 1 / (2 * span * Math.sqrt(variances[k]));
    shares[k] = variances[k] / total;
    for (let cell = 0; cell < cells; cell++) {
      let score = 0;
      for (let c = 0; c < channels; c++) score += centred[cell * channels + c] * component[c];
      colours[cell * 3 + k] = Math.min(1, Math.max(0, 0.5 + score * unit));
    }
  }
  return { colours: { ...map, channels: 3, values: colours }, shares };
}

function centre(values: Float32Array, rows: number, columns: number): Float64Array {
  const mean = new Float64Array(columns);
  for (let i = 0; i < values.length; i++) mean[i % columns] += values[i] / rows;
  return Float64Array.from(values, (value, i) => value - mean[i % columns]);
}

/** A direction with the sign that makes its largest weight positive. */
function upright(direction: Float64Array): Float64Array {
  const largest = direction.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  return largest < 0 ? direction.map((value) => -value) : direction;
}
