import type { Command } from 'commander';
import { findingText, lintNotebook, parseNotebook, type LintFinding } from '../notebook/index.js';
import { InputError, WorkError } from '../support/errors.js';
import { readText } from '../support/files.js';
import { examples, jsonOption, printJson } from './options.js';

interface Linted {
  notebook: string;
  findings: (LintFinding & { text: string })[];
}

/** `notebook lint`: what readers, other machines or the runner would stumble over. */
export function defineNotebookLint(notebook: Command): void {
  notebook
    .command('lint')
    .argument('<files...>', 'notebook files')
    .description('check notebooks for what readers, other machines or the runner stumble over, without running them')
    .addOption(jsonOption())
    .addHelpText('after', examples('notebook lint notebooks/00-quickstart.ipynb'))
    .action(lint);
}

function lint(files: string[], { json }: { json?: boolean }): void {
  const linted = files.map(lintFile);
  if (json) printJson({ notebooks: linted });
  else for (const { notebook, findings } of linted) console.log(report(notebook, findings));
  const wrong = linted.filter(({ findings }) => findings.some(({ level }) => level === 'error')).length;
  if (wrong > 0)
    throw new WorkError(`${wrong} of ${files.length} ${files.length === 1 ? 'notebook is' : 'notebooks are'} not in order.`); // prettier-ignore
}

/** A file that is no notebook breaks the first rule of all; one that is not there is a wrong request. */
function lintFile(file: string): Linted {
  const content = readText(file);
  try {
    const notebook = parseNotebook(JSON.parse(content), file);
    return { notebook: file, findings: lintNotebook(notebook).map((found) => ({ ...found, text: findingText(found, notebook) })) }; // prettier-ignore
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof InputError)) throw error;
    const found = error instanceof InputError ? error.message : `it is not JSON: ${error.message}`;
    const remedy = 'open the notebook in Jupyter and save it, or restore it';
    return { notebook: file, findings: [{ rule: 'valid-format', level: 'error', found, remedy, text: `error valid-format: ${found}` }] }; // prettier-ignore
  }
}

function report(notebook: string, findings: Linted['findings']): string {
  if (findings.length === 0) return `${notebook}: in order`;
  return [
    `${notebook}:`,
    ...findings.flatMap(({ text, remedy }) => [`  ${text}`, `    ${remedy[0].toUpperCase()}${remedy.slice(1)}.`]),
  ].join('\n');
}
