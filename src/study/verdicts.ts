import type { Modality } from '../../data-loaders/sample.js';
import {
  crossedInterval,
  expectedHalfWidth,
  holmLevels,
  sampleAdvice,
  smallestDetectable,
  threeSidedTest,
  type Region,
} from '../stats/index.js';
import type { Finding, FindingPart, Row, Verdict } from './types.js';
import { findingDefinitionsOf, type FindingDefinition } from './verdict-definitions.js';
import { measurePart, RowFinder, type MeasuredPart } from './verdict-parts.js';

/** A pretraining run that does not count, and why. */
export interface InvalidRun {
  variation: string;
  seed: number;
  reason: string;
}

/** What the verdicts must know besides the rows. */
export interface VerdictContext {
  /** Ids of the test scenes, in the order of the rows' sums per scene. */
  testScenes: readonly string[];
  /** What the dataset's samples carry; a finding whose truth is missing is not measurable. */
  modalities: readonly Modality[];
  /** Seeds in which cross-view or cross-modal is invalid are left out of every finding. */
  invalid: readonly InvalidRun[];
  /** Tasks that the study trains: robustness is asked of each; of depth when omitted. */
  tasks?: readonly string[];
}

/** Variation of interest, what it is compared with, and the untrained encoder that guards what is supported. */
const claimed = 'cross-modal';
const reference = 'cross-view';
const untrained = 'none';

const regions: readonly Region[] = ['supported', 'contradicted', 'equivalent'];

/**
 * The five findings with their verdicts, by the rule of docs/method.md: crossed intervals over seeds and test scenes, all deciding parts
 * needed, Holm's levels across the findings that the dataset can tell.
 *
 * The rows it reads are listed at `findingDefinitions`; all others are ignored.
 */
export function decide(rows: readonly Row[], context: VerdictContext): Finding[] {
  const finder = new RowFinder(rows, context.testScenes.length);
  const leftOut = context.invalid.filter(({ variation }) => variation === claimed || variation === reference);
  const seeds = [
    ...new Set(
      rows.filter(({ variation }) => variation === claimed || variation === reference).map(({ seed }) => seed),
    ),
  ]
    .filter((seed) => !leftOut.some((run) => run.seed === seed))
    .sort((a, b) => a - b);

  const definitions = findingDefinitionsOf(context.tasks ?? []);
  const assessed = definitions
    .filter(({ needs }) => context.modalities.includes(needs))
    .map((definition) => assess(definition, finder, seeds, context.testScenes.length));
  const levels = holmLevels(assessed.map(({ p }) => Math.min(...regions.map((region) => p[region]))));
  return definitions.map((definition) => {
    const index = assessed.findIndex((assessment) => assessment.definition === definition);
    return index < 0 ? notMeasurable(definition, context) : conclude(assessed[index], levels[index], leftOut, context);
  });
}

/** A finding measured but not yet judged. */
interface Assessment {
  definition: FindingDefinition;
  deciding: MeasuredPart[];
  guards: MeasuredPart[];
  /** Smallest α at which the finding would get each verdict. */
  p: Record<Region, number>;
}

function assess(
  definition: FindingDefinition,
  finder: RowFinder,
  seeds: readonly number[],
  testScenes: number,
): Assessment {
  const against = (name: string): MeasuredPart[] =>
    definition.parts.map((part) =>
      measurePart(part, finder, { variation: claimed, reference: name, seeds, testScenes }),
    );
  const deciding = against(reference);
  const guards = definition.guarded ? against(untrained) : [];
  const needed = (region: Region): MeasuredPart[] => (region === 'supported' ? [...deciding, ...guards] : deciding);
  const smallestAlpha = (region: Region): number =>
    Math.max(...needed(region).map((part) => regionsOf(part, definition.margin)[region]));
  const p = Object.fromEntries(regions.map((region) => [region, smallestAlpha(region)])) as Record<Region, number>;
  return { definition, deciding, guards, p };
}

/** Smallest α at which a part alone would get each verdict; 1 where an obstacle forbids any. */
function regionsOf({ difference, definition, obstacle }: MeasuredPart, margin: number): Record<Region, number> {
  return difference && !obstacle
    ? threeSidedTest(difference, margin, definition.claimedSign)
    : { supported: 1, contradicted: 1, equivalent: 1 };
}

function conclude(
  { definition, deciding, guards, p }: Assessment,
  level: number,
  leftOut: readonly InvalidRun[],
  { testScenes }: VerdictContext,
): Finding {
  const decided = regions.find((region) => p[region] <= level);
  const own = weakest(deciding, decided ?? 'supported', definition.margin);
  const parts = [
    ...deciding.map((part) => describePart(part, definition.margin, level)),
    ...guards.map((part) => ({
      ...describePart(part, definition.margin, level),
      name: `${part.definition.name}, against untrained`,
      guard: true,
    })),
  ];
  const shown = own.difference;
  return {
    id: definition.id,
    statement: definition.statement,
    comparison: `${claimed} − ${reference}, paired by seed: ${own.definition.name}`,
    unit: own.definition.unit,
    estimate: shown?.estimate ?? null,
    ci95: shown ? crossedInterval(shown, level) : null,
    n: testScenes.length,
    seeds: Math.min(...deciding.map(({ difference }) => difference?.perSeed.length ?? 0)),
    margin: definition.margin,
    verdict: decided ?? 'inconclusive',
    parts,
    ...noteOf([
      ...(decided
        ? []
        : (obstacleOf(deciding) ?? [whyInconclusive(parts), whatWouldTell(own, level, testScenes.length)])),
      ...leftOut.map(({ variation, seed, reason }) => `seed ${seed} left out (${variation}: ${reason})`),
    ]),
  };
}

/** The deciding part nearest to failing a verdict. */
function weakest(parts: readonly MeasuredPart[], region: Region, margin: number): MeasuredPart {
  const distance = ({ difference, definition }: MeasuredPart): number => {
    if (!difference) return -Infinity;
    const towardsClaim = definition.claimedSign * difference.estimate;
    if (region === 'equivalent') return margin - Math.abs(towardsClaim);
    return (region === 'supported' ? towardsClaim : -towardsClaim) - margin;
  };
  return parts.reduce((worst, part) => {
    const gap = regionsOf(part, margin)[region] - regionsOf(worst, margin)[region];
    return gap > 0 || (gap === 0 && distance(part) < distance(worst)) ? part : worst;
  });
}

function describePart(part: MeasuredPart, margin: number, level: number): FindingPart {
  const { definition, difference, obstacle } = part;
  const p = regionsOf(part, margin);
  const verdict: Verdict = regions.find((region) => p[region] <= level) ?? 'inconclusive';
  return {
    name: definition.name,
    unit: definition.unit,
    estimate: difference?.estimate ?? null,
    ci95: difference ? crossedInterval(difference, level) : null,
    margin,
    claimedSign: definition.claimedSign,
    seeds: difference?.perSeed.length ?? 0,
    perSeed: difference?.perSeed ?? [],
    smallestDetectable: difference ? smallestDetectable(difference, margin, level) : null,
    verdict,
    ...noteOf([obstacle]),
  };
}

/** What hinders the first hindered part, and with it the finding. */
function obstacleOf(parts: readonly MeasuredPart[]): string[] | undefined {
  const hindered = parts.find(({ obstacle }) => obstacle !== undefined);
  return hindered && [`${hindered.definition.name}: ${hindered.obstacle}`];
}

/** How many more scenes or seeds would halve the interval of the part that decides. */
function whatWouldTell({ difference }: MeasuredPart, alpha: number, scenes: number): string | undefined {
  if (!difference || difference.standardError === 0) return undefined;
  const seeds = difference.perSeed.length;
  const halfWidth = (over: { seeds: number; scenes: number }): number =>
    expectedHalfWidth(difference, scenes, { ...over, alpha });
  return sampleAdvice({ seeds, scenes, halfWidth }).text.replace(/\.$/, '').replace('; ', ', ');
}

/** Says which verdicts the parts have, so that a reader sees where they part. */
function whyInconclusive(parts: readonly FindingPart[]): string {
  const counted = (label: string, some: readonly FindingPart[]): string | undefined => {
    if (some.length === 0) return undefined;
    const verdicts = [...regions, 'inconclusive' as const]
      .map((verdict) => [verdict, some.filter((part) => part.verdict === verdict).length] as const)
      .filter(([, count]) => count > 0);
    return `${label} ${verdicts.map(([verdict, count]) => `${count} ${verdict}`).join(', ')}`;
  };
  return [
    counted(
      'parts:',
      parts.filter((part) => !part.guard),
    ),
    counted(
      'against untrained:',
      parts.filter((part) => part.guard),
    ),
  ]
    .filter((text) => text !== undefined)
    .join('; ');
}

function notMeasurable(definition: FindingDefinition, { modalities, testScenes }: VerdictContext): Finding {
  return {
    id: definition.id,
    statement: definition.statement,
    comparison: `${claimed} − ${reference}, paired by seed`,
    unit: definition.parts[0].unit,
    estimate: null,
    ci95: null,
    n: testScenes.length,
    seeds: 0,
    margin: definition.margin,
    verdict: 'not-measurable',
    parts: [],
    note: `the dataset has no ${definition.needs} (it has ${modalities.join(', ')})`,
  };
}

function noteOf(reasons: readonly (string | undefined)[]): { note?: string } {
  const given = reasons.filter((reason) => reason !== undefined);
  return given.length > 0 ? { note: given.join('; ') } : {};
}
