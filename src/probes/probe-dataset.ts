import { frameIds } from '../../data-loaders/batches.js';
import type { Sample, SceneDataset } from '../../data-loaders/sample.js';
import { encoderSource, type FeatureMap, type FeatureSource } from '../features/index.js';
import type { Encoder } from '../nn/encoder.js';
import { InputError } from '../support/errors.js';
import { probeEncoder, type ProbeEncoderOptions, type ProbeResult } from './probe.js';
import type { ProbeHead } from './read-out.js';
import { extractSplits, loadSplits, type Splits } from './splits.js';
import type { ProbeMetric } from './target.js';
import type { ProbeTruth } from './truth.js';

export interface ProbeDatasetOptions extends ProbeEncoderOptions {
  /** Where features are read; every stage when omitted. */
  stages?: readonly string[];
}

/** Where a result is looked up: the ridge read-out of the last stage and the target's own metric unless given. */
export interface ResultKey {
  stage?: string;
  head?: ProbeHead | 'trivial';
  metric?: ProbeMetric;
}

/** What probing has found, and what it was found on. */
export interface Probed {
  results: ProbeResult[];
  samples: Splits<Sample[]>;
  /** By stage, in the order of the samples. */
  features: Splits<Record<string, FeatureMap>>;
  testScenes: string[];
  notMeasurable: ProbeTruth['notMeasurable'];
  /** One of the results. Throws InputError when there is none, saying why. */
  result(target: string, key?: ResultKey): ProbeResult;
}

/**
 * Probes an encoder, or any source of features, on all frames of a dataset: read-outs are fitted on its train split, chosen
 * on `val` and scored on `test`.
 *
 * Throws InputError for an unknown target or stage, or when a split has no frames.
 */
export async function probe(
  of: Encoder | FeatureSource,
  dataset: SceneDataset,
  { stages, ...options }: ProbeDatasetOptions,
): Promise<Probed> {
  const source = 'extract' in of ? of : encoderSource(of, { signal: options.signal });
  await dataset.prepare?.({ signal: options.signal });
  const frames = {
    train: frameIds(dataset, 'train'),
    validation: frameIds(dataset, 'val'),
    test: frameIds(dataset, 'test'),
  };
  const samples = await loadSplits(dataset, frames, { signal: options.signal });
  const features = await extractSplits(source, samples, stages);
  const probed = await probeEncoder(samples, features, options);
  const last = Object.keys(features.test).at(-1);
  return {
    ...probed,
    samples,
    features,
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
