import type { Sample, SceneDataset } from '../../data-loaders/sample.js';
import { encoderSource, type FeatureMap, type FeatureSource } from '../features/index.js';
import type { Encoder } from '../nn/encoder.js';
import { InputError } from '../support/errors.js';
import {
  chosenTargets,
  probeEncoder,
  type EncoderProbed,
  type ProbeEncoderOptions,
  type ProbeResult,
} from './probe.js';
import { probeFrames } from './probe-frames.js';
import type { ProbeHead } from './read-out.js';
import { extractSplits, loadSplits, mapSplits, type Splits } from './splits.js';
import type { ProbeMetric, ProbeTarget } from './target.js';

export interface ProbeDatasetOptions extends ProbeEncoderOptions {
  /** Where features are read; every stage when omitted. */
  stages?: readonly string[];
  /** Frames of a split at most, taken at equal steps; all when omitted. */
  frames?: number;
}

/** Where a result is looked up: the ridge read-out of the last stage and the target's own metric unless given. */
export interface ResultKey {
  stage?: string;
  head?: ProbeHead | 'trivial';
  metric?: ProbeMetric;
}

/** What probing has found, and what it was found on. */
export interface Probed extends EncoderProbed {
  samples: Splits<Sample[]>;
  /** By stage, in the order of the samples. */
  features: Splits<Record<string, FeatureMap>>;
  /** What a reader must know of the frames: how scenes were divided where the dataset does not say. */
  notes: string[];
  /** One of the results. Throws InputError when there is none, saying why. */
  result(target: string, key?: ResultKey): ProbeResult;
}

/** What probes are made from. */
export type ProbeInputs = Pick<Probed, 'samples' | 'features' | 'notes'>;

/**
 * Loads the frames of a dataset on which targets are probed, and the features of an encoder or source there, see
 * {@link probe}.
 */
export async function probeInputs(
  of: Encoder | FeatureSource,
  dataset: SceneDataset,
  asked: readonly ProbeTarget[],
  { stages, frames, seed, signal }: Pick<ProbeDatasetOptions, 'stages' | 'frames' | 'seed' | 'signal'>,
): Promise<ProbeInputs> {
  const source = 'extract' in of ? of : encoderSource(of, { signal });
  await dataset.prepare?.({ signal });
  const { ids, notes } = await probeFrames(dataset, { targets: asked, frames, seed });
  const loaded = await loadSplits(dataset, ids, { signal });
  assertOneSize(loaded);
  const samples = mapSplits(loaded, (ofSplit) => ofSplit.map((sample) => withoutLeftOut(sample, dataset)));
  return { samples, features: await extractSplits(source, samples, stages), notes };
}

/**
 * Probes an encoder, or any source of features, on the frames of a dataset: read-outs are fitted on its train split, chosen
 * on `val` and scored on `test`; see {@link probeFrames} for datasets that lack one of them. Classes that benchmarks leave
 * out (train id 255) count as unlabelled.
 *
 * Throws InputError for an unknown target or stage, when there are fewer than three scenes, and when frames differ in size.
 */
export async function probe(
  of: Encoder | FeatureSource,
  dataset: SceneDataset,
  { stages, frames, targets, ...options }: ProbeDatasetOptions,
): Promise<Probed> {
  const { seed, signal } = options;
  const asked = chosenTargets(targets);
  const inputs = await probeInputs(of, dataset, asked, { stages, frames, seed, signal });
  const { samples, features } = inputs;
  const probed = await probeEncoder(samples, features, { ...options, targets: asked });
  const last = Object.keys(features.test).at(-1);
  return {
    ...probed,
    ...inputs,
    result(target, { stage = last, head = 'ridge', metric } = {}) {
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

function assertOneSize({ train, validation, test }: Splits<readonly Sample[]>): void {
  const [first] = train;
  const other = [...train, ...validation, ...test].find(
    ({ width, height }) => width !== first.width || height !== first.height,
  );
  if (other)
    throw new InputError(
      `${first.id} is ${first.width}×${first.height}, ${other.id} ${other.width}×${other.height}: probes take frames of one size. Open ${first.dataset} with a width and a height.`,
    );
}

/** The sample with the classes that benchmarks leave out as unlabelled. */
function withoutLeftOut(sample: Sample, { trainIds }: SceneDataset): Sample {
  if (!sample.semantics || !trainIds) return sample;
  return { ...sample, semantics: sample.semantics.map((label) => (trainIds[label] === 255 ? 0 : label)) };
}
