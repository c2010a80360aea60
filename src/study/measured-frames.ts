import type { Sample } from '../../data-loaders/sample.js';
import { InputError } from '../support/errors.js';

/**
 * The frames whose depth was measured: recordings lack a scan here and there, and a study asks every frame for its depth.
 * Throws InputError when none has depth.
 */
export function measuredFrames(samples: readonly Sample[]): Sample[] {
  const measured = samples.filter(({ depth }) => depth !== undefined);
  if (measured.length === 0 && samples.length > 0)
    throw new InputError(
      `None of ${samples.length} ${samples[0].split} frames has depth, among them ${samples[0].id}: a study compares depth with what is read out. Use recordings that have it.`,
    );
  return measured;
}
