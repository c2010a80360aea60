import type { Sample } from '../../data-loaders/sample.js';
import { defaultSignal } from '../support/default-signal.js';
import { InputError, throwIfAborted } from '../support/errors.js';
import { seeded } from '../support/random.js';
import { corruptions as registry, severities as allSeverities, type Severity } from './corruptions/index.js';

/** The same samples under one corruption; everything but their colours is as it was. */
export interface CorruptedSet {
  /** 'clean' for the samples as they are. */
  corruption: string;
  /** 1 … 5, and 0 for clean. */
  severity: Severity | 0;
  samples: readonly Sample[];
}

/**
 * The samples clean and under every corruption and severity; make them once and use them for all encoders.
 *
 * What a random corruption draws is decided by its name, its severity and the sample's id alone, so that all encoders
 * meet the same images whatever else is measured. The clean set comes first.
 *
 * Throws InputError for a corruption that is not in the registry.
 */
export async function corruptedSets(
  samples: readonly Sample[],
  {
    corruptions = Object.keys(registry),
    severities = allSeverities,
    signal = defaultSignal(),
  }: { corruptions?: readonly string[]; severities?: readonly Severity[]; signal?: AbortSignal } = {},
): Promise<CorruptedSet[]> {
  const sets: CorruptedSet[] = [{ corruption: 'clean', severity: 0, samples }];
  for (const name of corruptions) {
    const corruption = registry[name];
    if (!corruption)
      throw new InputError(`Unknown corruption ${name}: choose from ${Object.keys(registry).join(', ')}.`);
    for (const severity of severities) {
      throwIfAborted(signal);
      const corrupted = await Promise.all(
        samples.map(async (sample): Promise<Sample> => {
          const random = seeded('corruption', name, severity, sample.id);
          return { ...sample, rgb: await corruption.apply(sample.rgb, sample.width, sample.height, severity, random) };
        }),
      );
      sets.push({ corruption: name, severity, samples: corrupted });
    }
  }
  return sets;
}
