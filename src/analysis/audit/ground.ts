import type { Sample, SceneDataset } from '../../../data-loaders/sample.js';
import {
  chosenTargets,
  drawCells,
  probeTruth,
  type CellDraw,
  type CellGrid,
  type ProbeHead,
  type ProbeOptions,
  type ProbeResult,
  type ProbeTarget,
  type ProbeTruth,
  type Question,
  type ReadOut,
  type Splits,
} from '../../probes/index.js';
import { carries } from '../../probes/carries.js';
import { InputError } from '../../support/errors.js';
import { nullRows, type NullFeatures } from './null-features.js';
import { densityNull, heightNull, positionNull, sceneClouds, type SceneClouds } from './place-nulls.js';
import { probeNull, type NullResults } from './probe-layer.js';
import { truthOrNaN, type SkillTarget } from './skills.js';
import { cellsOfRank } from './rank-null.js';
import type { NotMeasurable } from './types.js';

/** What is asked of every layer. */
export interface Questions {
  targets: readonly ProbeTarget[];
  /** Followed under corruption. */
  skills: readonly ProbeTarget[];
}

/** Targets by name or as they are. Throws InputError when one is unknown, or cannot be followed under corruption. */
export function questionsOf(
  targets: readonly (string | ProbeTarget)[] | undefined,
  skills: readonly (string | ProbeTarget)[],
): Questions {
  const followed = chosenTargets(skills);
  const unfit = followed.find(({ kind, beyond }) => kind !== 'regression' || beyond !== undefined);
  if (unfit)
    throw new InputError(
      `${unfit.name} cannot be followed under corruption: its skill is that of numbers against position alone. Choose a regression that goes beyond nothing, such as depth.`,
    );
  return { targets: chosenTargets(targets), skills: followed };
}

/** The same target, beyond position: `depth` as `depth-beyond-position`. */
export function beyondPosition(target: ProbeTarget): ProbeTarget {
  return { ...target, name: `${target.name}-beyond-position`, metrics: ['r2'], beyond: 'position' };
}

/** What is the same for all layers with cells of one grid. */
export interface GridGround {
  truth: ProbeTruth;
  /** Training cells over which effective ranks are taken. */
  rankDraw: CellDraw;
  /** Nulls that know only where a cell is. */
  nulls: NullResults;
  /** What is drawn of the frames that are corrupted, and the targets followed there. */
  skillDraw: CellDraw;
  skillTargets: SkillTarget[];
}

export interface GroundOptions {
  samples: Splits<readonly Sample[]>;
  /** Test frames that are corrupted. */
  corruptible: readonly Sample[];
  dataset: SceneDataset;
  questions: Questions;
  heads: readonly ProbeHead[];
  cells: number;
  seed: number;
  signal?: AbortSignal;
}

/** Truth and the nulls of place by grid, made when first asked for. */
export class AuditGround {
  private readonly grids = new Map<string, Promise<GridGround>>();
  private clouds?: Promise<SceneClouds>;

  constructor(private readonly options: GroundOptions) {}

  at({ height, width, stride }: CellGrid): Promise<GridGround> {
    const grid = { height, width, stride };
    const key = JSON.stringify(grid);
    const known = this.grids.get(key) ?? this.make(grid);
    this.grids.set(key, known);
    return known;
  }

  /** Nulls of place that cannot be made of this dataset, and why. */
  missingNulls(): NotMeasurable[] {
    const { samples, dataset } = this.options;
    const lacking = (['depth', 'pose'] as const).filter(
      (one) => !samples.train.some((sample) => carries(sample, [one])),
    );
    const withoutCloud = dataset.modalities.includes('cloud') ? lacking : [...lacking, 'cloud'];
    return [
      { what: 'null height', lacking },
      { what: 'null density', lacking: withoutCloud },
    ].flatMap(({ what, lacking: missing }) =>
      missing.length > 0 ? [{ what, reason: `${dataset.name} has no ${missing.join(' and no ')} here` }] : [],
    );
  }

  private async make(grid: CellGrid): Promise<GridGround> {
    const { samples, questions, heads, cells, seed, signal, corruptible } = this.options;
    const all = [...questions.targets, ...questions.skills, ...questions.skills.map(beyondPosition)];
    const targets = all.filter((target, i) => all.findIndex(({ name }) => name === target.name) === i);
    const truth = probeTruth(samples, grid, { targets, cells, seed });
    const options: ProbeOptions = { heads, seed, signal };
    const position = positionNull(grid);
    const nulls: NullResults = {};
    for (const [name, features] of Object.entries({ position, ...(await this.surfaceNulls(grid)) }))
      nulls[name as 'position'] = [await probeNull(name, features, samples, truth, options)];
    const skillDraw = drawCells(corruptible, grid, 'any', cells, seed);
    return {
      truth,
      rankDraw: cellsOfRank(drawCells(samples.train, grid, 'any', cells, seed)),
      nulls,
      skillDraw,
      skillTargets: await this.skillTargets(grid, truth, { draw: skillDraw, position, results: nulls.position![0] }),
    };
  }

  private async surfaceNulls(grid: CellGrid): Promise<Partial<Record<'height' | 'density', NullFeatures>>> {
    const { samples, dataset, signal } = this.options;
    const missing = this.missingNulls().map(({ what }) => what);
    if (missing.includes('null height')) return {};
    const height = heightNull(grid, samples.train);
    if (missing.includes('null density')) return { height };
    this.clouds ??= sceneClouds(dataset, Object.values(samples).flat() as Sample[], { signal });
    return { height, density: densityNull(grid, samples.train, await this.clouds) };
  }

  private async skillTargets(
    grid: CellGrid,
    { groups }: ProbeTruth,
    { draw, position, results }: { draw: CellDraw; position: NullFeatures; results: readonly ProbeResult[] },
  ): Promise<SkillTarget[]> {
    const { corruptible, questions } = this.options;
    const asked = groups.flatMap((group) => group.targets);
    const found: SkillTarget[] = [];
    for (const target of questions.skills) {
      const question = asked.find((one) => one.target.name === target.name);
      const isBeyondKnown = asked.some((one) => one.target.name === beyondPosition(target).name);
      if (!question || !isBeyondKnown) continue;
      const rows = nullRows(position, corruptible, draw);
      found.push({
        target,
        truth: truthOrNaN(corruptible, grid, draw, target),
        position: await ridgeOf(results, target.name).predictRows(rows, draw.rows),
        range: rangeOf(question),
      });
    }
    return found;
  }
}

/** The ridge read-out of a target among results. */
export function ridgeOf(results: readonly ProbeResult[], target: string): ReadOut {
  return results.find((result) => result.target === target && result.head === 'ridge')!.readOut!;
}

/** Least and greatest value of the training cells. */
function rangeOf({ target, truth }: Question): [number, number] {
  const { values, known } = truth.train;
  let [low, high] = [Infinity, -Infinity];
  values.forEach((value, i) => {
    if (!known[Math.floor(i / target.width)]) return;
    low = Math.min(low, value);
    high = Math.max(high, value);
  });
  return [low, high];
}
