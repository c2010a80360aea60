import type { Sample } from '../../../data-loaders/sample.js';
import type { FeatureMap } from '../../features/index.js';
import { truthOfCells, type CellDraw, type CellGrid, type ProbeTarget, type ReadOut } from '../../probes/index.js';
import {
  corruptedSkill,
  corruptions,
  matchedCleanSkill,
  matchedSkillDifference,
  positionMatchedRetrieval,
  remainingSkill,
  squaredErrors,
  underCorruption,
  type CleanAndCorrupted,
  type CorruptedSet,
  type CorruptionMeasure,
  type RobustnessMeasurement,
} from '../../robustness/index.js';
import { mean, type SceneSums } from '../../stats/index.js';
import { leastCleanSkill } from '../../study/verdict-parts.js';
import { sceneEstimate, toldScenes, valueOfScenes } from './scene-interval.js';
import type { AuditedRetrieval, AuditedSkill, CorruptionGroup, MatchedSkill } from './types.js';

/** A target whose read-out is followed under corruption: what is true of the drawn cells, and what position says of them. */
export interface SkillTarget {
  target: ProbeTarget;
  /** [rows, width], NaN where it is not known. */
  truth: Float32Array;
  /** [rows, width] */
  position: Float32Array;
  /** Least and greatest value of the training cells, to which predictions are clamped. */
  range: readonly [number, number];
}

/** What is asked at one layer. */
export interface SkillLayer {
  layer: string;
  targets: readonly SkillTarget[];
  contenders: readonly Contender[];
}

/** One that reads targets out of samples: the encoder itself, a null that has a skill. */
export interface Contender {
  /** `own`, or the null it is a draw of. */
  name: 'own' | 'rank' | 'untrained';
  /** Of each target, the read-out of what is beyond position. */
  readOuts: readonly Pick<ReadOut, 'predictRows'>[];
  /** Features of the drawn cells of samples, [rows, channels]. */
  rows(seen: SeenImages): Float32Array;
}

/** A set of images, and what encoders make of them. */
export interface SeenImages {
  samples: readonly Sample[];
  own: Record<string, FeatureMap>;
  untrained?: Record<string, FeatureMap>;
}

/** Values of the drawn cells of samples, NaN where they are not known. */
export function truthOrNaN(
  samples: readonly Sample[],
  grid: CellGrid,
  draw: CellDraw,
  target: ProbeTarget,
): Float32Array {
  const { values, known } = truthOfCells(samples, grid, draw, target);
  return values.map((value, i) => (known[Math.floor(i / target.width)] ? value : NaN));
}

interface Predicted {
  /** By layer, contender and target. */
  values: Float32Array[][][];
  own: Record<string, FeatureMap>;
}

/** Measures one number of every set. */
type Measure = CorruptionMeasure<Predicted>;

export interface CorruptionFindings {
  skills: AuditedSkill[];
  retrieval: AuditedRetrieval[];
}

/**
 * Skill of read-outs fitted on clean images, `1 − E/E_position`, and retrieval among position-matched cells, clean and under
 * corruption, at all layers; each set of images is looked at once.
 */
export async function corruptionFindings(
  sets: readonly CorruptedSet[],
  layers: readonly SkillLayer[],
  see: (samples: readonly Sample[]) => Promise<SeenImages>,
  { signal }: { signal?: AbortSignal } = {},
): Promise<CorruptionFindings> {
  const [{ samples }] = sets;
  const scenes = [...new Set(samples.map(({ scene }) => scene))];
  const observe = async (of: readonly Sample[]): Promise<Predicted> => {
    const seen = await see(of);
    const values: Float32Array[][][] = [];
    for (const layer of layers) values.push(await predictions(layer, seen));
    return { values, own: seen.own };
  };
  const measures: Measure[] = [];
  const note = (measure: Measure): number => measures.push(measure) - 1;
  const places = layers.map((layer, l) => ({
    retrieval: note(retrievalAt(layer.layer, scenes)),
    skills: layer.contenders.map((_, c) =>
      layer.targets.map((target, t) => note(skillMeasure(target, samples, scenes, ({ values }) => values[l][c][t]))),
    ),
  }));
  const measured = await underCorruption(sets, observe, measures, { signal });
  const series = (at: number): RobustnessMeasurement[] => measured.filter((_, i) => i % measures.length === at);
  return {
    retrieval: layers.map(({ layer }, l) => retrievalOf(layer, series(places[l].retrieval), samples.length)),
    skills: layers.flatMap(({ layer, targets, contenders }, l) =>
      targets.map(({ target }, t) => {
        const of = (name: Contender['name']): RobustnessMeasurement[][] =>
          contenders.flatMap((contender, c) => (contender.name === name ? [series(places[l].skills[c][t])] : []));
        return skillOf(layer, target.name, of('own')[0], { rank: of('rank'), untrained: of('untrained') });
      }),
    ),
  };
}

async function predictions({ targets, contenders }: SkillLayer, seen: SeenImages): Promise<Float32Array[][]> {
  const values: Float32Array[][] = [];
  for (const { readOuts, rows } of contenders) {
    const features = rows(seen);
    const ofContender: Float32Array[] = [];
    for (const [t, { target, position }] of targets.entries()) {
      const beyond = await readOuts[t].predictRows(features, position.length / target.width);
      ofContender.push(position.map((value, i) => value + beyond[i]));
    }
    values.push(ofContender);
  }
  return values;
}

function skillMeasure(
  { truth, position, range }: SkillTarget,
  samples: readonly Sample[],
  scenes: readonly string[],
  predictedIn: (seen: Predicted) => Float32Array,
): Measure {
  const errors = (predicted: Float32Array): ReturnType<typeof squaredErrors> =>
    squaredErrors(predicted, truth, samples.length, range);
  return corruptedSkill<Predicted>({
    errors: (seen) => errors(predictedIn(seen)),
    trivial: errors(position),
    scenes,
    protocol: 'ridge of the target beyond position, fitted on clean images, added to position alone and against it',
  });
}

function retrievalAt(layer: string, scenes: readonly string[]): Measure {
  const measure = positionMatchedRetrieval({ scenes });
  return (seen, clean, set) => measure(seen.own[layer], clean.own[layer], set);
}

/** The measurements under corruptions of each group that was measured. */
function byGroup(series: readonly RobustnessMeasurement[]): [CorruptionGroup, RobustnessMeasurement[][]][] {
  return (['colour', 'other'] as const).flatMap((group) => {
    const names = [...new Set(series.map(({ corruption }) => corruption!))].filter(
      (name) => corruptions[name]?.group === group,
    );
    const ofGroup = names.map((name) => series.filter(({ corruption }) => corruption === name));
    return ofGroup.length > 0 ? [[group, ofGroup]] : [];
  });
}

function retrievalOf(layer: string, series: readonly RobustnessMeasurement[], images: number): AuditedRetrieval {
  return {
    layer,
    chance: 1 / images,
    corrupted: Object.fromEntries(
      byGroup(series).map(([group, ofGroup]) => [
        group,
        sceneEstimate(toldScenes(series[0].scenes), (of) =>
          mean(ofGroup.map((ofName) => mean(ofName.map(({ scenes }) => valueOfScenes(scenes, of))))),
        ),
      ]),
    ),
  };
}

/** Clean skill and remaining skill under a group of corruptions, from some scenes. */
type SkillOfScenes = (scenes: readonly number[]) => CleanAndCorrupted;

function skillOfScenes(clean: SceneSums, group: readonly (readonly RobustnessMeasurement[])[]): SkillOfScenes {
  return (of) => ({
    clean: valueOfScenes(clean, of),
    corrupted: mean(group.map((ofName) => remainingSkill(ofName.map(({ scenes }) => valueOfScenes(scenes, of))))),
  });
}

function skillOf(
  layer: string,
  target: string,
  series: readonly RobustnessMeasurement[],
  nulls: Record<'rank' | 'untrained', readonly (readonly RobustnessMeasurement[])[]>,
): AuditedSkill {
  const [{ scenes: clean, n }] = series;
  const told = toldScenes(clean);
  const groups = byGroup(series);
  const against = (draws: readonly (readonly RobustnessMeasurement[])[]): Record<string, MatchedSkill> =>
    Object.fromEntries(
      groups.map(([group, ofGroup]) => {
        const own = skillOfScenes(clean, ofGroup);
        const others = draws.map((draw) =>
          skillOfScenes(draw[0].scenes, byGroup(draw).find(([name]) => name === group)![1]),
        );
        return [group, matched(own, others, told)];
      }),
    );
  return {
    layer,
    target,
    clean: sceneEstimate(told, (of) => valueOfScenes(clean, of)),
    corrupted: Object.fromEntries(
      groups.map(([group, ofGroup]) => [
        group,
        sceneEstimate(told, (of) => skillOfScenes(clean, ofGroup)(of).corrupted),
      ]),
    ),
    matched: Object.fromEntries(
      Object.entries(nulls).flatMap(([name, draws]) => (draws.length > 0 ? [[name, against(draws)]] : [])),
    ),
    bySet: series.map(({ corruption, severity, value }) => ({
      corruption: corruption!,
      severity: severity!,
      skill: value,
    })),
    n,
  };
}

/** Mean over the draws of a null of what is lost less at matched clean skill. */
function matched(own: SkillOfScenes, others: readonly SkillOfScenes[], scenes: readonly number[]): MatchedSkill {
  const cleanSkill = mean(others.map((other) => matchedCleanSkill(own(scenes), other(scenes))));
  return {
    cleanSkill,
    tooLittle: cleanSkill < leastCleanSkill,
    difference: sceneEstimate(scenes, (of) => {
      const mine = own(of);
      return mean(others.map((other) => matchedSkillDifference(mine, other(of))));
    }),
  };
}
