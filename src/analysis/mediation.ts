import type { SceneDataset } from '../../data-loaders/sample.js';
import { encoderSource, type FeatureMap, type FeatureSource } from '../features/index.js';
import type { Encoder } from '../nn/index.js';
import {
  advantage,
  chosenTargets,
  featuresOfCells,
  mapSplits,
  probeInputs,
  probeStage,
  probeTruth,
  type ProbeHead,
  type ProbeMetric,
  type ProbeResult,
  type ProbeTarget,
  type ProbeTruth,
  type Splits,
} from '../probes/index.js';
import type { SceneSums } from '../stats/index.js';
import { defaultSignal } from '../support/default-signal.js';
import { InputError, throwIfAborted } from '../support/errors.js';
import { progress } from '../support/progress.js';
import { seeded } from '../support/random.js';
import { conceptEraser, featureMoments, randomEraser, type Eraser, type FeatureRowsOf } from './erasure.js';
import { erasedMap } from './erased-source.js';

/** Options of {@link mediation}. */
export interface MediationOptions {
  /** What is erased, linearly: name of a probe target, or one of one's own. */
  erase: string | ProbeTarget;
  /** What is read out before and after; what is erased itself besides. */
  measure: readonly (string | ProbeTarget)[];
  /** Where; the output when omitted. */
  stage?: string;
  /** Random subspaces of the same rank for the null. */
  draws?: number;
  heads?: readonly ProbeHead[];
  /** Frames of a split at most. */
  frames?: number;
  /** Cells drawn per frame. */
  cells?: number;
  seed: number;
  signal?: AbortSignal;
}

/** One read-out before and after the erasure. */
export interface Mediated {
  target: string;
  head: ProbeHead;
  metric: ProbeMetric;
  unit: string;
  n: number;
  intact: number;
  erased: number;
  /** After erasing random subspaces of the same rank, one value a draw. */
  random: number[];
  /** Share of the random subspaces, this one counted in, whose erasure takes as much away or more. */
  p: number;
  scenes: { intact: SceneSums; erased: SceneSums };
}

/** What is left of each target after the linear subspace of one was erased. */
export interface Mediation {
  stage: string;
  /** Name of what was erased. */
  erased: string;
  rank: number;
  results: Mediated[];
  /** The erasure itself, to put under tasks by `erasedSource`. */
  eraser: Eraser;
  /** The erasures of the random subspaces, which are its null there too. */
  randomErasers: Eraser[];
  testScenes: string[];
  notes: string[];
}

/**
 * Causal mediation by erasure: what is lost of other abilities when a concept's linear subspace is taken out of the features,
 * beside what is lost when random subspaces of the same rank are.
 *
 * The erasure is fitted on training cells, read-outs on erased training features, chosen on validation cells and scored on
 * test cells. That depth erased is depth lost says nothing (it is how it was made); that robustness or another target
 * falls more than by random subspaces says that it was carried by what was erased. Perceptrons may still read what no
 * linear read-out can.
 * Throws InputError as `probe` does, when the target cannot be measured or does not correlate with the features.
 * References: Elazar et al., Amnesic probing, TACL 2021; Belrose et al., LEACE, NeurIPS 2023.
 */
export async function mediation(
  of: Encoder | FeatureSource,
  dataset: SceneDataset,
  {
    erase,
    measure,
    stage: given,
    draws = 19,
    heads = ['ridge'],
    frames,
    cells = 48,
    seed,
    signal = defaultSignal(),
  }: MediationOptions,
): Promise<Mediation> {
  const source = 'extract' in of ? of : encoderSource(of, { signal });
  const stage = given ?? source.output;
  const [concept, ...others] = chosenTargets([erase, ...measure]);
  const targets = [concept, ...others.filter(({ name }) => name !== concept.name)];
  const task = progress().start('subspaces erased', draws + 2);
  try {
    const options = { heads, seed, signal };
    const { samples, features, notes } = await probeInputs(source, dataset, targets, { stages: [stage], frames, seed, signal }); // prettier-ignore
    const maps = mapSplits(features, (ofSplit) => ofSplit[stage]);
    const { height, width, stride } = maps.train;
    const truth = probeTruth(samples, { height, width, stride }, { targets, cells, seed });
    const intact = await probeStage(maps, truth, options);
    task.update(1);
    const rows = conceptRows(maps.train, truth, concept.name);
    const moments = featureMoments(rows);
    const eraser = conceptEraser(moments, rows.values);
    const after = async (taken: Eraser): Promise<ProbeResult[]> => {
      throwIfAborted(signal);
      const left: Splits<FeatureMap> = mapSplits(maps, (map) => erasedMap(map, taken));
      return probeStage(left, truth, options);
    };
    const erased = await after(eraser);
    task.update(2);
    const randomErasers = Array.from({ length: draws }, (_, draw) =>
      randomEraser(moments, eraser.rank, seeded('random subspace', seed, draw)),
    );
    const random: ProbeResult[][] = [];
    for (const [draw, taken] of randomErasers.entries()) {
      random.push(await after(taken));
      task.update(3 + draw);
    }
    return {
      stage,
      erased: concept.name,
      rank: eraser.rank,
      results: erased.flatMap((result, i) =>
        result.head === 'trivial'
          ? []
          : [
              compared(
                intact[i],
                result,
                random.map((one) => one[i].value),
              ),
            ],
      ),
      eraser,
      randomErasers,
      testScenes: truth.testScenes,
      notes,
    };
  } finally {
    task.finish();
  }
}

/** Training features of the cells at which the concept is known, and its values there: of classes, an indicator each. */
function conceptRows(map: FeatureMap, truth: ProbeTruth, name: string): FeatureRowsOf & { values: Float32Array } {
  const group = truth.groups.find(({ targets }) => targets.some(({ target }) => target.name === name));
  const question = group?.targets.find(({ target }) => target.name === name);
  if (!group || !question) {
    const reason = truth.notMeasurable.find(({ target }) => target === name)?.reason ?? 'no cell knows it';
    throw new InputError(`${name} cannot be erased, since it cannot be measured here: ${reason}.`);
  }
  const { target, classes } = question;
  const { values, known } = question.truth.train;
  const features = featuresOfCells(map, group.draw.train);
  const chosen = Array.from(known.keys()).filter((row) => known[row] === 1);
  const width = classes || target.width;
  const kept = {
    rows: chosen.length,
    columns: map.channels,
    features: new Float32Array(chosen.length * map.channels),
    values: new Float32Array(chosen.length * width),
  };
  chosen.forEach((row, i) => {
    kept.features.set(features.subarray(row * map.channels, (row + 1) * map.channels), i * map.channels);
    if (classes) kept.values[i * width + values[row]] = 1;
    else kept.values.set(values.subarray(row * width, (row + 1) * width), i * width);
  });
  return kept;
}

function compared(intact: ProbeResult, erased: ProbeResult, random: number[]): Mediated {
  const { target, metric, unit, n } = intact;
  const lost = (value: number): number => advantage(metric, intact.value, value);
  const asMuch = random.filter((value) => lost(value) >= lost(erased.value)).length;
  return {
    target,
    head: intact.head as ProbeHead,
    metric,
    unit,
    n,
    intact: intact.value,
    erased: erased.value,
    random,
    p: (1 + asMuch) / (1 + random.length),
    scenes: { intact: intact.scenes, erased: erased.scenes },
  };
}
