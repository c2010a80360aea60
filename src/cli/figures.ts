import type { Command } from 'commander';
import * as path from 'node:path';
import { renderStudy } from '../report/index.js';
import { loadStudy } from '../study/load.js';
import { interruptible } from './interruptible.js';
import { examples, jsonOption, printJson } from './options.js';

/** `figures`: draws every figure of a finished study again. */
export function defineFigures(command: Command): void {
  command
    .requiredOption('--study <dir>', 'folder of a finished study')
    .option('--out <dir>', 'folder to write to', 'figures/rendered')
    .addOption(jsonOption())
    .addHelpText('after', examples('figures --study studies/rooms-quick --out figures/rendered'))
    .action(figures);
}

async function figures({ study, out, json }: { study: string; out: string; json?: boolean }): Promise<void> {
  const { result } = await interruptible((signal) => renderStudy(loadStudy(study), { out, signal }));
  const page = path.join(out, 'index.html');
  if (json) printJson({ study, out, page, figures: result.figures });
  else console.log(`${result.figures.length} figures: ${page}`);
}
