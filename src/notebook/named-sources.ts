import type { Sample } from '../../data-loaders/sample.js';
import { encoderSource, layerSource, type AnyEncoder, type FeatureSource } from '../features/index.js';
import { InputError } from '../support/errors.js';

/** What gives features: an encoder of this package or of TensorFlow.js, or any other source. */
export type Seeing = AnyEncoder | FeatureSource;

/** One of them, or several by the names that pictures call them. */
export type SeeingByName = Seeing | Readonly<Record<string, Seeing>>;

export interface StageChoice {
  /** Whose features; the output unless given. */
  stage?: string;
}

/** A source of features and what it is called; nothing where it is the only one. */
export interface NamedSource {
  name: string;
  source: FeatureSource;
}

/**
 * The sources of features for frames of one size. Throws InputError when there are no frames, they differ in size, or nothing
 * is there that gives features.
 */
export function namedSources(
  given: SeeingByName,
  frames: readonly Sample[],
  layers?: readonly string[],
): NamedSource[] {
  if (frames.length === 0) throw new InputError('There is no frame to look at: the list is empty.');
  const [{ width, height }] = frames;
  const other = frames.find((frame) => frame.width !== width || frame.height !== height);
  if (other)
    throw new InputError(
      `Frame ${other.id} is ${other.width}×${other.height}, the first one ${width}×${height}: load all frames at one size.`,
    );
  const named = isSeeing(given) ? [['', given] as const] : Object.entries(given);
  if (named.length === 0) throw new InputError('There is no encoder to look with: give one, or several by name.');
  return named.map(([name, seeing]) => ({ name, source: sourceOf(seeing, { width, height }, layers) }));
}

function isSeeing(given: SeeingByName): given is Seeing {
  return ['extract', 'forward', 'predict'].some((method) => typeof given[method as keyof typeof given] === 'function');
}

function sourceOf(seeing: Seeing, size: { width: number; height: number }, layers?: readonly string[]): FeatureSource {
  if ('extract' in seeing) return seeing;
  if ('forward' in seeing) return encoderSource(seeing);
  return layerSource(seeing, size, { layers }).source;
}
