import type { Command } from 'commander';
import * as path from 'node:path';
import { renderStudy } from '../report/index.js';
import { loadStudy } from '../study/load.js';
import { jsonOption, printJson } from './options.js';

/** `figures`: draws every figure of a finished study again. */
export function addFiguresCommand(program: Command): void {
  program
    .command('figures')
    .description('draw every figure of a study as .json, .html, .svg and .png, and the page that shows them')
    .requiredOption('--study <dir>', 'folder of a finished study')
    .option('--out <dir>', 'folder to write to', 'figures/rendered')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  npx alignscope figures --study studies/rooms-quick --out figures/rendered')
    .action(async (options: { study: string; out: string; json?: boolean }) => {
      const { result } = await renderStudy(loadStudy(options.study), options.out);
      if (options.json) printJson(result.figures);
      else console.log(`${result.figures.length} figures: ${path.join(options.out, 'index.html')}`);
    });
}
