import type { Row, Study } from '../src/study/types.js';
import { distinct, select } from './over-seeds.js';

/** How a task is shown: its name, and the metric by which its models are compared. */
export interface TaskMeasure {
  task: string;
  name: string;
  metric: string;
  metricName: string;
  /** What a reader must know of the metric, in a few words. */
  aside: string;
}

const known: readonly TaskMeasure[] = [
  { task: 'depth', name: 'depth', metric: 'delta1', metricName: 'δ₁', aside: 'share within a factor of 1.25' },
  { task: 'semantic', name: 'semantics', metric: 'meanIou', metricName: 'mean IoU', aside: 'over all classes' },
  { task: 'detection', name: 'detection', metric: 'ap50', metricName: 'AP50', aside: 'of boxes' },
  { task: 'instances', name: 'instances', metric: 'ap50', metricName: 'AP50', aside: 'of masks' },
  { task: 'reconstruction', name: 'reconstruction', metric: 'psnr', metricName: 'PSNR (dB)', aside: 'features frozen' },
];

/** The tasks that a study has scored, in their usual order; of one that is not known, its first metric. */
export function measuredTasks({ rows }: Pick<Study, 'rows'>): TaskMeasure[] {
  const scores = select(rows, { kind: 'task' }).filter((row) => row.class === undefined && Number.isFinite(row.value));
  const tasks = distinct(scores, 'target');
  const others = tasks
    .filter((task) => !known.some((measure) => measure.task === task))
    .map((task) => {
      const [metric] = distinct(select(scores, { target: task }), 'metric');
      return { task, name: task, metric, metricName: metric, aside: '' };
    });
  return [...known.filter(({ task, metric }) => select(scores, { target: task, metric }).length > 0), ...others];
}

/** The scores of a task by its metric, for every share of the labels. */
export function scoresOf({ rows }: Pick<Study, 'rows'>, { task, metric }: TaskMeasure): Row[] {
  return select(rows, { kind: 'task', target: task, metric }).filter((row) => row.class === undefined);
}

/** Shares of the labels with which a task was trained, from the smallest. */
export function labelShares(scores: readonly Row[]): number[] {
  return distinct(scores, 'labels').sort((a, b) => a - b);
}
