import { lumaWeights } from '../../../image/colour-space.js';
import { clip, onFractions, type Frame, type ImageCorruption, type Setting } from '../image-corruption.js';
import type { Draws } from '../draws.js';
import { motionStreak, streakTaps } from '../motion-streak.js';
import { zoomAxis } from '../zoom.js';
import { imageNetC, imagecorruptionsPackage } from './source.js';

/** A layer of one channel. */
interface Layer {
  width: number;
  height: number;
  values: Float32Array;
}

/** Noise enlarged, of which the bright spots stay. */
function flakes({ width, height }: Frame, [mean, deviation, zoom, threshold]: Setting, draws: Draws): Layer {
  const noise = new Float32Array(width * height);
  draws.normals(noise);
  const [x, y] = [zoomAxis(width, zoom), zoomAxis(height, zoom)];
  const values = new Float32Array(x.length * y.length);
  for (let v = 0, i = 0; v < y.length; v++) {
    const above = y.first[v] * width;
    const below = Math.min(height - 1, y.first[v] + 1) * width;
    for (let u = 0; u < x.length; u++, i++) {
      const left = x.first[u];
      const right = Math.min(width - 1, left + 1);
      const upper = noise[above + left] + x.share[u] * (noise[above + right] - noise[above + left]);
      const lower = noise[below + left] + x.share[u] * (noise[below + right] - noise[below + left]);
      const value = mean + deviation * (upper + y.share[v] * (lower - upper));
      values[i] = value < threshold ? 0 : value;
    }
  }
  return { width: x.length, height: y.length, values: clip(values) };
}

interface Variant {
  reference: string;
  /** Which levels of 256 the layer keeps before it is smeared. */
  before: (levels: number) => number;
  /** Whether a movement ends where it leaves the layer. */
  endsAtBorder: boolean;
  /** Where the image begins in the larger layer. */
  place: (larger: number, length: number) => number;
}

function snowOf({ reference, before, endsAtBorder, place }: Variant): ImageCorruption {
  return onFractions(
    {
      name: 'snow',
      kind: 'weather',
      parameters: ['mean', 'σ', 'zoom', 'threshold', 'radius in pixels', 'σ in pixels', 'share of the image'],
      values: [
        [0.1, 0.3, 3, 0.5, 10, 4, 0.8],
        [0.2, 0.3, 2, 0.5, 12, 4, 0.7],
        [0.55, 0.3, 4, 0.9, 12, 8, 0.7],
        [0.55, 0.3, 4.5, 0.85, 12, 8, 0.65],
        [0.55, 0.3, 2.5, 0.85, 12, 12, 0.55],
      ],
      reference,
    },
    (unit, frame, setting, draws) => {
      const layer = flakes(frame, setting, draws);
      const window = { left: place(layer.width, frame.width), top: place(layer.height, frame.height) };
      for (let i = 0; i < layer.values.length; i++) layer.values[i] = before(layer.values[i] * 255) / 255;
      const taps = streakTaps(setting[4], setting[5], draws.uniform(-135, -45), endsAtBorder ? layer : undefined);
      const smeared = { ...layer, values: motionStreak(layer.values, { ...layer, channels: 1 }, taps) };
      return fall(unit, frame, smeared, window, setting[6]);
    },
  );
}

/** Whitens the image and adds the layer, once as it is and once turned by 180°. */
function fall(
  unit: Float32Array,
  { width, height }: Frame,
  layer: Layer,
  { left, top }: { left: number; top: number },
  share: number,
): Float32Array {
  const [red, green, blue] = lumaWeights;
  const at = (y: number, x: number): number => Math.round(255 * layer.values[(y + top) * layer.width + x + left]) / 255;
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i += 3) {
      const added = at(y, x) + at(height - 1 - y, width - 1 - x);
      const white = 1.5 * (red * unit[i] + green * unit[i + 1] + blue * unit[i + 2]) + 0.5;
      unit[i] = share * unit[i] + (1 - share) * Math.max(unit[i], white) + added;
      unit[i + 1] = share * unit[i + 1] + (1 - share) * Math.max(unit[i + 1], white) + added;
      unit[i + 2] = share * unit[i + 2] + (1 - share) * Math.max(unit[i + 2], white) + added;
    }
  return unit;
}

/** Falling snow: streaks of white flakes over a whitened image. */
export const snow = snowOf({
  reference: imageNetC,
  before: Math.floor,
  endsAtBorder: false,
  place: (larger, length) => Math.floor((larger - length) / 2),
});

/** The same with finer levels of white, the layer cut off at the right and below. */
export const snowFromCorner = snowOf({
  reference: imagecorruptionsPackage,
  before: (levels) => levels,
  endsAtBorder: true,
  place: () => 0,
});
