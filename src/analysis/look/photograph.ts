import { nominalCamera } from '../../../data-loaders/nominal-camera.js';
import type { Sample } from '../../../data-loaders/sample.js';
import { resizeColours, type ColourImage, type RasterSize } from '../../image/index.js';
import { InputError } from '../../support/errors.js';

/** A longer picture would be a strip of few cells. */
const longestAspect = 8;

/**
 * A photograph at the scale at which an encoder has learnt: as many pixels as its frames have, in the photograph's own shape.
 *
 * Throws InputError when one side is more than eight times the other.
 */
export function atScaleOf(photograph: ColourImage, name: string, frames: RasterSize): Sample {
  const { width, height } = photograph;
  const aspect = width / height;
  if (Math.max(aspect, 1 / aspect) > longestAspect)
    throw new InputError(
      `${name} has ${width}×${height} pixels: cut out a part that is at most ${longestAspect} times as long as it is wide.`,
    );
  const even = (length: number): number => Math.max(2, 2 * Math.round(length / 2));
  const pixels = frames.width * frames.height;
  const size = { width: even(Math.sqrt(pixels * aspect)), height: even(Math.sqrt(pixels / aspect)) };
  const rgb = resizeColours(photograph.rgb, photograph, size);
  return { id: name, dataset: 'photograph', scene: name, split: 'test', ...size, rgb, camera: nominalCamera(size) };
}
