import type { Command } from 'commander';
import * as path from 'node:path';
import { NotebookError, parseParameter, readNotebook, runNotebook, writeNotebook } from '../notebook/index.js';
import { InputError } from '../support/errors.js';
import { progress } from '../support/progress.js';
import { interruptible } from './interruptible.js';
import { defineKernelCommands } from './notebook-kernel.js';
import { defineNotebookHtml } from './notebook-html.js';
import { defineNotebookLint } from './notebook-lint.js';
import { defineNotebookSync } from './notebook-sync.js';
import { defineNotebookTest } from './notebook-test.js';
import { examples, jsonOption, numberBetween, printJson } from './options.js';

interface RunOptions {
  parameter: string[];
  out?: string;
  timeout?: number;
  json?: boolean;
}

/** `notebook run`: executes a notebook in the tslab kernel without a browser and without Python. */
export function defineNotebook(notebook: Command): void {
  notebook
    .command('run')
    .argument('<in>', 'notebook file')
    .description('run a notebook from top to bottom in a fresh kernel')
    .option('-p, --parameter <name=value>', 'value for the cell tagged `parameters`; may be repeated', collect, [])
    .option('-o, --out <file>', 'where to write the notebook with its outputs (default: in place)')
    .option('--timeout <seconds>', 'longest time for one cell', numberBetween(0.1, 1e6))
    .addOption(jsonOption())
    .addHelpText('after', examples('notebook run notebooks/00-quickstart.ipynb -p steps=40 -o out.ipynb'))
    .action(run);
  defineKernelCommands(notebook);
  defineNotebookTest(notebook);
  defineNotebookLint(notebook);
  defineNotebookSync(notebook);
  defineNotebookHtml(notebook);
}

function collect(value: string, previous: string[]): string[] {
  return [...previous, value];
}

async function run(input: string, options: RunOptions): Promise<void> {
  const out = options.out ?? input;
  if (path.extname(out) !== '.ipynb') throw new InputError(`${out} is not a notebook's name; it must end in .ipynb.`);
  const parameters = Object.fromEntries(options.parameter.map(parseParameter));
  const total = readNotebook(input).cells.length;
  const task = progress().start(path.basename(input), total);
  const started = Date.now();
  try {
    const notebook = await interruptible((signal) =>
      runNotebook(input, {
        parameters,
        timeoutPerCell: options.timeout,
        signal,
        onCell: (_cell, index, soFar) => {
          task.update(index + 1);
          if (options.out !== undefined) writeNotebook(out, soFar);
        },
      }),
    );
    writeNotebook(out, notebook);
  } catch (error) {
    if (error instanceof NotebookError) writeNotebook(out, error.notebook);
    throw error;
  } finally {
    task.finish();
  }
  const seconds = (Date.now() - started) / 1000;
  if (options.json) printJson({ notebook: input, out, cells: total, seconds });
  else console.log(`${out}: ${total} cells in ${seconds.toFixed(1)} s`);
}
