/** A colour map for rasters: sRGB control points at equal steps, from the lowest value to the highest. */
export interface Colormap {
  name: string;
  reference: string;
  points: readonly string[];
}

export const colormaps = {
  viridis: {
    name: 'viridis',
    reference: 'Smith & van der Walt, matplotlib (CC0): perceptually uniform, safe for colour-blind readers',
    points: [
      '#440154',
      '#48186a',
      '#472d7b',
      '#424086',
      '#3b528b',
      '#33638d',
      '#2c728e',
      '#26828e',
      '#21918c',
      '#1fa088',
      '#28ae80',
      '#3fbc73',
      '#5ec962',
      '#84d44b',
      '#addc30',
      '#d8e219',
      '#fde725',
    ],
  },
  turbo: {
    name: 'turbo',
    reference: 'Mikhailov, Turbo: an improved rainbow colormap for visualization, 2019',
    points: [
      '#30123b',
      '#4145ab',
      '#4675ed',
      '#39a2fc',
      '#1bcfd4',
      '#24eca6',
      '#61fc6c',
      '#a4fc3b',
      '#d1e834',
      '#f3c63a',
      '#fe9b2d',
      '#f36315',
      '#d93806',
      '#b11901',
      '#7a0402',
    ],
  },
} as const satisfies Record<string, Colormap>;

/** How {@link colourise} maps values to colours. */
export interface ColouriseOptions {
  /** Values that get the first and the last colour; values beyond are clamped. */
  low: number;
  high: number;
  colormap?: Colormap;
  /** sRGB of values that are not finite or that `isMissing` names; grey by default. */
  missing?: readonly [number, number, number];
  isMissing?: (value: number) => boolean;
}

/**
 * Pictures a raster of scalars `[n]` as sRGB `[n, 3]`, interpolating linearly between the control points.
 *
 * Throws RangeError unless `low` < `high`.
 */
export function colourise(values: ArrayLike<number>, options: ColouriseOptions): Uint8Array {
  const { low, high, colormap = colormaps.viridis, missing = [128, 128, 128], isMissing = () => false } = options;
  if (!(low < high)) throw new RangeError(`colourise needs low < high, but low is ${low} and high is ${high}.`);
  const points = colormap.points.map(rgbFromHex);
  const rgb = new Uint8Array(values.length * 3);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value) || isMissing(value)) {
      rgb.set(missing, 3 * i);
      continue;
    }
    const position = Math.min(1, Math.max(0, (value - low) / (high - low))) * (points.length - 1);
    const first = Math.min(points.length - 2, Math.floor(position));
    const share = position - first;
    for (let c = 0; c < 3; c++)
      rgb[3 * i + c] = Math.round(points[first][c] + share * (points[first + 1][c] - points[first][c]));
  }
  return rgb;
}

function rgbFromHex(hex: string): [number, number, number] {
  const value = parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
