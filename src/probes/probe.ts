import type { Sample } from '../../data-loaders/sample.js';
import type { FeatureMap } from '../features/feature-map.js';
import type { SceneSums } from '../stats/scene-sums.js';
import { InputError, throwIfAborted } from '../support/errors.js';
import { progress } from '../support/progress.js';
import { seeded } from '../support/random.js';
import { answersOf } from './answers.js';
import { besideControl, type ControlScore } from './control-task.js';
import { correspondence, correspondenceProbe, type CorrespondenceOptions, type ViewMatcher } from './correspondence.js';
import { descriptionLengths, type DescriptionLength } from './description-length.js';
import { featuresOfCells } from './draw-cells.js';
import type { DepthBinsOptions } from './depth-bins.js';
import { fitReadOuts } from './fit-read-outs.js';
import type { KnnOptions } from './knn.js';
import type { LinearOptions } from './linear.js';
import type { MlpOptions } from './mlp.js';
import { allProbeTargets } from './probe-targets.js';
import type { ProbeHead, ReadOut } from './read-out.js';
import { scores } from './scores.js';
import { mapSplits, type Splits } from './splits.js';
import type { CellMetric, ProbeMetric, ProbeTarget } from './target.js';
import { probeTruth, type ProbeTruth } from './truth.js';

/** One score of one read-out of one stage, on test cells. */
export interface ProbeResult {
  stage: string;
  target: string;
  /**
   * `trivial` says the same of every cell: the mean of the training cells. Of correspondence: who looks for the point, by
   * chance if `trivial`.
   */
  head: ProbeHead | ViewMatcher | 'trivial';
  metric: ProbeMetric;
  value: number;
  /** Unit of the value. */
  unit: string;
  /** Test cells behind the value. */
  n: number;
  /** Sums per test scene, in the order of `ProbeTruth.testScenes`. */
  scenes: SceneSums;
  /** How the same read-out does on the control task, where that was asked for. */
  control?: ControlScore;
  readOut?: ReadOut;
  /** How it was measured, where nothing was fitted. */
  protocol?: string;
}

/** How read-outs are fitted. */
export interface ProbeOptions {
  /** Ridge and perceptron when omitted. */
  heads?: readonly ProbeHead[];
  /** Seeds the starts of what is trained by descent and the order of its batches. */
  seed: number;
  /** Penalties among which the ridge's is chosen, ascending; `defaultLambdas` when omitted. */
  lambdas?: readonly number[];
  /** Settings of the perceptrons that differ from their defaults. */
  mlp?: Omit<MlpOptions, 'random' | 'signal'>;
  /** Of the linear read-outs by descent. */
  linear?: Omit<LinearOptions, 'random' | 'signal'>;
  knn?: KnnOptions;
  /** Of probe3d's bins of depth. */
  bins?: Omit<DepthBinsOptions, 'random' | 'signal'>;
  signal?: AbortSignal;
}

/** Unit of the value of each metric. */
export const unitOfMetric: Record<CellMetric, string> = {
  r2: 'R²',
  accuracy: 'balanced accuracy',
  overallAccuracy: 'share of cells',
  meanIou: 'IoU',
  delta1: 'share of cells',
  absRel: 'relative error',
  rmse: 'm',
  delta1ScaleShift: 'share of cells',
  absRelScaleShift: 'relative error',
  rmseScaleShift: 'm',
  angularErrorDegrees: '°',
};

/**
 * Reads every target of `truth` out of the features of one stage and scores it on the test cells.
 *
 * Ridge regression with its penalty, and perceptrons with their number of epochs, chosen on the validation cells (other heads
 * likewise); the value reported is that of the test cells. Perceptrons learn what the ridge leaves, so that both together are
 * the read-out. A head that does not read a target has no result for it.
 * Results come target by target, the trivial read-out first.
 *
 * Throws InputError when the features are of another grid or number of frames than the truth, or not finite.
 */
export async function probeStage(
  features: Splits<FeatureMap>,
  truth: ProbeTruth,
  { heads = ['ridge', 'mlp'], seed, signal, ...of }: ProbeOptions,
): Promise<ProbeResult[]> {
  const { stage, channels } = features.train;
  assertSameGrid(features, truth);
  const results: ProbeResult[] = [];
  for (const group of truth.groups) {
    throwIfAborted(signal);
    const rows = mapSplits(group.draw, (draw, split) => featuresOfCells(features[split], draw));
    const random = seeded('probe', seed, stage, group.among);
    const fitted = await fitReadOuts(group, truth.grid, stage, rows, channels, {
      heads,
      lambdas: of.lambdas,
      mlp: { ...of.mlp, random, signal },
      linear: { ...of.linear, random: random.fork('linear'), signal },
      knn: of.knn,
      bins: { ...of.bins, random: random.fork('bins'), signal },
    });
    for (const [t, question] of group.targets.entries()) {
      const readOuts: [ProbeResult['head'], ReadOut | undefined][] = [['trivial', undefined]];
      for (const head of heads) if (fitted[head]![t]) readOuts.push([head, fitted[head]![t]]);
      for (const [head, readOut] of readOuts) {
        const answers = await answersOf(question, readOut, rows.test, group, truth);
        for (const metric of question.target.metrics) {
          const { value, sums } = scores[metric](answers);
          const what = { stage, target: question.target.name, head, metric, unit: unitOfMetric[metric] };
          results.push({ ...what, value, n: answers.rows, scenes: sums, readOut });
        }
      }
    }
  }
  return results;
}

/** Everything that {@link probeEncoder} is told besides features and samples. */
export interface ProbeEncoderOptions extends ProbeOptions {
  /** Names in `allProbeTargets` or `correspondence`, or targets of one's own; all that have a name when omitted. */
  targets?: readonly (string | ProbeTarget)[];
  /** How `correspondence` is measured, on the test frames. */
  correspondence?: CorrespondenceOptions;
  /** Cells drawn per frame. */
  cells?: number;
  /** Whether to fit every read-out to the control task too: the truth of the same cell in another scene's frame. */
  selectivity?: boolean;
  /** Whether to code the training cells' truth online too: see {@link descriptionLengths}. */
  descriptionLength?: boolean;
}

/** What probing all stages has found. */
export interface EncoderProbed {
  results: ProbeResult[];
  /** By stage and target, where they were asked for. */
  descriptionLengths: DescriptionLength[];
  testScenes: string[];
  notMeasurable: ProbeTruth['notMeasurable'];
}

/**
 * Probes all given stages: features by stage, [samples in their order], for each split.
 *
 * Throws InputError as {@link probeStage} does, and when a target is unknown.
 */
export async function probeEncoder(
  samples: Splits<readonly Sample[]>,
  features: Splits<Record<string, FeatureMap>>,
  { targets, cells = 48, selectivity, descriptionLength, ...options }: ProbeEncoderOptions,
): Promise<EncoderProbed> {
  const asked = targetsOfCells(targets);
  const { seed, signal } = options;
  const ofViews = asksForCorrespondence(targets)
    ? await correspondenceProbe(samples.test, { ...options.correspondence, seed, signal })
    : undefined;
  const truths = new Map<string, ProbeTruth>();
  const controls = new Map<string, ProbeTruth>();
  const results: ProbeResult[] = [];
  const lengths: DescriptionLength[] = [];
  const stages = Object.keys(features.train);
  const task = progress().start('probing', stages.length);
  try {
    for (const [done, stage] of stages.entries()) {
      task.update(done, stage);
      const ofStage = mapSplits(features, (maps) => maps[stage]);
      const { height, width, stride } = ofStage.train;
      const grid = `${height}×${width}/${stride}`;
      let truth = truths.get(grid);
      if (!truth) {
        truth = probeTruth(samples, { height, width, stride }, { targets: asked, cells, seed: options.seed });
        truths.set(grid, truth);
      }
      const ofTask = await probeStage(ofStage, truth, options);
      if (selectivity) {
        const asControl = { targets: asked, cells, seed: options.seed, control: true };
        const control = controls.get(grid) ?? probeTruth(samples, { height, width, stride }, asControl);
        controls.set(grid, control);
        results.push(...besideControl(ofTask, await probeStage(ofStage, control, options)));
      } else results.push(...ofTask);
      if (descriptionLength) {
        const scenes = samples.train.map(({ scene }) => scene);
        lengths.push(...(await descriptionLengths(ofStage, truth, scenes, options)));
      }
      if (typeof ofViews === 'function') results.push(...ofViews(ofStage.test));
    }
    task.update(stages.length, '');
  } finally {
    task.finish();
  }
  const notMeasurable = [...truths.values()].flatMap((truth) => truth.notMeasurable);
  if (ofViews && 'reason' in ofViews) notMeasurable.push({ target: correspondence.name, ...ofViews });
  return {
    results,
    descriptionLengths: lengths,
    testScenes: [...new Set(samples.test.map(({ scene }) => scene))],
    notMeasurable,
  };
}

/** Whether correspondence is among what is asked for. */
function asksForCorrespondence(targets: ProbeEncoderOptions['targets']): boolean {
  return targets === undefined || targets.includes(correspondence.name);
}

/** What is asked of cells, which read-outs are fitted to. */
function targetsOfCells(targets: ProbeEncoderOptions['targets']): readonly ProbeTarget[] {
  return chosenTargets(targets?.filter((target) => target !== correspondence.name));
}

/** What frames must carry for each of the targets: cells' and correspondence. Throws InputError for a name that is unknown. */
export function requirementsOf(targets: ProbeEncoderOptions['targets']): readonly Pick<ProbeTarget, 'requires'>[] {
  return [...targetsOfCells(targets), ...(asksForCorrespondence(targets) ? [correspondence] : [])];
}

/** Targets by their names, or as they are; all when omitted. Throws InputError for a name that is unknown. */
export function chosenTargets(
  targets: ProbeEncoderOptions['targets'] = Object.values(allProbeTargets),
): readonly ProbeTarget[] {
  return targets.map((target) => (typeof target === 'string' ? namedTarget(target) : target));
}

function namedTarget(name: string): ProbeTarget {
  const target = allProbeTargets[name];
  if (!target)
    throw new InputError(`Unknown probe target ${name}: choose among ${Object.keys(allProbeTargets).join(', ')}.`);
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
