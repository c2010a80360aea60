import type { Sample } from '../../data-loaders/sample.js';
import type { FeatureMap, FeatureSource } from '../features/index.js';
import type { CellGrid, ReadOut } from '../probes/index.js';
import {
  corruptedSkill,
  interventionShifts,
  positionMatchedRetrieval,
  squaredErrors,
  underCorruption,
  type CorruptionMeasure,
  type RobustnessMeasurement,
} from '../robustness/index.js';
import type { SceneValues } from '../stats/index.js';
import { depthTruth } from './depth-reference.js';
import type { MeasureContext, Measurement } from './execute.js';
import { testScenes } from './frames.js';
import type { ProbedSource } from './measure-run.js';

/**
 * What corruptions do to the depth probe and to retrieval, and what interventions do to the features; all at the output.
 */
export async function measureRobustness(
  { dataset, ground, images, signal }: MeasureContext,
  source: FeatureSource,
  probed: ProbedSource,
): Promise<Measurement[]> {
  const scenes = testScenes(dataset);
  const sets = await images.corruptions(dataset, signal);
  const [{ samples }] = sets;
  const extract = async (of: readonly Sample[]): Promise<FeatureMap> =>
    (await source.extract(of, [source.output]))[source.output];
  const clean = await extract(samples);
  const features = async (of: readonly Sample[]): Promise<FeatureMap> => (of === samples ? clean : extract(of));

  const grid: CellGrid = clean;
  const skill = depthProbeSkill(samples, grid, {
    beyond: findReadOut(probed, source.output),
    position: await (await ground.depthFromPosition(signal))(samples, grid.stride),
    range: await ground.depthRange(grid, signal),
    scenes,
  });
  const measures = [skill, positionMatchedRetrieval({ scenes })];
  const underCorruptions = await underCorruption(sets, features, measures, { signal });
  const changed = await images.interventions(dataset, signal);
  const shifts = changed ? await interventionShifts({ features, originals: samples, changed, scenes, signal }) : [];
  return [...underCorruptions, ...shifts].map((measurement) => ({
    ...asRow(measurement),
    stage: source.output,
    ...(measurement.kind === 'robustness' ? { target: 'depth', head: 'ridge' } : {}),
  }));
}

/**
 * Skill of the depth probe: what its read-out of depth *beyond* position says, added to position alone and measured against it.
 *
 * @param samples the clean ones
 * @param known the read-out, log-depth as position alone tells it [samples, cells], and the range to which predictions are clamped
 */
export function depthProbeSkill(
  samples: readonly Sample[],
  grid: CellGrid,
  {
    beyond,
    position,
    range,
    scenes,
  }: { beyond: ReadOut; position: Float32Array; range: [number, number]; scenes: readonly string[] },
): CorruptionMeasure<FeatureMap> {
  const truth = depthTruth(samples, grid);
  return corruptedSkill<FeatureMap>({
    errors: async (map) => {
      const { values } = await beyond.predict(map);
      const predicted = values.map((value, cell) => position[cell] + value);
      return squaredErrors(predicted, truth, samples.length, range);
    },
    trivial: squaredErrors(position, truth, samples.length, range),
    scenes,
    protocol: 'ridge of depth beyond position, fitted on clean images, added to position alone and against it',
  });
}

/** A robustness measurement as a row of the test split. */
export function asRow(measurement: RobustnessMeasurement<SceneValues>): Measurement {
  return { split: 'test', ...measurement };
}

/** What the features add to position. */
function findReadOut({ results }: ProbedSource, stage: string): ReadOut {
  return results.find((r) => r.stage === stage && r.target === 'depth-beyond-position' && r.head === 'ridge')!.readOut!;
}
