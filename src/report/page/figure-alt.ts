import { overSeeds, select } from '../../../figures/over-seeds.js';
import { measuredTasks, labelShares, scoresOf } from '../../../figures/task-measures.js';
import { withoutBaselines } from '../../../figures/legend.js';
import { formatInterval, formatNumber, variationStyle, type Figure } from '../../plot/index.js';
import type { Row, Study } from '../../study/types.js';
import { verdictName } from './verdict-words.js';

/** What a figure shows, for who does not see it: its title, and the numbers that stand out of it. */
export function figureAlt({ name, title }: Figure, study: Study): string {
  const told = Object.hasOwn(describe, name) ? describe[name](study) : '';
  return told === '' ? `${title}. What it shows is told below it.` : `${title}. ${told}`;
}

/** What is to be seen in the figures that are known, by name; '' where the study has nothing of it. */
const describe: Record<string, (study: Study) => string> = {
  findings: ({ result }) =>
    result.findings
      .map(({ id, verdict, estimate, unit, ci95 }) =>
        estimate === null
          ? `${id}: ${verdictName(verdict)}.`
          : `${id}: ${verdictName(verdict)}, ${formatNumber(estimate)} ${unit} ${formatInterval(ci95)}`.trim() + '.',
      )
      .join(' '),
  retention: (study) =>
    [
      probeAlt(study, 'albedo', 'r2', 'R² of surface colour at the output'),
      probeAlt(study, 'texture', 'accuracy', 'accuracy of the kind of texture'),
      probeAlt(study, 'depth-beyond-position', 'r2', 'R² of log-depth beyond position'),
    ].join(''),
  interventions: ({ result, rows }) =>
    [...new Set(select(rows, { kind: 'intervention', stage: 'out' }).flatMap(({ factor }) => factor ?? []))]
      .map((factor) =>
        acrossVariations(
          result.variations,
          `d′ for ${factor}`,
          select(rows, { kind: 'intervention', stage: 'out', factor }),
        ),
      )
      .join(''),
  robustness: (study) => skillAlt(study, 'depth'),
  retrieval: ({ result, rows }) =>
    acrossVariations(
      result.variations,
      'recall@1, mean over all corruptions',
      select(rows, { kind: 'retrieval', metric: 'recall' }).filter(({ corruption }) => corruption !== 'clean'),
    ),
  tasks: (study) =>
    measuredTasks(study)
      .map(({ task }) => taskAlt(study, task))
      .join(''),
  'depth-task': (study) => taskAlt(study, 'depth'),
  'label-efficiency': (study) =>
    measuredTasks(study)
      .map(({ task }) => taskAlt(study, task))
      .join(''),
  cka: ({ rows }) => {
    const apart = select(rows, { kind: 'similarity', stage: 'out' }).filter(
      (row) => row.otherVariation !== row.variation,
    );
    const pairs = [...new Set(apart.map((row) => `${row.variation} and ${row.otherVariation}`))];
    return pairs
      .map((pair) => {
        const summary = overSeeds(apart.filter((row) => `${row.variation} and ${row.otherVariation}` === pair));
        return summary ? `CKA of ${pair} at the output ${formatNumber(summary.mean)}. ` : '';
      })
      .join('');
  },
  audit: ({ result, rows }) =>
    acrossVariations(
      result.variations,
      'recall@1 of matches in unseen scenes',
      select(rows, { kind: 'audit', metric: 'recall@1' }),
    ) +
    acrossVariations(result.variations, 'effective rank', select(rows, { kind: 'audit', metric: 'effective-rank' }), 0),
};

/** `name: none 0.30, cross-view 0.15 …. `, each the mean over seeds; '' without rows. */
function acrossVariations(variations: object, name: string, rows: readonly Row[], decimals = 2): string {
  const names = withoutBaselines(Object.keys(variations));
  const told = names.flatMap((variation) => {
    const summary = overSeeds(select(rows, { variation }));
    return summary ? [`${variationStyle(variation, names).label} ${formatNumber(summary.mean, decimals)}`] : [];
  });
  return told.length === 0 ? '' : `${name}: ${told.join(', ')}. `;
}

function probeAlt({ result, rows }: Study, target: string, metric: string, name: string): string {
  const atOutput = select(rows, { kind: 'probe', stage: 'out', head: 'ridge', target, metric });
  return acrossVariations(result.variations, name, atOutput);
}

function skillAlt({ result, rows }: Study, target: string): string {
  const skills = select(rows, { kind: 'robustness', metric: 'skill', target });
  return (
    acrossVariations(result.variations, `${target} skill on clean images`, select(skills, { corruption: 'clean' })) +
    acrossVariations(
      result.variations,
      `${target} skill, mean over corruptions and severities`,
      skills.filter(({ corruption }) => corruption !== 'clean'),
    )
  );
}

function taskAlt(study: Study, task: string): string {
  const measure = measuredTasks(study).find((candidate) => candidate.task === task);
  if (!measure) return '';
  const scores = scoresOf(study, measure);
  const full = select(scores, { labels: labelShares(scores).at(-1) });
  return acrossVariations(study.result.variations, `${measure.name}, ${measure.metricName} with all labels`, full);
}
