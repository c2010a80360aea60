import { fitMlps, type MlpFit, type MlpOptions, type MlpTargetData } from './mlp.js';
import { predictMap, type ReadOut, type RidgeReadOut } from './read-out.js';
import { fitRidge, type RidgeFit } from './ridge.js';
import type { Splits } from './splits.js';
import type { ProbeTarget } from './target.js';
import { oneHot, rowWeights, type Question, type TruthGroup } from './truth.js';

/** Read-outs of the questions of one group, in their order. */
export interface GroupReadOuts {
  ridge: RidgeReadOut[];
  mlp?: ReadOut[];
}

/**
 * Fits one ridge a target and, unless `mlp` is omitted, one perceptron upon it, to the features of one stage on the
 * drawn cells, [rows, channels]. Penalties and epochs are chosen on the validation cells.
 */
export async function fitReadOuts(
  group: TruthGroup,
  stage: string,
  features: Splits<Float32Array>,
  channels: number,
  mlp?: MlpOptions,
): Promise<GroupReadOuts> {
  const ridges = fitRidges(group, features, channels);
  const perceptrons = mlp && (await fitPerceptrons(group, features, channels, ridges, mlp));
  return {
    ridge: ridges.map((fit, t) => ridgeReadOut(stage, group.targets[t].target, fit)),
    mlp: perceptrons?.map((fit, t) => mlpReadOut(stage, group.targets[t], fit, ridges[t])),
  };
}

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
      weights: rowWeights(first.truth[split], first.target, first.classes),
      targets: members.map((t) => regressand(group.targets[t], split)),
    });
    fitRidge(data('train'), data('validation'), channels).forEach((fit, i) => (fits[members[i]] = fit));
  }
  return fits;
}

/** Probabilities below the first are taken for it, so that the logarithm stays finite; of many classes, below a quarter of even odds. */
function logProbabilities(probabilities: Float32Array, classes: number): Float32Array {
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
  const data = (split: 'train' | 'validation'): Parameters<typeof fitMlps>[0] => {
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
