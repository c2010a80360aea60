import type { Command } from 'commander';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { writeReport } from '../report/index.js';
import { loadStudy } from '../study/load.js';
import { InputError } from '../support/errors.js';
import { interruptible } from './interruptible.js';
import { examples, jsonOption, printJson } from './options.js';

interface ReportOptions {
  study: string;
  out?: string;
  json?: boolean;
}

/** `report`: writes the page of a finished study as one file. */
export function defineReport(command: Command): void {
  command
    .option('--study <dir>', 'folder of a finished study', 'studies/rooms-quick')
    .option('--out <file>', 'page to write (default: index.html in the folder of the study)')
    .addOption(jsonOption())
    .addHelpText('after', examples('report', 'report --study docs/results/standard --out standard.html'))
    .action(report);
}

async function report({ study, out, json }: ReportOptions): Promise<void> {
  const page = out ?? path.join(study, 'index.html');
  if (fs.existsSync(page) && fs.statSync(page).isDirectory())
    throw new InputError(
      `--out ${page} is a folder. Name the file to write, such as ${path.join(page, 'report.html')}.`,
    );
  const loaded = loadStudy(study);
  const bytes = await interruptible((signal) => writeReport(loaded, page, { signal }));
  const verdicts = Object.fromEntries(loaded.result.findings.map(({ id, verdict }) => [id, verdict]));
  if (json) printJson({ study, page, bytes, verdicts });
  else console.log(`${page} (${(bytes / 1e6).toFixed(1)} MB)`);
}
