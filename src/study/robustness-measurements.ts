import type { Sample } from '../../data-loaders/sample.js';
import type { FeatureMap, FeatureSource } from '../features/index.js';
import { probeEncoder, probeTargets, type CellGrid, type ReadOut } from '../probes/index.js';
import {
  corruptedSkill,
  interventionShifts,
  positionMatchedRetrieval,
  squaredErrors,
  underCorruption,
  type CorruptionMeasure,
  type RobustnessMeasurement,
} from '../robustness/index.js';
import { baselineSource } from './baselines.js';
import type { MeasureContext, Measurement } from './execute.js';
import { testScenes } from './frames.js';
import type { ProbedSource } from './measure-run.js';

/**
 * What corruptions do to the depth probe and to retrieval, and what interventions do to the features; all at the output.
 */
export async function measureRobustness(
  { run, dataset, images, signal }: MeasureContext,
  source: FeatureSource,
  probed: ProbedSource,
): Promise<Measurement[]> {
  const scenes = testScenes(dataset);
  const sets = await images.corruptions(dataset, signal);
  const [{ samples }] = sets;
  const features = async (of: readonly Sample[]): Promise<FeatureMap> =>
    (await source.extract(of, [source.output]))[source.output];

  const grid: CellGrid = probed.features.test[source.output];
  const truth = depthTruth(samples, grid);
  const range = depthRange(probed.samples.train, grid);
  const readOut = findReadOut(probed, source.output);
  const position = await positionReadOut(probed, grid, run.seed);
  const trivial = squaredErrors(await position(samples), truth, samples.length, range);
  // Read-outs answer through promises, measures at once: predictions are made while the features are observed.
  const observe = async (of: readonly Sample[]): Promise<Observed> => {
    const map = await features(of);
    return { map, predicted: (await readOut.predict(map)).values };
  };
  const skill = corruptedSkill<Observed>({
    errors: ({ predicted }) => squaredErrors(predicted, truth, samples.length, range),
    trivial,
    scenes,
    protocol: 'depth ridge fitted on clean images, against position alone',
  });
  const retrieval = positionMatchedRetrieval({ scenes });
  const measures: CorruptionMeasure<Observed>[] = [skill, (seen, clean, set) => retrieval(seen.map, clean.map, set)];
  const underCorruptions = await underCorruption(sets, observe, measures, { signal });
  const changed = await images.interventions(dataset, signal);
  const shifts = changed ? await interventionShifts({ features, originals: samples, changed, scenes, signal }) : [];
  return [...underCorruptions, ...shifts].map((measurement) => ({
    ...asRow(measurement),
    stage: source.output,
    ...(measurement.kind === 'robustness' ? { target: 'depth', head: 'ridge' } : {}),
  }));
}

interface Observed {
  map: FeatureMap;
  predicted: Float32Array;
}

/** A robustness measurement as a row of the test split. */
export function asRow(measurement: RobustnessMeasurement): Measurement {
  return { split: 'test', ...measurement };
}

/** Log-depth of every cell, [samples, cells]; NaN where it is not known. */
function depthTruth(samples: readonly Sample[], grid: CellGrid): Float32Array {
  const cells = grid.height * grid.width;
  const truth = new Float32Array(samples.length * cells);
  samples.forEach((sample, i) => {
    const { values, mask } = probeTargets.depth.values(sample, grid);
    truth.set(
      values.map((value, cell) => (mask[cell] ? value : NaN)),
      i * cells,
    );
  });
  return truth;
}

function depthRange(samples: readonly Sample[], grid: CellGrid): [number, number] {
  const known = depthTruth(samples, grid).filter(Number.isFinite);
  return [known.reduce((a, b) => Math.min(a, b), Infinity), known.reduce((a, b) => Math.max(a, b), -Infinity)];
}

/** The read-out of log-depth from position alone, fitted as the probes are: what robustness counts as no skill. */
async function positionReadOut(
  { samples }: ProbedSource,
  grid: CellGrid,
  seed: number,
): Promise<(of: readonly Sample[]) => Promise<Float32Array>> {
  const source = baselineSource('position', grid.stride);
  const features = {
    train: await source.extract(samples.train),
    validation: await source.extract(samples.validation),
    test: await source.extract(samples.test),
  };
  const { results } = await probeEncoder(samples, features, { targets: ['depth'], heads: ['ridge'], seed });
  const readOut = results.find(({ head }) => head === 'ridge')!.readOut!;
  return async (of) => (await readOut.predict((await source.extract(of))[source.output])).values;
}

function findReadOut({ results }: ProbedSource, stage: string): ReadOut {
  return results.find((r) => r.stage === stage && r.target === 'depth' && r.head === 'ridge')!.readOut!;
}
