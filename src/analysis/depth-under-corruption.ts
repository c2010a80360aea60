import type { Sample } from '../../data-loaders/sample.js';
import { encoderSource, type FeatureMap, type FeatureSource } from '../features/index.js';
import type { Encoder } from '../nn/index.js';
import type { Probed } from '../probes/index.js';
import {
  positionMatchedRetrieval,
  underCorruption,
  type CorruptedSet,
  type RobustnessMeasurement,
} from '../robustness/index.js';
import { depthFromPosition, depthRange } from '../study/depth-reference.js';
import { depthProbeSkill } from '../study/robustness-measurements.js';
import { InputError } from '../support/errors.js';

/**
 * What is left under corruption of the depth that a probe reads, and of what features know of their image: for every set skill,
 * `1 − E/E_position` with E the squared error of log-depth (see `corruptedSkill`), and recall among the clean features at the
 * same position (see `positionMatchedRecall`). Sets are those of `corruptedSets`, or of one's own: the clean samples first,
 * then the same ones in the same order with other colours.
 *
 * @param of what was probed
 * @param probed with the target `depth-beyond-position`, by the ridge; its last stage is followed
 * @returns two measurements a set, in the order of the sets
 *
 * Throws InputError when that target was not probed, or when a set has other frames than the first.
 */
export async function depthUnderCorruption(
  of: Encoder | FeatureSource,
  probed: Pick<Probed, 'samples' | 'result'>,
  sets: readonly CorruptedSet[],
  { seed, signal }: { seed: number; signal?: AbortSignal },
): Promise<RobustnessMeasurement[]> {
  const source = 'extract' in of ? of : encoderSource(of, { signal });
  const { stage, readOut } = probed.result('depth-beyond-position');
  const [{ samples }] = sets;
  checkFrames(sets);
  const extract = async (seen: readonly Sample[]): Promise<FeatureMap> => (await source.extract(seen, [stage]))[stage];
  const clean = await extract(samples);
  const { height, width, stride } = clean;
  const grid = { height, width, stride };
  const scenes = [...new Set(samples.map(({ scene }) => scene))];
  const skill = depthProbeSkill(samples, grid, {
    beyond: readOut!,
    position: await (await depthFromPosition(probed.samples, seed))(samples, stride),
    range: depthRange(probed.samples.train, grid),
    scenes,
  });
  const observe = async (seen: readonly Sample[]): Promise<FeatureMap> => (seen === samples ? clean : extract(seen));
  return underCorruption(sets, observe, [skill, positionMatchedRetrieval({ scenes })], { signal });
}

function checkFrames([{ samples }, ...others]: readonly CorruptedSet[]): void {
  for (const { corruption, severity, samples: own } of others)
    if (own.length !== samples.length || own.some(({ id }, i) => id !== samples[i].id))
      throw new InputError(
        `The set ${corruption}, severity ${severity} has other frames than the clean one: corrupt the same samples, in their order.`,
      );
}
