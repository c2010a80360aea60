import type { Sample } from '../../data-loaders/sample.js';
import { encoderSource, type FeatureMap, type FeatureSource } from '../features/index.js';
import { buildEncoder } from '../nn/index.js';
import { probeStage, type ProbeResult, type ProbeTruth, type Splits } from '../probes/index.js';
import { seeded } from '../support/random.js';
import { baselineSource } from './baselines.js';
import {
  pretrainedEncoder,
  type MeasureContext,
  type Measurement,
  type RunContext,
  type RunOutcome,
} from './execute.js';
import { testScenes } from './frames.js';
import { probeTwoThirds } from './ordering.js';
import { drawPanels } from './panels.js';
import { measureRobustness } from './robustness-measurements.js';
import { alignScenes } from './scene-sums.js';
import { saveSampledFeatures } from './sampled-features.js';

/**
 * Measures what one frozen encoder keeps: probes at every stage, skill and retrieval under corruption, shifts under
 * interventions; draws the panels of the study's first seed and keeps sampled features for comparisons.
 *
 * A baseline (a run without a pretraining) is probed only.
 */
export async function measureRun(context: RunContext): Promise<RunOutcome> {
  const { run, signal } = context;
  if (run.needs.length === 0) {
    const probed = await probeSource(context, baselineSource(run.variation, outputStride(context)));
    return { measurements: probed.measurements };
  }
  const encoder = await pretrainedEncoder(context);
  if (encoder === undefined) return { measurements: [] };
  try {
    const source = encoderSource(encoder, { name: run.variation, signal });
    const probed = await probeSource(context, source);
    saveSampledFeatures(context.folder, probed.features.test, run.seed);
    const robustness = await measureRobustness(context, source, probed);
    const isFirstSeed = run.seed === context.config.seeds[0];
    const panels = isFirstSeed ? await drawPanels(context, source, probed) : [];
    const earlier = await probeTwoThirds(context);
    return { measurements: [...probed.measurements, ...robustness, ...earlier], panels };
  } finally {
    encoder.dispose();
  }
}

/** What probing a source has found, and with what. */
export interface ProbedSource {
  measurements: Measurement[];
  results: ProbeResult[];
  samples: Splits<Sample[]>;
  features: Splits<Record<string, FeatureMap>>;
}

/** Probes any source of features at all its stages, on the frames that the study asks for. */
export async function probeSource(context: MeasureContext, source: FeatureSource): Promise<ProbedSource> {
  const { config, dataset, ground, run, signal } = context;
  const samples = await ground.samples(signal);
  const features = {
    train: await source.extract(samples.train),
    validation: await source.extract(samples.validation),
    test: await source.extract(samples.test),
  };
  const scenes = testScenes(dataset);
  const results: ProbeResult[] = [];
  const measurements: Measurement[] = [];
  for (const { name: stage } of source.stages) {
    const ofStage = {
      train: features.train[stage],
      validation: features.validation[stage],
      test: features.test[stage],
    };
    const truth = await ground.truth(ofStage.train, signal);
    const found = await probeStage(ofStage, truth, { heads: config.probe.heads, seed: run.seed, signal });
    results.push(...found);
    measurements.push(...found.filter(({ head }) => head !== 'trivial').map((result) => asRow(result, truth, scenes)));
  }
  return { measurements, results, samples, features };
}

function asRow(
  { readOut: _readOut, scenes: sums, ...result }: ProbeResult,
  truth: ProbeTruth,
  scenes: string[],
): Measurement {
  return {
    ...result,
    kind: 'probe',
    split: 'test',
    protocol: `${result.head}, chosen on validation scenes, per cell`,
    scenes: alignScenes(sums, truth.testScenes, scenes),
  };
}

function outputStride({ config, run }: RunContext): number {
  const encoder = buildEncoder(config.encoder, seeded(run.seed));
  const { stride } = encoder.stages.find(({ name }) => name === encoder.output)!;
  encoder.dispose();
  return stride;
}
