import { encoderSource, type FeatureMap, type FeatureSource } from '../features/index.js';
import { buildEncoder } from '../nn/index.js';
import { extractSplits, mapSplits, probeStage, type ProbeResult, type Splits } from '../probes/index.js';
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
import { probeMeasurements } from './probe-rows.js';
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
  features: Splits<Record<string, FeatureMap>>;
}

/** Probes any source of features at all its stages, on the frames that the study asks for. */
export async function probeSource(context: MeasureContext, source: FeatureSource): Promise<ProbedSource> {
  const { config, dataset, ground, run, signal } = context;
  const features = await extractSplits(source, await ground.samples(signal));
  const scenes = testScenes(dataset);
  const results: ProbeResult[] = [];
  const measurements: Measurement[] = [];
  for (const { name: stage } of source.stages) {
    const ofStage = mapSplits(features, (maps) => maps[stage]);
    const truth = await ground.truth(ofStage.train, signal);
    const found = await probeStage(ofStage, truth, { heads: config.probe.heads, seed: run.seed, signal });
    results.push(...found);
    for (const measurement of probeMeasurements(found))
      measurements.push({ ...measurement, scenes: alignScenes(measurement.scenes!, truth.testScenes, scenes) });
  }
  return { measurements, results, features };
}

function outputStride({ config, run }: RunContext): number {
  const encoder = buildEncoder(config.encoder, seeded(run.seed));
  const { stride } = encoder.stages.find(({ name }) => name === encoder.output)!;
  encoder.dispose();
  return stride;
}
