import {
  corruptions,
  matchedCleanSkill,
  matchedSkillDifference,
  remainingSkill,
  type CleanAndCorrupted,
} from '../robustness/index.js';
import { crossedDifference, mean, sceneCount, valueOfSums, type CrossedDifference } from '../stats/index.js';
import { WorkError } from '../support/errors.js';
import type { Row } from './types.js';
import type { MatchedSkillPart, PartDefinition, RowKey } from './verdict-definitions.js';

/** Fewer whole replications give no verdict. */
const leastSeeds = 5;

/** Mean clean skill that both sides of a matched comparison must reach: below, even total loss is hardly larger than the margin. */
export const leastCleanSkill = 0.1;

/** The rows of a study, found by what they measure. */
export class RowFinder {
  private readonly byMeasure = new Map<string, Row[]>();

  constructor(
    rows: readonly Row[],
    private readonly testScenes: number,
  ) {
    for (const row of rows) {
      const key = measureKey(row.variation, row.seed, row);
      const group = this.byMeasure.get(key);
      if (group) group.push(row);
      else this.byMeasure.set(key, [row]);
    }
  }

  /** All rows of a variation and seed that agree with the key in every field it names. */
  all(variation: string, seed: number, key: RowKey): Row[] {
    return (this.byMeasure.get(measureKey(variation, seed, key)) ?? []).filter(
      (row) =>
        (key.head === undefined || row.head === key.head) &&
        (key.stage === undefined || row.stage === key.stage) &&
        (key.labels === undefined || row.labels === key.labels),
    );
  }

  /** The one such row, or undefined. Throws WorkError when there are several: then the key does not say what is meant. */
  one(variation: string, seed: number, key: RowKey): Row | undefined {
    const rows = this.all(variation, seed, key);
    if (rows.length > 1)
      throw new WorkError(
        `${rows.length} rows of ${variation}, seed ${seed} measure ${JSON.stringify(key)} (runs ${rows.map((row) => row.run).join(', ')}); expected one.`,
      );
    return rows[0];
  }

  /** Value of a row with one test scene left out. NaN when the row has no sums per scene to tell it from. */
  value(row: Row, omit?: number): number {
    if (omit === undefined) return row.value ?? NaN;
    if (row.scenes === undefined) return NaN;
    if (sceneCount(row.scenes) !== this.testScenes)
      throw new WorkError(
        `A row of run ${row.run} (${row.target}, ${row.metric}) has values of ${sceneCount(row.scenes)} scenes; the study has ${this.testScenes} test scenes.`,
      );
    return valueOfSums(row.scenes, omit);
  }
}

function measureKey(variation: string, seed: number, { kind, target, metric }: Partial<RowKey>): string {
  return [variation, seed, kind, target, metric].join('|');
}

/** The value of a measure from all test scenes, or with the scene of that index left out. */
type ByScenes<T> = (omit?: number) => T;

/** A part of a finding as measured: cross-modal minus a reference, over the seeds in which both were measured. */
export interface MeasuredPart {
  definition: PartDefinition;
  /** Null when no seed has the rows. */
  difference: CrossedDifference | null;
  /** Why there can be no verdict from it. */
  obstacle?: string;
}

/** Measures one part of a finding: `variation` minus `reference`, paired by seed. */
export function measurePart(
  definition: PartDefinition,
  finder: RowFinder,
  {
    variation,
    reference,
    seeds,
    testScenes,
  }: { variation: string; reference: string; seeds: readonly number[]; testScenes: number },
): MeasuredPart {
  if (seeds.length === 0) return { definition, difference: null, obstacle: 'no valid seed' };
  const pairs = seeds.flatMap((seed) => {
    const pair =
      definition.form === 'measure'
        ? measureDifference(definition.row, finder, seed, variation, reference)
        : matchedDifference(definition, finder, seed, variation, reference);
    return pair ? [pair] : [];
  });
  if (pairs.length === 0) return { definition, difference: null, obstacle: 'not measured in this study' };
  const difference = crossedDifference(pairs.length, testScenes, (index, omit) => pairs[index].difference(omit));
  if (!Number.isFinite(difference.estimate))
    return { definition, difference: null, obstacle: 'a value is not a number: no test cell has this truth' };
  return { definition, difference, obstacle: obstacleOf(pairs, difference, testScenes, definition) };
}

/** A paired difference of one seed; `cleanSkill` where skills were matched. */
interface SeedPair {
  difference: ByScenes<number>;
  cleanSkill?: number;
}

function obstacleOf(
  pairs: readonly SeedPair[],
  difference: CrossedDifference,
  testScenes: number,
  { row }: PartDefinition,
): string | undefined {
  if (pairs.length < leastSeeds)
    return `${pairs.length} valid seed${pairs.length === 1 ? '' : 's'}, a verdict needs at least ${leastSeeds}`;
  if (testScenes < 2) return 'one test scene: how much scenes differ is not known';
  if (Number.isNaN(difference.sceneVariance)) return 'no sums per scene: how much scenes differ is not known';
  const skills = pairs.flatMap(({ cleanSkill }) => (cleanSkill === undefined ? [] : [cleanSkill]));
  if (skills.length > 0 && mean(skills) < leastCleanSkill)
    return `clean skill ${row.target === 'depth' ? 'beyond position ' : ''}is ${mean(skills).toFixed(2)}, below ${leastCleanSkill.toFixed(2)}: too little to lose`;
  return undefined;
}

function measureDifference(
  key: RowKey,
  finder: RowFinder,
  seed: number,
  variation: string,
  reference: string,
): SeedPair | undefined {
  const [own, other] = [variation, reference].map((name) => finder.one(name, seed, key));
  if (!own || !other) return undefined;
  return { difference: (omit) => finder.value(own, omit) - finder.value(other, omit) };
}

function matchedDifference(
  part: MatchedSkillPart,
  finder: RowFinder,
  seed: number,
  variation: string,
  reference: string,
): SeedPair | undefined {
  const [own, other] = [variation, reference].map((name) => skillsOf(part, finder, seed, name));
  if (!own || !other) return undefined;
  return {
    difference: (omit) => matchedSkillDifference(own(omit), other(omit)),
    cleanSkill: matchedCleanSkill(own(), other()),
  };
}

/** Clean skill, and the mean remaining skill over a group's corruptions and severities; undefined unless all corruptions are there. */
function skillsOf(
  part: MatchedSkillPart,
  finder: RowFinder,
  seed: number,
  variation: string,
): ByScenes<CleanAndCorrupted> | undefined {
  const rows = finder.all(variation, seed, part.row);
  const clean = rows.filter((row) => row.corruption === 'clean');
  const names = Object.keys(corruptions).filter((name) => corruptions[name].group === part.group);
  const byCorruption = names.map((name) => rows.filter((row) => row.corruption === name));
  if (clean.length !== 1 || byCorruption.some((group) => group.length === 0)) return undefined;
  return (omit) => ({
    clean: finder.value(clean[0], omit),
    corrupted: mean(byCorruption.map((group) => remainingSkill(group.map((row) => finder.value(row, omit))))),
  });
}
