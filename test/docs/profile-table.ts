import type { StudyConfig } from '../../src/study/config.js';

/** The profiles as the Markdown table of docs/study.md. */
export function profileTable(profiles: Record<string, StudyConfig>): string {
  const heading =
    '| profile | frames | scenes train/val/test | seeds | encoder width | steps × pairs | probe frames | fine-tuning steps |';
  const rows = Object.values(profiles).map(({ profile, dataset, seeds, encoder, pretrain, probe, tasks }) => {
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
      tasks.steps,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [heading, '|---|---|---|---|---|---|---|---|', ...rows].join('\n');
}
