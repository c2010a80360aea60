import type { Sample, SceneDataset } from '../../data-loaders/sample.js';
import { encoderSource, type FeatureMap, type FeatureSource } from '../features/index.js';
import { buildEncoder, loadEncoder } from '../nn/index.js';
import { probeEncoder, probeTargets, type ProbeResult, type Splits } from '../probes/index.js';
import { seeded } from '../support/random.js';
import { baselineSource } from './baselines.js';
import { pretrainedFile, type MeasureContext, type Measurement, type RunContext, type RunOutcome } from './execute.js';
import { testScenes } from './frames.js';
import { drawPanels } from './panels.js';
import { loadProbeSamples } from './probe-samples.js';
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
  const { encoder } = await loadEncoder(pretrainedFile(context));
  try {
    const source = encoderSource(encoder, { name: run.variation, signal });
    const probed = await probeSource(context, source);
    saveSampledFeatures(context.folder, probed.features.test, run.seed);
    const robustness = await measureRobustness(context, source, probed);
    const isFirstSeed = run.seed === context.config.seeds[0];
    const panels = isFirstSeed ? await drawPanels(context, source, probed) : [];
    return { measurements: [...probed.measurements, ...robustness], panels };
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
  const { config, dataset, run, signal } = context;
  const { cells, heads } = config.probe;
  const samples = await loadProbeSamples(context);
  const features = {
    train: await source.extract(samples.train),
    validation: await source.extract(samples.validation),
    test: await source.extract(samples.test),
  };
  const targets = Object.values(probeTargets).filter(({ requires }) => measurable(dataset, requires));
  const probed = await probeEncoder(samples, features, { targets, cells, heads, seed: run.seed, signal });
  const scenes = testScenes(dataset);
  const fitted = probed.results.filter(({ head }) => head !== 'trivial');
  const measurements = fitted.map(({ stage, target, head, metric, value, unit, n, scenes: sums }): Measurement => ({
    kind: 'probe',
    split: 'test',
    protocol: `${head}, chosen on validation scenes, per cell`,
    stage,
    head,
    target,
    metric,
    value,
    unit,
    n,
    scenes: alignScenes(sums, probed.testScenes, scenes),
  }));
  return { measurements, results: probed.results, samples, features };
}

function outputStride({ config, run }: RunContext): number {
  const encoder = buildEncoder(config.encoder, seeded(run.seed));
  const { stride } = encoder.stages.find(({ name }) => name === encoder.output)!;
  encoder.dispose();
  return stride;
}

function measurable(dataset: SceneDataset, requires: readonly string[]): boolean {
  return requires.every((modality) => (dataset.modalities as readonly string[]).includes(modality));
}
