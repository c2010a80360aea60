import { currentBackend } from '../backend/index.js';
import type { CellGrid } from './cells.js';
import { neighbourWarning, penaltyWarning } from './edge-warning.js';
import { fitDepthBins, type DepthBinsOptions } from './depth-bins.js';
import { fitKnn, type KnnFit, type KnnOptions } from './knn.js';
import { fitLinear, type LinearFit, type LinearOptions } from './linear.js';
import { fitMlps, type MlpData, type MlpFit, type MlpOptions, type MlpTargetData } from './mlp.js';
import type { MlpTarget } from './mlp-network.js';
import { predictMap, type ProbeHead, type ReadOut, type RidgeReadOut } from './read-out.js';
import { fitLargeRidge, fitRidge, type RidgeData, type RidgeFit } from './ridge.js';
import type { Splits } from './splits.js';
import type { ProbeTarget } from './target.js';
import { oneHot, rowWeights, type Question, type TruthGroup } from './truth.js';

/** How read-outs are fitted. */
export interface ReadOutOptions {
  heads: readonly ProbeHead[];
  /** Penalties among which the ridge's is chosen. */
  lambdas?: readonly number[];
  mlp: MlpOptions;
  linear: LinearOptions;
  knn?: KnnOptions;
  bins: DepthBinsOptions;
}

/** Read-outs of the questions of one group, in their order; undefined where a head does not read a target. */
export type GroupReadOuts = Partial<Record<ProbeHead, readonly (ReadOut | undefined)[]>>;

/**
 * Fits one read-out a target and head to the features of one stage on the drawn cells, [rows, channels].
 *
 * Penalties, epochs and numbers of neighbours are chosen on the validation cells. The perceptron stands upon the ridge.
 */
export async function fitReadOuts(
  group: TruthGroup,
  grid: CellGrid,
  stage: string,
  features: Splits<Float32Array>,
  channels: number,
  { heads, lambdas, mlp, linear, knn, bins }: ReadOutOptions,
): Promise<GroupReadOuts> {
  const fitted: GroupReadOuts = {};
  if (heads.includes('ridge') || heads.includes('mlp')) {
    const ridges = await fitRidges(group, features, channels, lambdas);
    fitted.ridge = ridges.map((fit, t) => ridgeReadOut(stage, group.targets[t].target, fit));
    if (heads.includes('mlp')) {
      const perceptrons = await fitPerceptrons(group, features, channels, ridges, mlp);
      fitted.mlp = perceptrons.map((fit, t) => mlpReadOut(stage, group.targets[t], fit, ridges[t]));
    }
  }
  const readOut = (head: ProbeHead, { target }: Question, fit: Fit, warning?: string): ReadOut => {
    const made: ReadOut = {
      target,
      stage,
      head,
      width: fit.width,
      warning,
      predictRows: async (rowsOfFeatures, rows) => fit.predict(rowsOfFeatures, rows),
      predict: (map) => predictMap(map, made, fit.columns),
    };
    return made;
  };
  if (heads.includes('linear')) {
    const fits = await fitLinears(group, features, channels, linear);
    fitted.linear = fits.map((fit, t) => readOut('linear', group.targets[t], fit));
  }
  if (heads.includes('knn')) {
    const fits = await fitNeighbours(group, features, channels, knn);
    fitted.knn = fits.map((fit, t) => readOut('knn', group.targets[t], fit, neighbourWarning(fit)));
  }
  if (heads.includes('bins')) {
    const fits = [];
    for (const question of group.targets)
      fits.push(isDepth(question.target) ? await fitBins(group, question, grid, features, channels, bins) : undefined);
    fitted.bins = fits.map((fit, t) => fit && readOut('bins', group.targets[t], fit));
  }
  return fitted;
}

/** What all fits have. */
interface Fit {
  readonly columns: number;
  readonly width: number;
  predict(features: Float32Array, rows: number): Float32Array | Promise<Float32Array>;
}

/** Whether a target is the logarithm of the depth in metres itself. */
function isDepth({ name }: Pick<ProbeTarget, 'name'>): boolean {
  return name === 'depth' || name === 'depth-scale-invariant';
}

/** What a regression, or the one of class indicators, is fitted to: [rows, width]. */
function regressand({ target, classes, truth }: Question, split: keyof Splits<unknown>): Float32Array {
  const { values, offsets } = truth[split];
  if (target.kind === 'regression') return values;
  const indicator = oneHot(truth[split], classes);
  return offsets ? indicator.map((value, i) => value - offsets[i]) : indicator;
}

/** Indices of the targets that are known on the same cells, with the same weights, and so share what is made of the features. */
function sharedRows(group: Pick<TruthGroup, 'targets'>): number[][] {
  const sharing = new Map<string, number[]>();
  group.targets.forEach(({ target, truth, classes }, t) => {
    // Weights of a classification are its own.
    const key = classes ? target.name : [truth.train.known, truth.validation.known].map(String).join('|');
    sharing.set(key, [...(sharing.get(key) ?? []), t]);
  });
  return [...sharing.values()];
}

/** What targets on the same rows are fitted to. */
function rowsOf(
  group: Pick<TruthGroup, 'targets'>,
  members: readonly number[],
  features: Pick<Splits<Float32Array>, 'train' | 'validation'>,
  split: 'train' | 'validation',
): RidgeData {
  const first = group.targets[members[0]];
  return {
    rows: first.truth[split].known.length,
    features: features[split],
    weights: rowWeights(first.truth[split], first.target, first.classes),
    targets: members.map((t) => regressand(group.targets[t], split)),
  };
}

/** Products in a Gram matrix beyond which the backend makes it: in double precision they take seconds. */
const manyProducts = 2 ** 32;

/**
 * One ridge read-out a target; targets that are known on the same cells share their second moments. Of millions of rows these
 * are made by the backend, if one was started.
 */
export async function fitRidges(
  group: Pick<TruthGroup, 'targets'>,
  features: Pick<Splits<Float32Array>, 'train' | 'validation'>,
  channels: number,
  lambdas?: readonly number[],
): Promise<RidgeFit[]> {
  const fits: RidgeFit[] = [];
  for (const members of sharedRows(group)) {
    const [train, validation] = (['train', 'validation'] as const).map((s) => rowsOf(group, members, features, s));
    const isLarge = train.rows * channels ** 2 > manyProducts && currentBackend() !== undefined;
    const fit = isLarge ? fitLargeRidge : fitRidge;
    (await fit(train, validation, channels, lambdas)).forEach((one, i) => (fits[members[i]] = one));
  }
  return fits;
}

/** One read-out by neighbours a target; targets that are known on the same cells share the search. */
async function fitNeighbours(
  group: TruthGroup,
  features: Splits<Float32Array>,
  channels: number,
  options?: KnnOptions,
): Promise<KnnFit[]> {
  const fits: KnnFit[] = [];
  for (const members of sharedRows(group)) {
    const [train, validation] = (['train', 'validation'] as const).map((s) => rowsOf(group, members, features, s));
    const ofMembers = await fitKnn(train, validation, channels, options);
    ofMembers.forEach((fit, i) => (fits[members[i]] = fit));
  }
  return fits;
}

function fitLinears(
  group: TruthGroup,
  features: Splits<Float32Array>,
  channels: number,
  options: LinearOptions,
): Promise<LinearFit[]> {
  const data = (split: 'train' | 'validation'): MlpData => {
    const targets = group.targets.map(({ target, truth, classes }): MlpTargetData => {
      const weights = rowWeights(truth[split], target, classes);
      if (target.kind === 'regression') return { values: truth[split].values, weights };
      const { offsets } = truth[split];
      return { values: oneHot(truth[split], classes), weights, offsets: offsets && logProbabilities(offsets, classes) };
    });
    return { rows: group.draw[split].rows, features: features[split], targets };
  };
  return fitLinear(data('train'), data('validation'), channels, outputsOf(group), options);
}

async function fitBins(
  { draw }: TruthGroup,
  { truth }: Question,
  grid: CellGrid,
  features: Splits<Float32Array>,
  channels: number,
  options: DepthBinsOptions,
): Promise<Fit> {
  const [train, validation] = (['train', 'validation'] as const).map((split) => ({
    draw: draw[split],
    features: features[split],
    logDepth: truth[split].values,
    known: truth[split].known,
    gridWidth: grid.width,
  }));
  return { width: 1, ...(await fitDepthBins(train, validation, channels, options)) };
}

function outputsOf(group: TruthGroup): MlpTarget[] {
  return group.targets.map(({ target, classes }) => ({
    name: target.name,
    width: classes || target.width,
    kind: target.kind,
  }));
}

/** Probabilities below the first are taken for it, so that the logarithm stays finite; of many classes, below a quarter of even odds. */
export function logProbabilities(probabilities: Float32Array, classes: number): Float32Array {
  const least = Math.min(0.02, 1 / (4 * classes));
  return probabilities.map((probability) => Math.log(Math.max(least, probability)));
}

/**
 * What a perceptron adds to: the ridge's values; of a classification, the logarithms of the probabilities it stands for,
 * which are even odds and what it says where it was fitted to what scores known beforehand leave.
 */
function linearPart(
  ridge: RidgeFit,
  { target, classes }: Pick<Question, 'target' | 'classes'>,
  features: Float32Array,
  rows: number,
): Float32Array {
  const values = ridge.predict(features, rows);
  if (!classes) return values;
  const probabilities = target.beyond ? values.map((value) => value + 1 / classes) : values;
  return logProbabilities(probabilities, classes);
}

async function fitPerceptrons(
  group: TruthGroup,
  features: Splits<Float32Array>,
  channels: number,
  ridges: readonly RidgeFit[],
  options: MlpOptions,
): Promise<MlpFit[]> {
  const data = (split: 'train' | 'validation'): MlpData => {
    const { rows } = group.draw[split];
    const targets = group.targets.map((question, t): MlpTargetData => {
      const { target, truth, classes } = question;
      const weights = rowWeights(truth[split], target, classes);
      const linear = linearPart(ridges[t], question, features[split], rows);
      if (target.kind === 'regression')
        return { values: truth[split].values.map((value, i) => value - linear[i]), weights };
      const { offsets } = truth[split];
      const beforehand = offsets && logProbabilities(offsets, classes);
      return {
        values: oneHot(truth[split], classes),
        weights,
        offsets: beforehand ? linear.map((value, i) => value + beforehand[i]) : linear,
      };
    });
    return { rows, features: features[split], targets };
  };
  return fitMlps(data('train'), data('validation'), channels, outputsOf(group), options);
}

function ridgeReadOut(stage: string, target: ProbeTarget, fit: RidgeFit): RidgeReadOut {
  const readOut: RidgeReadOut = {
    target,
    stage,
    head: 'ridge',
    width: fit.width,
    lambda: fit.lambda,
    warning: penaltyWarning(fit),
    predictRows: async (features, rows) => fit.predict(features, rows),
    predict: (features) => predictMap(features, readOut, fit.columns),
    at: (lambda) => ridgeReadOut(stage, target, fit.at(lambda)),
  };
  return readOut;
}

/** The perceptron upon the ridge. */
function mlpReadOut(stage: string, question: Question, fit: MlpFit, ridge: RidgeFit): ReadOut {
  const readOut: ReadOut = {
    target: question.target,
    stage,
    head: 'mlp',
    width: fit.width,
    predictRows: async (features, rows) => {
      const values = await fit.predict(features, rows);
      const linear = linearPart(ridge, question, features, rows);
      return values.map((value, i) => value + linear[i]);
    },
    predict: (features) => predictMap(features, readOut, fit.columns),
  };
  return readOut;
}
