import { summarise } from '../../../figures/over-seeds.js';
import type { Finding, Row, RowKind, Study } from '../../study/types.js';
import type { NumberColumn, TableData, WordColumn } from './table-data.js';

/** What of a row tells what it measures; rows that agree in all of it are of different seeds. Numbers stand before the asides. */
const keys = [
  ['variation', 'variation'],
  ['otherVariation', 'other variation'],
  ['target', 'of what'],
  ['class', 'class'],
  ['factor', 'factor'],
  ['corruption', 'corruption'],
  ['severity', 'severity'],
  ['head', 'read-out'],
  ['stage', 'stage'],
  ['otherStage', 'other stage'],
  ['labels', 'share of labels'],
  ['step', 'step'],
  ['metric', 'metric'],
] as const satisfies readonly (readonly [keyof Row, string])[];
const asides = [
  ['unit', 'unit'],
  ['split', 'split'],
  ['protocol', 'protocol'],
] as const satisfies readonly (readonly [keyof Row, string])[];

/** Fields that are numbers, and sorted as such. */
const numeric: readonly string[] = ['severity', 'labels', 'step'];

const kinds: Record<RowKind, { name: string; about: string }> = {
  probe: {
    name: 'Probes',
    about: 'What ridge regression and a small MLP read out of frozen features, at every stage.',
  },
  task: { name: 'Tasks', about: 'What models that were trained from each pretraining score on unseen scenes.' },
  robustness: {
    name: 'Robustness',
    about: 'What of a skill is left when images are corrupted; read-outs were fitted on clean ones.',
  },
  retrieval: {
    name: 'Retrieval',
    about: 'How often a corrupted cell is nearest to its own clean image among cells at its position.',
  },
  intervention: { name: 'Interventions', about: 'How far features move when one factor alone is drawn anew.' },
  similarity: { name: 'Similarity', about: 'How alike two variations represent the same images.' },
  audit: {
    name: 'Audit of the pretraining',
    about: 'Whether pretraining learned its matches, beside matchers that see no image.',
  },
  pretrain: { name: 'Training loss', about: 'The loss of the pretraining, step by step.' },
};

/** Every measurement of a study and every part of its findings, as tables; those it has nothing for are left out. */
export function measurementTables({ rows, result }: Pick<Study, 'rows' | 'result'>): TableData[] {
  const byKind = groupBy(rows, ({ kind }) => kind);
  const measured = (Object.keys(kinds) as RowKind[]).flatMap((kind) => {
    const own = byKind.get(kind) ?? [];
    return own.length === 0 ? [] : [{ ...kinds[kind], ...overSeedsTable(own) }];
  });
  return [...measured, ...(result.findings.length > 0 ? [partsTable(result.findings)] : [])];
}

function overSeedsTable(rows: readonly Row[]): Pick<TableData, 'columns' | 'perSeed'> {
  const shown = keys.filter(([field]) => rows.some((row) => row[field] !== undefined));
  const identity = (row: Row): string => JSON.stringify([...shown, ...asides].map(([field]) => row[field]));
  const groups = [...groupBy(rows, identity).values()];
  const seeds = [...new Set(rows.map(({ seed }) => seed))].sort((a, b) => a - b);
  const summaries = groups.map((group) => summarise(group.map(({ value }) => value).filter(Number.isFinite)));
  const column = ([field, name]: readonly [keyof Row, string]): WordColumn | NumberColumn => {
    const values = groups.map(([row]) => row[field] as string | number | undefined);
    if (!numeric.includes(field)) return wordColumn(name, values);
    return numberColumn(name, values.map((value) => (typeof value === 'number' ? value : null))); // prettier-ignore
  };
  return {
    columns: [
      ...shown.map(column),
      numberColumn(
        'mean',
        summaries.map((summary) => summary?.mean ?? null),
      ),
      numberColumn(
        'low',
        summaries.map((summary) => summary?.interval?.[0] ?? null),
      ),
      numberColumn(
        'high',
        summaries.map((summary) => summary?.interval?.[1] ?? null),
      ),
      numberColumn(
        'seeds',
        summaries.map((summary) => summary?.seeds ?? 0),
      ),
      numberColumn(
        'n',
        groups.map((group) => Math.max(...group.map(({ n }) => n))),
      ),
      ...asides.map(column),
    ],
    perSeed: {
      seeds,
      values: seeds.map((seed) =>
        groups.map((group) => shortened(group.find((row) => row.seed === seed)?.value ?? null)),
      ),
    },
  };
}

function partsTable(findings: readonly Finding[]): TableData {
  const parts = findings.flatMap(({ id, parts: own }) => own.map((part) => ({ id, ...part })));
  return {
    name: 'Parts of the findings',
    about:
      'Cross-modal minus cross-view, or minus the untrained encoder, paired by seed, with the interval that decides.',
    columns: [
      wordColumn(
        'finding',
        parts.map(({ id }) => id),
      ),
      wordColumn(
        'part',
        parts.map(({ name }) => name),
      ),
      wordColumn(
        'against',
        parts.map(({ guard }) => (guard ? 'untrained' : 'cross-view')),
      ),
      wordColumn(
        'verdict',
        parts.map(({ verdict }) => verdict),
      ),
      wordColumn(
        'unit',
        parts.map(({ unit }) => unit),
      ),
      numberColumn(
        'difference',
        parts.map(({ estimate }) => estimate),
      ),
      numberColumn(
        'low',
        parts.map(({ ci95 }) => ci95?.[0] ?? null),
      ),
      numberColumn(
        'high',
        parts.map(({ ci95 }) => ci95?.[1] ?? null),
      ),
      numberColumn(
        'margin',
        parts.map(({ margin }) => margin),
      ),
      numberColumn(
        'smallest detectable',
        parts.map(({ smallestDetectable }) => smallestDetectable),
      ),
      numberColumn(
        'seeds',
        parts.map(({ seeds }) => seeds),
      ),
    ],
  };
}

function groupBy<Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

function wordColumn(name: string, values: readonly (string | number | undefined)[]): WordColumn {
  const words = [...new Set(values.filter((value) => value !== undefined).map(String))];
  const index = new Map(words.map((word, i) => [word, i]));
  return { name, words, values: values.map((value) => (value === undefined ? -1 : index.get(String(value))!)) };
}

function numberColumn(name: string, values: readonly (number | null)[]): NumberColumn {
  return { name, values: values.map(shortened) };
}

/** Six significant digits, which is more than any interval here leaves; null for what is no number. */
function shortened(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : Number(value.toPrecision(6));
}
