import {
  houseAxis,
  houseLayout,
  ink,
  panelNote,
  panelTitle,
  variationStyle,
  withOpacity,
  type Figure,
  type Panel,
  type Trace,
} from '../src/plot/index.js';
import { corruptions } from '../src/robustness/index.js';
import { mean } from '../src/stats/index.js';
import type { Row, Study } from '../src/study/types.js';
import type { DrawOptions } from './draw-options.js';
import { emptyFigure } from './empty-figure.js';
import { dashEntry, panelsUnderLegend, variationEntries, variationsIn } from './legend.js';
import { countOf, intervalSentence, overSeeds, select, summarise, tidy, type SeedSummary } from './over-seeds.js';
import { labelShares, measuredTasks, scoresOf, type TaskMeasure } from './task-measures.js';

const title = 'The tasks, from each pretraining';

/** What the lower panels group skill by. */
const groups = ['clean', 'colour', 'other'] as const;

/** A task with its scores with all labels and its skill under corruption. */
interface ShownTask extends TaskMeasure {
  scores: Row[];
  skills: Row[];
}

/**
 * The score of every task for each pretraining, as a bar that begins at what is reached without looking, and below it the
 * skill on clean images and what colour and other corruptions leave of it. For studies of several tasks.
 */
export function tasks(study: Study, { size }: DrawOptions = {}): Figure {
  const measured = measuredTasks(study);
  if (measured.length < 2) return emptyFigure('tasks', title, 'This study has trained at most one task.');
  const shown = measured.map((measure): ShownTask => {
    const scores = scoresOf(study, measure);
    const skills = select(study.rows, { kind: 'robustness', metric: 'skill', target: measure.task });
    return {
      ...measure,
      scores: select(scores, { labels: labelShares(scores).at(-1) }),
      skills: skills.filter(({ head }) => head !== 'ridge'),
    };
  });
  const variations = variationsIn(shown.flatMap(({ scores }) => scores));
  const entries = [...variationEntries(variations, 'markers'), dashEntry('without looking', 'dot')];
  const grid = panelsUnderLegend(
    entries,
    {
      count: 2 * shown.length,
      columns: shown.length,
      panelHeight: 190,
      gapX: 62,
      gapY: 52,
      margin: { l: 66, r: 16, t: 112, b: 44 },
      column: { columns: 2, panelHeight: 120, gapX: 48, gapY: 56, margin: { l: 60, r: 10, t: 44, b: 28 } },
    },
    size,
  );
  // Score above skill, or in a column beside it.
  const panels = shown.map((_, i) =>
    size === 'column'
      ? ([grid.panels[2 * i], grid.panels[2 * i + 1]] as const)
      : ([grid.panels[i], grid.panels[shown.length + i]] as const),
  );
  const axes: Record<string, unknown> = {};
  shown.forEach((task, i) => Object.assign(axes, scoreAxes(task, panels[i][0]), skillAxes(panels[i][1])));
  return {
    name: 'tasks',
    title,
    caption:
      `Above: each task trained from each pretraining with all labels and scored on unseen scenes; higher is better. Bars begin at the dotted line, which is reached without looking at the image ` +
      `(mean depth, most frequent class, mean box and mask of each class, mean colour). 'none' starts from random weights; reconstruction trains a decoder on frozen features. ` +
      `Below: skill, 0 no better than the trivial answer and 1 perfect, on clean images and as mean over corruptions and severities, skill below 0 counting as none. ` +
      `${intervalSentence(study)} n = ${countOf(shown.flatMap(({ scores }) => scores))} images, pixels or objects.`,
    data: [
      ...entries,
      ...shown.flatMap((task, i) => [
        ...scoreBars(task, variations, panels[i][0]),
        ...skillBars(task, variations, panels[i][1]),
      ]),
    ],
    layout: {
      ...houseLayout(
        { title, subtitle: 'Scores on unseen scenes, and what corrupted images leave of the skill' },
        size,
      ),
      ...grid.layout,
      ...axes,
      barmode: 'group',
      bargap: 0.25,
      annotations: shown.flatMap(({ name, skills }, i) => [
        panelTitle(panels[i][0], name),
        ...(i === 0 || size === 'column'
          ? [panelTitle(panels[i][1], 'skill', i === 0 ? 'clean and corrupted' : '')]
          : []),
        ...(skills.length === 0 ? [panelNote(panels[i][1], 'not measured', ink.soft)] : []),
      ]),
    },
  };
}

/** What is reached without looking; 0 where that is not known. */
const withoutLooking = ({ scores }: ShownTask): number =>
  overSeeds(select(scores, { variation: 'trivial' }))?.mean ?? 0;

function scoreBars(task: ShownTask, variations: readonly string[], panel: Panel): Trace[] {
  const base = withoutLooking(task);
  const common = { variations, panel, task: task.name };
  const bars = variations.flatMap((variation, x) => {
    const summary = overSeeds(select(task.scores, { variation }));
    return summary
      ? [bar({ ...common, x: [x], series: variation, summaries: [summary], measure: task.metricName, base })]
      : [];
  });
  const line = {
    type: 'scatter',
    mode: 'lines',
    name: 'without looking',
    legendgroup: 'without looking',
    showlegend: false,
    xaxis: panel.xaxis,
    yaxis: panel.yaxis,
    x: [-0.6, variations.length - 0.4],
    y: [base, base],
    line: { color: ink.soft, width: 1.5, dash: 'dot' },
    hovertemplate: 'without looking: %{y:.3f}<extra></extra>',
    meta: { numbers: [{ series: 'without looking', measure: task.metricName, value: base }] },
  };
  return task.scores.some(({ variation }) => variation === 'trivial') ? [...bars, line] : bars;
}

function skillBars({ name, skills }: ShownTask, variations: readonly string[], panel: Panel): Trace[] {
  return variations.flatMap((variation) => {
    const own = select(skills, { variation });
    const summaries = groups.map((group) => groupSkill(own, group));
    if (summaries.every((summary) => summary === null)) return [];
    return [bar({ variations, panel, task: name, x: groups, series: variation, summaries, measure: 'skill' })];
  });
}

/** Mean over corruptions of the mean over severities, seed by seed, as the verdict has it. */
function groupSkill(rows: readonly Row[], group: (typeof groups)[number]): SeedSummary | null {
  const names =
    group === 'clean' ? ['clean'] : Object.keys(corruptions).filter((name) => corruptions[name].group === group);
  const seeds = [...new Set(rows.map(({ seed }) => seed))];
  const perSeed = seeds.map((seed) => {
    const means = names
      .map((corruption) => select(rows, { seed, corruption }).filter(({ value }) => Number.isFinite(value)))
      .filter((own) => own.length > 0)
      .map((own) => mean(own.map(({ value }) => Math.max(0, value))));
    return mean(means);
  });
  const summary = summarise(perSeed.filter(Number.isFinite));
  return summary && { ...summary, n: Math.min(...rows.map(({ n }) => n)) };
}

/** The bars of one variation in a panel. */
interface Bars {
  series: string;
  variations: readonly string[];
  panel: Panel;
  task: string;
  x: readonly (number | string)[];
  summaries: readonly (SeedSummary | null)[];
  measure: string;
  /** Where they begin. */
  base?: number;
}

function bar({ series, variations, panel, task, x, summaries, measure, base = 0 }: Bars): Trace {
  const { label, colour } = variationStyle(series, variations);
  const reach = (end: 0 | 1): number[] =>
    summaries.map((summary) => (summary?.interval ? Math.abs(summary.interval[end] - summary.mean) : 0));
  return {
    type: 'bar',
    name: label,
    legendgroup: series,
    showlegend: false,
    xaxis: panel.xaxis,
    yaxis: panel.yaxis,
    x: [...x],
    y: summaries.map((summary) => (summary ? summary.mean - base : null)),
    base,
    marker: { color: withOpacity(colour, 0.85) },
    ...(typeof x[0] === 'number' ? { width: 0.72 } : {}),
    error_y: {
      type: 'data',
      symmetric: false,
      array: reach(1),
      arrayminus: reach(0),
      color: ink.text,
      thickness: 1.25,
      width: 0,
      visible: summaries.some((summary) => summary?.interval),
    },
    customdata: summaries.map((summary) => summary?.mean ?? null),
    hovertemplate: `${label}: %{customdata:.3f}<extra></extra>`,
    meta: {
      numbers: summaries.flatMap((summary, i) =>
        summary
          ? [
              {
                panel: task,
                series: label,
                ...(typeof x[i] === 'string' ? { x: x[i] } : {}),
                measure,
                ...tidy(summary),
              },
            ]
          : [],
      ),
    },
  };
}

/** The axis of scores holds bars, intervals and the dotted line, and no more. */
function scoreAxes(task: ShownTask, panel: Panel): Record<string, unknown> {
  const variations = variationsIn(task.scores);
  const summaries = variations.flatMap((variation) => overSeeds(select(task.scores, { variation })) ?? []);
  const values = [withoutLooking(task), ...summaries.flatMap(({ mean: value, interval }) => interval ?? [value])];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const pad = 0.08 * (high - low || 1);
  return {
    [panel.xaxisKey]: houseAxis({
      domain: panel.x,
      anchor: panel.yaxis,
      range: [-0.6, variations.length - 0.4],
      showticklabels: false,
      ticks: '',
      showgrid: false,
    }),
    [panel.yaxisKey]: houseAxis({
      domain: panel.y,
      anchor: panel.xaxis,
      range: [low - pad, high + pad],
      nticks: 5,
      title: task.metricName,
    }),
  };
}

function skillAxes(panel: Panel): Record<string, unknown> {
  return {
    [panel.xaxisKey]: houseAxis({
      domain: panel.x,
      anchor: panel.yaxis,
      type: 'category',
      categoryorder: 'array',
      categoryarray: [...groups],
      ticks: '',
      showgrid: false,
    }),
    [panel.yaxisKey]: houseAxis({ domain: panel.y, anchor: panel.xaxis, rangemode: 'tozero', nticks: 5 }),
  };
}
