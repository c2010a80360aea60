import { lumaWeights } from '../../../image/colour-space.js';
import type { Draws } from '../draws.js';
import { clip } from '../fractions.js';
import type { Frame, ImageCorruption, Setting } from '../image-corruption.js';
import { motionStreak, streakTaps } from '../motion-streak.js';
import { onRows, type OnRows } from '../on-rows.js';
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
  /** What is kept of the larger layer before it is smeared; the image then begins in its corner. */
  taken: (layer: Layer, frame: Frame) => Layer;
  /** Which levels of 256 the layer has before it is smeared, and after. */
  before: (levels: number) => number;
  after: (levels: number) => number;
  /** Whether a movement ends where it leaves the layer. */
  endsAtBorder: boolean;
}

/** The middle of a layer, of the size of the image. */
function middle(layer: Layer, { width, height }: Frame): Layer {
  const left = Math.floor((layer.width - width) / 2);
  const top = Math.floor((layer.height - height) / 2);
  const values = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = (y + top) * layer.width + left;
    values.set(layer.values.subarray(from, from + width), y * width);
  }
  return { width, height, values };
}

function snowOf({ reference, taken, before, after, endsAtBorder }: Variant): ImageCorruption {
  return onRows(
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
    (frame, setting, draws) => {
      const layer = taken(flakes(frame, setting, draws), frame);
      for (let i = 0; i < layer.values.length; i++) layer.values[i] = before(layer.values[i] * 255) / 255;
      const taps = streakTaps(setting[4], setting[5], draws.uniform(-135, -45), endsAtBorder ? layer : undefined);
      const smeared = motionStreak(layer.values, { ...layer, channels: 1 }, taps);
      for (let i = 0; i < smeared.length; i++) smeared[i] = after(smeared[i] * 255) / 255;
      return fall(frame, { ...layer, values: smeared }, setting[6]);
    },
  );
}

/** Whitens the image and adds the layer, once as it is and once turned by 180°. */
function fall({ width, height }: Frame, layer: Layer, share: number): OnRows {
  const [red, green, blue] = lumaWeights.map((weight) => 1.5 * weight);
  const rest = 1 - share;
  return (unit, top) => {
    for (let y = top, i = 0; i < unit.length; y++) {
      const [here, opposite] = [y * layer.width, (height - 1 - y) * layer.width + width - 1];
      for (let x = 0; x < width; x++, i += 3) {
        const added = layer.values[here + x] + layer.values[opposite - x];
        const white = red * unit[i] + green * unit[i + 1] + blue * unit[i + 2] + 0.5;
        unit[i] = share * unit[i] + rest * Math.max(unit[i], white) + added;
        unit[i + 1] = share * unit[i + 1] + rest * Math.max(unit[i + 1], white) + added;
        unit[i + 2] = share * unit[i + 2] + rest * Math.max(unit[i + 2], white) + added;
      }
    }
  };
}

/** ImageMagick's levels: it computes in 16 bits and cuts off what bytes cannot hold. */
const imageMagickLevels = (levels: number): number => Math.floor(Math.round(levels * 257) / 257);

/** Falling snow: streaks of white flakes over a whitened image. */
export const snow = snowOf({
  reference: imageNetC,
  taken: middle,
  before: Math.floor,
  after: imageMagickLevels,
  endsAtBorder: false,
});

/** The same with finer levels of white, the layer cut off at the right and below once it is smeared. */
export const snowFromCorner = snowOf({
  reference: imagecorruptionsPackage,
  taken: (layer) => layer,
  before: (levels) => levels,
  after: Math.round,
  endsAtBorder: true,
});
