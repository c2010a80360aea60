import type { StudyConfig } from '../../src/study/config.js';
import { taskBudget } from '../../src/study/study-tasks.js';

/** The profiles as the Markdown table of docs/study.md. */
export function profileTable(profiles: Record<string, StudyConfig>): string {
  const heading =
    '| profile | frames | scenes train/val/test | seeds | encoder width | steps × pairs | probe frames | tasks and their steps | shares of labels |';
  const rows = Object.values(profiles).map((config) => {
    const { profile, dataset, seeds, encoder, pretrain, probe, tasks } = config;
    const splits = ({ train, val, test }: { train: number; val: number; test: number }): string =>
      [train, val, test].join('/');
    const cells = [
      `\`${profile}\``,
      `${dataset.width}×${dataset.height}`,
      splits(dataset.scenes!),
      seeds.length,
      encoder.width,
      `${pretrain.steps} × ${pretrain.batch}`,
      splits(probe.frames),
      tasks.names.map((name) => `${name} ${taskBudget(config, name).steps}`).join(', '),
      tasks.labels.join(', '),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [heading, '|---|---|---|---|---|---|---|---|---|', ...rows].join('\n');
}
