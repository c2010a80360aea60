import type { Probed } from '../probes/index.js';
import { InputError } from '../support/errors.js';
import { mapPictures, type Raster, type ReadOutPictureOptions } from './rasters.js';

/**
 * The truth of a probed target in some test frames, cell by cell, drawn as `readOutPictures` draws what is seen of it: what
 * a perfect read-out would paint. Cells of which it is not known are grey.
 *
 * Throws InputError when the target was not probed, when it is defined only against what something else predicts (`beyond`), or when
 * a frame is not among the test frames.
 */
export function truthPictures(
  probed: Probed,
  target: string,
  frames: readonly string[],
  { stage: given, head, ...options }: ReadOutPictureOptions = {},
): Raster[] {
  const { stage, readOut } = probed.result(target, { stage: given, head });
  const asked = readOut!.target;
  if (asked.beyond)
    throw new InputError(
      `The truth of ${target} is what ${asked.beyond} leaves of it and is known of drawn cells alone: draw one without \`beyond\`.`,
    );
  const { height, width, stride } = probed.features.test[stage];
  return frames.map((id) => {
    const sample = probed.samples.test.find((one) => one.id === id);
    if (!sample) throw new InputError(`Frame ${id} is not among the test frames that were probed.`);
    const { values, mask } = asked.values(sample, { height, width, stride });
    const known = values.map((value, i) => (mask[Math.floor(i / asked.width)] ? value : NaN));
    return mapPictures({ stage, count: 1, height, width, channels: asked.width, stride, values: known }, options)[0];
  });
}
