import { Option, type Command } from 'commander';
import * as path from 'node:path';
import { redundancyDialFigure } from '../../figures/index.js';
import { redundancyDial, type DialPoint } from '../analysis/index.js';
import { renderFigure } from '../plot/index.js';
import { loadStudy } from '../study/load.js';
import { InputError } from '../support/errors.js';
import { interruptible } from './interruptible.js';
import { examples, jsonOption, printJson } from './options.js';

interface DialCommandOptions {
  target: string;
  metric: string;
  head: string;
  out: string;
  json?: boolean;
}

/** `dial`: retention of a factor against its redundancy, over studies of worlds that differ in it. */
export function defineDial(command: Command): void {
  command
    .argument('<studies...>', 'folders of finished studies, such as of study --kappa 0, .5 and 1')
    .option('--target <name>', 'what is retained: a probe target of the studies', 'albedo')
    .option('--metric <name>', 'its score', 'r2')
    .addOption(new Option('--head <name>', 'read-out').choices(['ridge', 'mlp']).default('ridge'))
    .option('--out <dir>', 'folder to write the figure to', 'dial')
    .addOption(jsonOption())
    .addHelpText('after', examples('dial studies/kappa-0 studies/kappa-0.5 studies/kappa-1 --out dial'))
    .action(dial);
}

async function dial(folders: string[], { target, metric, head, out, json }: DialCommandOptions): Promise<void> {
  if (new Set(folders.map((folder) => path.resolve(folder))).size < folders.length)
    throw new InputError('A study is given twice: name each once.');
  const studies = folders.map(loadStudy);
  const points = await interruptible((signal) => redundancyDial(studies, { target, metric, head }, { signal }));
  const factor = target === 'albedo' ? undefined : target;
  const files = await renderFigure(redundancyDialFigure(points, { factor }), out);
  if (json) return printJson({ target, metric, head, points, files });
  console.log(table(points));
  console.log(`\nFigure: ${files.html}`);
}

/** One line a world and variation, one column a stage. */
function table(points: readonly DialPoint[]): string {
  const stages = [...new Set(points.map(({ stage }) => stage))];
  const heading = ['world', 'bits', 'colour→depth', 'variation', ...stages];
  const lines = new Map<string, string[]>();
  for (const { study, redundancy, variation, stage, mean } of points) {
    const key = `${study}|${variation}`;
    const { bits, colourDepth } = redundancy;
    const line = lines.get(key) ?? [path.basename(study), bits?.toFixed(2) ?? '–', colourDepth.toFixed(2), variation, ...stages.map(() => '–')]; // prettier-ignore
    line[4 + stages.indexOf(stage)] = mean.toFixed(3);
    lines.set(key, line);
  }
  const all = [heading, ...lines.values()];
  const widths = heading.map((_, i) => Math.max(...all.map((line) => line[i].length)));
  return all
    .map((line) =>
      line.map((cell, i) => (i === 0 || i === 3 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  '),
    ) // prettier-ignore
    .join('\n');
}
