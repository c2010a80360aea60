import { InputError } from '../../support/errors.js';
import { seeded } from '../../support/random.js';
import type { Severity } from './corruption.js';
import { SeededDraws } from './draws.js';
import type { ColourFrame, Colours } from './image-corruption.js';
import { presets, type PresetName } from './presets.js';

/** Which corruption, how strong, and what decides its randomness. */
export interface CorruptionChoice {
  preset?: PresetName;
  /** A name in the preset. */
  corruption: string;
  severity: Severity;
  seed?: number;
  /** The image's id in its dataset: with the seed it decides all that is random, whatever else is corrupted. */
  id?: string;
}

/**
 * An image [height, width, 3] under a corruption of a preset, as new bytes or fractions 0..1 like its own.
 *
 * Images may have any size; settings in pixels stay what they are for ImageNet's 224. The same image, choice and seed
 * always give the same result.
 *
 * Throws InputError for an unknown corruption, colours, depth or camera that do not fit the size, fractions that are no numbers,
 * and where a corruption needs depth that the image does not have.
 */
export async function corruptImage<C extends Colours>(
  image: ColourFrame<C>,
  { preset = 'imagenet-c', corruption: name, severity, seed = 0, id = '' }: CorruptionChoice,
): Promise<C> {
  const corruption = presets[preset][name];
  if (!corruption)
    throw new InputError(
      `${preset} has no corruption ${name}: choose from ${Object.keys(presets[preset]).join(', ')}.`,
    );
  checkImage(image);
  if (corruption.needsDepth && !image.depth)
    throw new InputError(
      `${name} needs the depth of the image: give it (--depth on the command line), or choose a corruption without depth.`,
    );
  const random = seeded('corruption', preset, name, severity, seed, id);
  return corruption.apply(image, severity, new SeededDraws(random));
}

function checkImage({ rgb, width, height, depth, camera }: ColourFrame): void {
  if (width < 1 || height < 1 || rgb.length !== width * height * 3)
    throw new InputError(`An image of ${width}×${height} has ${width * height * 3} values, not ${rgb.length}.`);
  if (depth && depth.length !== width * height)
    throw new InputError(`The depth of ${width}×${height} pixels has ${width * height} values, not ${depth.length}.`);
  if (camera && (camera.width !== width || camera.height !== height))
    throw new InputError(
      `The camera is of ${camera.width}×${camera.height} pixels, the image of ${width}×${height}: scale it (scaleCamera).`,
    );
  if (rgb instanceof Float32Array && !rgb.every((value) => value >= 0 && value <= 1))
    throw new InputError('Fractions of colours lie between 0 and 1: divide bytes by 255, and replace NaN.');
}
