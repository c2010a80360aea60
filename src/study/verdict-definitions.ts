import type { Modality } from '../../data-loaders/sample.js';
import type { Finding, RowKind } from './types.js';

/** One row of a variation and seed: its fields that are not given may have any value. */
export interface RowKey {
  kind: RowKind;
  target: string;
  metric: string;
  head?: string;
  stage?: string;
  labels?: number;
}

/** A part of a finding that is the difference of one measure. */
export interface MeasurePart {
  form: 'measure';
  name: string;
  unit: string;
  claimedSign: 1 | -1;
  row: RowKey;
}

/** A part of a finding that is a corrupted skill at matched clean skill, averaged over a group of corruptions. */
export interface MatchedSkillPart {
  form: 'matched-skill';
  name: string;
  unit: string;
  claimedSign: 1 | -1;
  row: RowKey;
  group: 'colour' | 'other';
}

export type PartDefinition = MeasurePart | MatchedSkillPart;

/** A finding as docs/method.md states it. */
export interface FindingDefinition {
  id: Finding['id'];
  statement: string;
  /** What the dataset must know. */
  needs: Modality;
  /** δ, in the unit of every part. */
  margin: number;
  /** Whether the parts must also hold against the untrained encoder before the finding is supported. */
  guarded: boolean;
  parts: readonly PartDefinition[];
}

/** Where features are read: the end of the encoder and its output. */
const bothEnds = ['s4', 'out'];
const bothHeads = ['ridge', 'mlp'];

function probeParts(
  targets: readonly { target: string; metric: string; name: string; unit: string }[],
  heads: readonly string[],
  stages: readonly string[],
  claimedSign: 1 | -1,
): MeasurePart[] {
  return targets.flatMap(({ target, metric, name, unit }) =>
    heads.flatMap((head) =>
      stages.map((stage) => ({
        form: 'measure' as const,
        name: `${name}, ${head}, ${stage}`,
        unit,
        claimedSign,
        row: { kind: 'probe' as const, target, head, metric, stage },
      })),
    ),
  );
}

/** A skill under each group of corruptions. */
function skillParts(name: string, row: { target: string; head?: string }): MatchedSkillPart[] {
  return (['colour', 'other'] as const).map((group) => ({
    form: 'matched-skill',
    name: `${name}, ${group} corruptions`,
    unit: 'skill',
    claimedSign: 1,
    row: { kind: 'robustness', ...row, metric: 'skill' },
    group,
  }));
}

const fineTuned = { kind: 'task', target: 'depth', labels: 1 } as const;

/**
 * The five findings of docs/method.md, as data.
 *
 * Rows they read, each for `cross-modal`, `cross-view` and (guarded ones) `none`, all with sums per test scene:
 * - kind `probe`: target, head, metric and stage as below;
 * - kind `task`: target `depth`, labels 1, metrics `delta1` and `absRel`;
 * - kind `robustness`: target `depth`, head `ridge` (the probe) or `fine-tuned` (the task), metric `skill`, corruption `clean` and every name in
 *   the registry of corruptions, one row a severity; for {@link findingDefinitionsOf} also target any other task.
 */
export const findingDefinitions: readonly FindingDefinition[] = [
  {
    id: 'color',
    statement: 'Cross-modal alignment discards colour',
    needs: 'albedo',
    margin: 0.05,
    guarded: true,
    parts: probeParts(
      [{ target: 'albedo', metric: 'r2', name: 'albedo a*b* R²', unit: 'R²' }],
      bothHeads,
      bothEnds,
      -1,
    ),
  },
  {
    id: 'texture',
    statement: 'Cross-modal alignment discards texture',
    needs: 'material',
    margin: 0.05,
    guarded: true,
    parts: probeParts(
      [
        { target: 'texture', metric: 'accuracy', name: 'texture kind accuracy', unit: 'accuracy' },
        { target: 'texture-frequency', metric: 'r2', name: 'texture frequency R²', unit: 'R²' },
        { target: 'texture-orientation', metric: 'r2', name: 'texture orientation R²', unit: 'R²' },
      ],
      bothHeads,
      bothEnds,
      -1,
    ),
  },
  {
    id: 'depth-cues',
    statement: 'Depth cues become linearly decodable under cross-modal alignment',
    needs: 'depth',
    margin: 0.05,
    guarded: true,
    parts: probeParts(
      [
        { target: 'depth-beyond-position', metric: 'r2', name: 'log-depth beyond position R²', unit: 'R²' },
        { target: 'depth-within-image', metric: 'r2', name: 'log-depth within image R²', unit: 'R²' },
      ],
      ['ridge'],
      ['out'],
      1,
    ),
  },
  {
    id: 'depth-prediction',
    statement: 'Cross-modal pretraining improves depth prediction',
    needs: 'depth',
    margin: 0.01,
    guarded: true,
    parts: [
      {
        form: 'measure',
        name: 'δ₁ after fine-tuning with all labels',
        unit: 'δ₁',
        claimedSign: 1,
        row: { ...fineTuned, metric: 'delta1' },
      },
      {
        form: 'measure',
        name: 'AbsRel after fine-tuning with all labels',
        unit: 'AbsRel',
        claimedSign: -1,
        row: { ...fineTuned, metric: 'absRel' },
      },
    ],
  },
  {
    id: 'robustness',
    statement: 'Cross-modal pretraining gives more robust encoders',
    needs: 'depth',
    margin: 0.02,
    guarded: false,
    parts: [
      ...skillParts('depth probe', { target: 'depth', head: 'ridge' }),
      ...skillParts('depth task', { target: 'depth', head: 'fine-tuned' }),
    ],
  },
];

/** The findings of a study of these tasks: each beside depth adds its parts to `robustness`. */
export function findingDefinitionsOf(tasks: readonly string[]): FindingDefinition[] {
  const further = tasks
    .filter((task) => task !== 'depth')
    .flatMap((task) => skillParts(`${task} task`, { target: task }));
  return findingDefinitions.map((definition) =>
    definition.id === 'robustness' ? { ...definition, parts: [...definition.parts, ...further] } : definition,
  );
}
