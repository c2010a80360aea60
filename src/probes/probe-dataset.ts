import type { Problem } from '../../data-loaders/check-dataset.js';
import { prepareReadable, type OnError } from '../../data-loaders/readable-frames.js';
import type { Sample, SceneDataset } from '../../data-loaders/sample.js';
import { encoderSource, type FeatureMap, type FeatureSource } from '../features/index.js';
import type { Encoder } from '../nn/encoder.js';
import { defaultSignal } from '../support/default-signal.js';
import { InputError } from '../support/errors.js';
import { correspondence } from './correspondence.js';
import {
  probeEncoder,
  requirementsOf,
  type EncoderProbed,
  type ProbeEncoderOptions,
  type ProbeResult,
} from './probe.js';
import { probeFrames } from './probe-frames.js';
import { extractSplits, loadReadableSplits, mapSplits, type Splits } from './splits.js';
import type { ProbeMetric, ProbeTarget } from './target.js';
import { usableSamples } from './usable-samples.js';

/** Options of {@link probe}. */
export interface ProbeDatasetOptions extends ProbeEncoderOptions {
  /** Where features are read; every stage when omitted. */
  stages?: readonly string[];
  /** Frames of a split at most, taken at equal steps; all when omitted. */
  frames?: number;
  /** `stop` (the default) throws at the first frame that cannot be read, `skip` goes on without it. */
  onError?: OnError;
}

/**
 * Where a result is looked up: the last stage, the ridge read-out (of correspondence what is nearest) and the target's own
 * metric unless given.
 */
export interface ResultKey {
  stage?: string;
  head?: ProbeResult['head'];
  metric?: ProbeMetric;
}

/** What probing has found, and what it was found on. */
export interface Probed extends EncoderProbed {
  samples: Splits<Sample[]>;
  /** By stage, in the order of the samples. */
  features: Splits<Record<string, FeatureMap>>;
  /** What a reader must know of the frames: how scenes were divided where the dataset does not say. */
  notes: string[];
  /** Frames that could not be read and were left out. */
  skipped: Problem[];
  /** One of the results. Throws InputError when there is none, saying why. */
  result(target: string, key?: ResultKey): ProbeResult;
}

/** What probes are made from. */
export type ProbeInputs = Pick<Probed, 'samples' | 'features' | 'notes' | 'skipped'>;

/** Loads the frames of a dataset on which targets are probed, see {@link probe}. */
export async function probeSamples(
  dataset: SceneDataset,
  asked: readonly Pick<ProbeTarget, 'requires'>[],
  { frames, seed, onError, signal }: Pick<ProbeDatasetOptions, 'frames' | 'seed' | 'onError' | 'signal'>,
): Promise<Omit<ProbeInputs, 'features'>> {
  await prepareReadable(dataset, { onError, signal });
  const { ids, notes } = await probeFrames(dataset, { targets: asked, frames, seed, onError });
  const { samples: loaded, skipped } = await loadReadableSplits(dataset, ids, { onError, signal });
  const samples = mapSplits(loaded, (ofSplit) => usableSamples(ofSplit, dataset, loaded.train[0]));
  return { samples, notes, skipped };
}

/**
 * Loads the frames of a dataset on which targets are probed, and the features of an encoder or source there, see
 * {@link probe}.
 */
export async function probeInputs(
  of: Encoder | FeatureSource,
  dataset: SceneDataset,
  asked: readonly Pick<ProbeTarget, 'requires'>[],
  { stages, ...options }: Pick<ProbeDatasetOptions, 'stages' | 'frames' | 'seed' | 'onError' | 'signal'>,
): Promise<ProbeInputs> {
  const source = 'extract' in of ? of : encoderSource(of, { signal: options.signal });
  const inputs = await probeSamples(dataset, asked, options);
  return { ...inputs, features: await extractSplits(source, inputs.samples, stages) };
}

/**
 * Probes an encoder, or any source of features, on the frames of a dataset: read-outs are fitted on its train split, chosen
 * on `val` and scored on `test`; see docs/probes.md for datasets that lack one of them. Classes that benchmarks leave
 * out (train id 255) count as unlabelled.
 *
 * Throws InputError for an unknown target or stage, when there are fewer than three scenes, and when frames differ in size.
 */
export async function probe(
  of: Encoder | FeatureSource,
  dataset: SceneDataset,
  { stages, frames, targets, onError, signal = defaultSignal(), ...options }: ProbeDatasetOptions,
): Promise<Probed> {
  const { seed } = options;
  const inputs = await probeInputs(of, dataset, requirementsOf(targets), { stages, frames, seed, onError, signal });
  const { samples, features } = inputs;
  const ofViews = { world: dataset.world, ...options.correspondence };
  const probed = await probeEncoder(samples, features, { ...options, signal, targets, correspondence: ofViews });
  const last = Object.keys(features.test).at(-1);
  return {
    ...probed,
    ...inputs,
    result(target, { stage = last, head = target === correspondence.name ? 'nearest' : 'ridge', metric } = {}) {
      const ofTarget = probed.results.filter((result) => result.target === target);
      const found = ofTarget.find(
        (result) => result.stage === stage && result.head === head && (metric ?? result.metric) === result.metric,
      );
      if (found) return found;
      const reason = probed.notMeasurable.find((obstacle) => obstacle.target === target)?.reason;
      const known = [...new Set(ofTarget.map((r) => `${r.stage}/${r.head}/${r.metric}`))];
      throw new InputError(
        `No result for ${target} at ${stage}, ${head}${metric ? `, ${metric}` : ''}: ` +
          (reason ?? (known.length > 0 ? `there are ${known.join(', ')}` : 'it was not among the targets probed')) +
          '.',
      );
    },
  };
}
