import type { Sample } from '../../data-loaders/sample.js';
import type { FeatureMap } from '../features/feature-map.js';
import type { SceneSums } from '../stats/scene-sums.js';
import { InputError, throwIfAborted } from '../support/errors.js';
import { seeded } from '../support/random.js';
import { featuresOfCells } from './draw-cells.js';
import { fitMlps, type MlpFit, type MlpOptions, type MlpTargetData } from './mlp.js';
import { probeTargets } from './probe-targets.js';
import { predictMap, type ProbeHead, type ReadOut, type RidgeReadOut } from './read-out.js';
import { fitRidge, type RidgeFit } from './ridge.js';
import { scores } from './scores.js';
import type { ProbeMetric, ProbeTarget } from './target.js';
import { mapSplits, oneHot, probeTruth, rowWeights, type ProbeTruth, type Splits, type TruthGroup } from './truth.js';

/** One score of one read-out of one stage, on test cells. */
export interface ProbeResult {
  stage: string;
  target: string;
  /** `trivial` says the same of every cell: the mean of the training cells. */
  head: ProbeHead | 'trivial';
  metric: ProbeMetric;
  value: number;
  /** Unit of the value. */
  unit: string;
  /** Test cells behind the value. */
  n: number;
  /** Sums per test scene, in the order of `ProbeTruth.testScenes`. */
  scenes: SceneSums;
  readOut?: ReadOut;
}

export interface ProbeOptions {
  heads?: readonly ProbeHead[];
  /** Seeds the perceptrons' starts and the order of their batches. */
  seed: number;
  /** Settings of the perceptrons that differ from their defaults. */
  mlp?: Omit<MlpOptions, 'random' | 'signal'>;
  signal?: AbortSignal;
}

const unitOfMetric: Record<ProbeMetric, string> = {
  r2: 'R²',
  accuracy: 'balanced accuracy',
  delta1: 'share of cells',
  absRel: 'relative error',
  rmse: 'm',
  angularErrorDegrees: '°',
};

/**
 * Reads every target of `truth` out of the features of one stage and scores it on the test cells.
 *
 * Ridge regression with its penalty, and perceptrons with their number of epochs, chosen on the validation cells; the value
 * reported is that of the test cells. Perceptrons learn what the ridge leaves, so that both together are the read-out. Results come target by target, the trivial read-out first.
 *
 * Throws InputError when the features are of another grid or number of frames than the truth, or not finite.
 */
export async function probeStage(
  features: Splits<FeatureMap>,
  truth: ProbeTruth,
  { heads = ['ridge', 'mlp'], seed, mlp, signal }: ProbeOptions,
): Promise<ProbeResult[]> {
  const { stage, channels } = features.train;
  assertSameGrid(features, truth);
  const results: ProbeResult[] = [];
  for (const group of truth.groups) {
    throwIfAborted(signal);
    const rows = mapSplits(group.draw, (draw, split) => featuresOfCells(features[split], draw));
    const ridges = fitRidges(group, rows, channels);
    const random = seeded('probe', seed, stage, group.among);
    const perceptrons = heads.includes('mlp')
      ? await fitPerceptrons(group, rows, channels, ridges, { ...mlp, random, signal })
      : undefined;
    for (const [t, question] of group.targets.entries()) {
      const score = async (head: ProbeResult['head'], readOut: ReadOut | undefined): Promise<void> => {
        const test = await answersOf(question, readOut, rows.test, group, truth);
        for (const metric of question.target.metrics) {
          const { value, sums } = scores[metric](test);
          const unit = unitOfMetric[metric];
          results.push({
            stage,
            target: question.target.name,
            head,
            metric,
            value,
            unit,
            n: test.rows,
            scenes: sums,
            readOut,
          });
        }
      };
      await score('trivial', undefined);
      if (heads.includes('ridge')) await score('ridge', ridgeReadOut(stage, question.target, ridges[t]));
      if (perceptrons) await score('mlp', mlpReadOut(stage, question, perceptrons[t], ridges[t]));
    }
  }
  return results;
}

/** Everything that {@link probeEncoder} is told besides features and samples. */
export interface ProbeEncoderOptions extends ProbeOptions {
  /** Names in `probeTargets`, or targets of one's own; all of `probeTargets` when omitted. */
  targets?: readonly (string | ProbeTarget)[];
  /** Cells drawn per frame. */
  cells?: number;
}

/**
 * Probes all given stages: features by stage, [samples in their order], for each split.
 *
 * Throws InputError as {@link probeStage} does, and when a target is unknown.
 */
export async function probeEncoder(
  samples: Splits<readonly Sample[]>,
  features: Splits<Record<string, FeatureMap>>,
  { targets = Object.values(probeTargets), cells = 48, ...options }: ProbeEncoderOptions,
): Promise<{ results: ProbeResult[]; testScenes: string[]; notMeasurable: ProbeTruth['notMeasurable'] }> {
  const asked = targets.map((target) => (typeof target === 'string' ? namedTarget(target) : target));
  const truths = new Map<string, ProbeTruth>();
  const results: ProbeResult[] = [];
  for (const stage of Object.keys(features.train)) {
    const ofStage = mapSplits(features, (maps) => maps[stage]);
    const { height, width, stride } = ofStage.train;
    const grid = `${height}×${width}/${stride}`;
    let truth = truths.get(grid);
    if (!truth) {
      truth = probeTruth(samples, { height, width, stride }, { targets: asked, cells, seed: options.seed });
      truths.set(grid, truth);
    }
    results.push(...(await probeStage(ofStage, truth, options)));
  }
  const all = [...truths.values()];
  return {
    results,
    testScenes: all[0]?.testScenes ?? [],
    notMeasurable: all.flatMap(({ notMeasurable }) => notMeasurable),
  };
}

function namedTarget(name: string): ProbeTarget {
  const target = probeTargets[name];
  if (!target)
    throw new InputError(`Unknown probe target ${name}: choose among ${Object.keys(probeTargets).join(', ')}.`);
  return target;
}

function assertSameGrid(features: Splits<FeatureMap>, { grid, groups }: ProbeTruth): void {
  for (const [split, map] of Object.entries(features) as [keyof Splits<unknown>, FeatureMap][]) {
    if (map.height !== grid.height || map.width !== grid.width || map.stride !== grid.stride)
      throw new InputError(
        `The ${split} features of stage ${map.stage} have ${map.height}×${map.width} cells of stride ${map.stride}; the truth was drawn for ${grid.height}×${grid.width} cells of stride ${grid.stride}. Make it for this stage's grid.`,
      );
    const last = groups.reduce((highest, { draw }) => Math.max(highest, draw[split].frames.at(-1) ?? -1), -1);
    if (last >= map.count)
      throw new InputError(
        `The ${split} features of stage ${map.stage} are of ${map.count} frames; the truth has at least ${last + 1}. Extract them from the same samples.`,
      );
  }
}

type Question = TruthGroup['targets'][number];

/** What a regression, or the one of class indicators, is fitted to: [rows, width]. */
function regressand({ target, classes, truth }: Question, split: keyof Splits<unknown>): Float32Array {
  const { values, offsets } = truth[split];
  if (target.kind === 'regression') return values;
  const indicator = oneHot(truth[split], classes);
  return offsets ? indicator.map((value, i) => value - offsets[i]) : indicator;
}

/** One ridge read-out a target; targets that are known on the same cells share their second moments. */
function fitRidges(group: TruthGroup, features: Splits<Float32Array>, channels: number): RidgeFit[] {
  const fits: RidgeFit[] = [];
  const sharing = new Map<string, number[]>();
  group.targets.forEach(({ target, truth, classes }, t) => {
    // Weights of a classification are its own.
    const key = classes ? target.name : [truth.train.known, truth.validation.known].map(String).join('|');
    sharing.set(key, [...(sharing.get(key) ?? []), t]);
  });
  for (const members of sharing.values()) {
    const first = group.targets[members[0]];
    const data = (split: 'train' | 'validation'): Parameters<typeof fitRidge>[0] => ({
      rows: group.draw[split].rows,
      features: features[split],
      weights: rowWeights(first.truth[split], first.classes),
      targets: members.map((t) => regressand(group.targets[t], split)),
    });
    fitRidge(data('train'), data('validation'), channels).forEach((fit, i) => (fits[members[i]] = fit));
  }
  return fits;
}

/** Probabilities below this are taken for it, so that the logarithm stays finite. */
const leastProbability = 0.02;

function logProbabilities(probabilities: Float32Array): Float32Array {
  return probabilities.map((probability) => Math.log(Math.max(leastProbability, probability)));
}

/** What a perceptron adds to: the ridge's values; of a classification, the logarithms of the probabilities it stands for. */
function linearPart(ridge: RidgeFit, classes: number, features: Float32Array, rows: number): Float32Array {
  const values = ridge.predict(features, rows);
  return classes ? logProbabilities(values.map((value) => value + 1 / classes)) : values;
}

async function fitPerceptrons(
  group: TruthGroup,
  features: Splits<Float32Array>,
  channels: number,
  ridges: readonly RidgeFit[],
  options: MlpOptions,
): Promise<MlpFit[]> {
  const data = (split: 'train' | 'validation'): Parameters<typeof fitMlps>[0] => {
    const { rows } = group.draw[split];
    const targets = group.targets.map(({ target, truth, classes }, t): MlpTargetData => {
      const weights = rowWeights(truth[split], classes);
      const linear = linearPart(ridges[t], classes, features[split], rows);
      if (target.kind === 'regression')
        return { values: truth[split].values.map((value, i) => value - linear[i]), weights };
      const { offsets } = truth[split];
      const beforehand = offsets && logProbabilities(offsets);
      return {
        values: oneHot(truth[split], classes),
        weights,
        offsets: beforehand ? linear.map((value, i) => value + beforehand[i]) : linear,
      };
    });
    return { rows, features: features[split], targets };
  };
  const networks = group.targets.map(({ target, classes }) => ({
    name: target.name,
    width: classes || target.width,
    kind: target.kind,
  }));
  return fitMlps(data('train'), data('validation'), channels, networks, options);
}

function ridgeReadOut(stage: string, target: ProbeTarget, fit: RidgeFit): RidgeReadOut {
  const readOut: RidgeReadOut = {
    target,
    stage,
    head: 'ridge',
    width: fit.width,
    lambda: fit.lambda,
    predictRows: async (features, rows) => fit.predict(features, rows),
    predict: (features) => predictMap(features, readOut, fit.columns),
    at: (lambda) => ridgeReadOut(stage, target, fit.at(lambda)),
  };
  return readOut;
}

/** The perceptron upon the ridge. */
function mlpReadOut(stage: string, { target, classes }: Question, fit: MlpFit, ridge: RidgeFit): ReadOut {
  const readOut: ReadOut = {
    target,
    stage,
    head: 'mlp',
    width: fit.width,
    predictRows: async (features, rows) => {
      const values = await fit.predict(features, rows);
      const linear = linearPart(ridge, classes, features, rows);
      return values.map((value, i) => value + linear[i]);
    },
    predict: (features) => predictMap(features, readOut, fit.columns),
  };
  return readOut;
}

/** Truth and prediction on the test cells that know the target; without a read-out, the mean of the training cells. */
async function answersOf(
  question: Question,
  readOut: ReadOut | undefined,
  features: Float32Array,
  { draw }: TruthGroup,
  { sceneOfFrame, testScenes }: ProbeTruth,
): Promise<Parameters<(typeof scores)['r2']>[0]> {
  const { target, classes, truth } = question;
  const { values, known } = truth.test;
  const width = classes || target.width;
  const all = readOut ? await readOut.predictRows(features, draw.test.rows) : undefined;
  const constant = all ? undefined : trainingMean(question);
  // A class that training never showed cannot be recognised, and is left out.
  const kept = Array.from(known.keys()).filter((row) => known[row] && (!classes || values[row] < classes));
  const predicted = new Float32Array(kept.length * width);
  const actual = new Float32Array(kept.length * target.width);
  const sceneOfRow = new Int32Array(kept.length);
  kept.forEach((row, i) => {
    predicted.set(all ? all.subarray(row * width, (row + 1) * width) : constant!, i * width);
    actual.set(values.subarray(row * target.width, (row + 1) * target.width), i * target.width);
    sceneOfRow[i] = sceneOfFrame[draw.test.frames[row]];
  });
  return { rows: kept.length, width, predicted, truth: actual, sceneOfRow, scenes: testScenes.length };
}

/** Mean of the training values; of a classification, the share of each class. */
function trainingMean({ target, classes, truth }: Question): Float32Array {
  const width = classes || target.width;
  const values = classes ? oneHot(truth.train, classes) : truth.train.values;
  const mean = new Float64Array(width);
  let count = 0;
  truth.train.known.forEach((yes, row) => {
    if (!yes) return;
    count++;
    for (let j = 0; j < width; j++) mean[j] += values[row * width + j];
  });
  return Float32Array.from(mean, (sum) => sum / count);
}
