import type { Sample } from '../../../data-loaders/sample.js';
import {
  addToConfusion,
  idsOf,
  mergeConfusions,
  noConfusion,
  semanticScores,
  type Confusion,
  type SemanticProtocol,
  type SemanticScores,
} from '../../metrics/index.js';
import { valueOfSums, type SceneSums } from '../../stats/index.js';
import { InputError } from '../../support/errors.js';
import { checkCount } from '../check-count.js';
import type { TaskDataset, TaskScore } from '../task.js';
import { semanticProtocol } from './class-space.js';

/**
 * Scores predicted class ids [height, width] against those of samples: mean IoU over the classes that are true or
 * predicted, pixel accuracy, mean accuracy, and the IoU of each class (`class`). Void pixels count nowhere.
 *
 * Throws InputError when a sample has no labels, a prediction another size or an id of no class.
 */
export function scoreSemantic(
  predictions: readonly Uint16Array[],
  samples: readonly Sample[],
  dataset: TaskDataset,
  scenes: readonly string[] = [...new Set(samples.map(({ scene }) => scene))],
): TaskScore[] {
  checkCount(predictions, samples);
  const protocol = semanticProtocol(dataset);
  const perScene = confusionsOf(predictions, samples, protocol, scenes);
  const all = semanticScores(mergeConfusions(perScene), protocol);
  const n = all.pixels;
  const without = perScene.map((_, omitted) =>
    scoresOf(
      perScene.filter((_, scene) => scene !== omitted),
      protocol,
    ),
  );
  const leaveOneOut = (metric: 'meanIou' | 'meanAccuracy'): TaskScore => ({
    metric,
    value: all[metric],
    unit: metric === 'meanIou' ? 'mean IoU' : 'share of pixels, mean over classes',
    n,
    scenes: { form: 'leave-one-out', value: all[metric], without: without.map((scores) => scores?.[metric] ?? NaN) },
  });
  const ratio = (metric: string, unit: string, part: (tally: Tally) => [number, number]): TaskScore => {
    const parts = perScene.map((confusion) => part(tallyOf(confusion, protocol)));
    const sums: SceneSums = { form: 'ratio', numerator: parts.map(([a]) => a), denominator: parts.map(([, b]) => b) };
    return { metric, value: valueOfSums(sums), unit, n, scenes: sums };
  };
  return [
    leaveOneOut('meanIou'),
    ratio('pixelAccuracy', 'share of pixels', ({ hits, truth }) => [sum(hits), sum(truth)]),
    leaveOneOut('meanAccuracy'),
    ...protocol.classes.flatMap(({ name }, i) => {
      const score = ratio('iou', 'IoU', ({ hits, truth, predicted }) => [hits[i], truth[i] + predicted[i] - hits[i]]);
      return Number.isNaN(score.value) ? [] : [{ ...score, class: name }];
    }),
  ];
}

function confusionsOf(
  predictions: readonly Uint16Array[],
  samples: readonly Sample[],
  protocol: SemanticProtocol,
  scenes: readonly string[],
): Confusion[] {
  const index = new Map(scenes.map((scene, i) => [scene, i]));
  const perScene = scenes.map(() => noConfusion(protocol));
  samples.forEach(({ id, scene, width, height, semantics }, i) => {
    if (!semantics) throw new InputError(`${id} has no semantics to compare the prediction with.`);
    const at = index.get(scene);
    if (at === undefined) throw new InputError(`${id} is of scene ${scene}, which is none of the scenes to be scored.`);
    const size = { width, height };
    const name = `The prediction for ${id}`;
    addToConfusion(perScene[at], protocol, { ...size, values: predictions[i] }, { ...size, values: semantics }, name);
  });
  return perScene;
}

/** Scores of some scenes; undefined when none of them has a labelled pixel. */
function scoresOf(parts: readonly Confusion[], protocol: SemanticProtocol): SemanticScores | undefined {
  const labelled = parts.some((part) => tallyOf(part, protocol).truth.some((count) => count > 0));
  if (!labelled) return undefined;
  return semanticScores(mergeConfusions(parts), protocol);
}

/** Pixels whose truth counts, by class. */
interface Tally {
  hits: number[];
  truth: number[];
  predicted: number[];
}

function tallyOf({ counts }: Confusion, protocol: SemanticProtocol): Tally {
  const ids = idsOf(protocol).length;
  const classes = protocol.classes.map((_, i) => i);
  return {
    hits: classes.map((i) => counts[i * ids + i]),
    truth: classes.map((i) => sum(counts.slice(i * ids, (i + 1) * ids))),
    predicted: classes.map((i) => sum(classes.map((t) => counts[t * ids + i]))),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
