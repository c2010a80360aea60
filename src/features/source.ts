import type { Sample } from '../../data-loaders/sample.js';
import type { Stage } from '../nn/encoder.js';
import type { FeatureMap } from './feature-map.js';

/**
 * Anything that turns samples into features: an encoder, a baseline that knows only position, a known-answer
 * construction. Probes, similarity and robustness take this, never a network.
 */
export interface FeatureSource {
  readonly name: string;
  /** In the order of computation; the last one is the output. */
  readonly stages: readonly Stage[];
  readonly encoderEnd: string;
  readonly output: string;
  /** Features of the named stages (all when omitted) for samples of equal size, in their order. */
  extract(samples: readonly Sample[], stages?: readonly string[]): Promise<Record<string, FeatureMap>>;
}
