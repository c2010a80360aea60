import type { Command } from 'commander';
import * as path from 'node:path';
import { defaultTolerance, readNotebook, testNotebook, type NotebookTest } from '../notebook/index.js';
import { WorkError } from '../support/errors.js';
import { progress } from '../support/progress.js';
import { interruptible } from './interruptible.js';
import { examples, jsonOption, numberBetween, printJson } from './options.js';

interface TestOptions {
  rtol: number;
  atol: number;
  timeout?: number;
  json?: boolean;
}

type TestedFile = NotebookTest & { notebook: string; seconds: number };

/** `notebook test`: runs notebooks and compares what they show with what is saved in them. */
export function defineNotebookTest(notebook: Command): void {
  notebook
    .command('test')
    .argument('<files...>', 'notebook files')
    .description('run notebooks in fresh kernels and compare their outputs with the saved ones')
    .option('--rtol <share>', 'how far a number may be off, relative', numberBetween(0, 1), defaultTolerance.relative)
    .option('--atol <amount>', 'how far it may be off besides', numberBetween(0, 1e12), defaultTolerance.absolute)
    .option('--timeout <seconds>', 'longest time for one cell', numberBetween(0.1, 1e6))
    .addOption(jsonOption())
    .addHelpText('after', examples('notebook test notebooks/00-quickstart.ipynb --rtol 0.05'))
    .action(test);
}

async function test(files: string[], { rtol, atol, timeout, json }: TestOptions): Promise<void> {
  const tolerance = { relative: rtol, absolute: atol };
  const totals = files.map((file) => readNotebook(file).cells.length);
  const tests: TestedFile[] = [];
  for (const [i, file] of files.entries()) {
    const task = progress().start(path.basename(file), totals[i]);
    const started = Date.now();
    try {
      const tested = await interruptible((signal) =>
        testNotebook(file, { tolerance, timeoutPerCell: timeout, signal, onCell: (index) => task.update(index + 1) }),
      );
      tests.push({ notebook: file, ...tested, seconds: (Date.now() - started) / 1000 });
    } finally {
      task.finish();
    }
    if (!json) console.log(report(tests[i]));
  }
  if (json) printJson({ tolerance, notebooks: tests });
  const wrong = tests.filter(({ failure, differences }) => failure !== undefined || differences.length > 0).length;
  if (wrong > 0)
    throw new WorkError(
      `${wrong} of ${files.length} ${files.length === 1 ? 'notebook does' : 'notebooks do'} not show what is saved: ` +
        'mend the code, or run it again with `npx alignscope notebook run` to save what it shows now.',
    );
}

function report({ notebook, compared, skipped, differences, failure, seconds }: TestedFile): string {
  const verdict =
    differences.length === 0 ? `${compared} cells as saved` : `${differences.length} of ${compared} cells differ`;
  const notCompared = skipped > 0 ? `, ${skipped} not compared` : '';
  return [
    `${notebook}: ${verdict}${notCompared}, ${seconds.toFixed(1)} s`,
    ...differences.flatMap(({ cell, place, saved, fresh }) => [
      `  ${cell}, ${place}:`,
      `    saved: ${saved}`,
      `    fresh: ${fresh}`,
    ]),
    ...(failure === undefined ? [] : [`  ${failure}`]),
  ].join('\n');
}
