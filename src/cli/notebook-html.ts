import type { Command } from 'commander';
import * as path from 'node:path';
import { InputError } from '../support/errors.js';
import { examples, jsonOption, printJson } from './options.js';

interface HtmlOptions {
  out?: string;
  json?: boolean;
}

/** `notebook html`: a notebook as a page for those who have no Jupyter. */
export function defineNotebookHtml(notebook: Command): void {
  notebook
    .command('html')
    .argument('<in>', 'notebook file')
    .description('write a notebook as one page of HTML that needs no network and runs no scripts')
    .option('-o, --out <file>', 'where to write the page (default: beside the notebook)')
    .addOption(jsonOption())
    .addHelpText('after', examples('notebook html notebooks/00-quickstart.ipynb -o quickstart.html'))
    .action(html);
}

async function html(input: string, options: HtmlOptions): Promise<void> {
  const out = options.out ?? path.join(path.dirname(input), `${path.basename(input, '.ipynb')}.html`);
  if (path.extname(out) !== '.html') throw new InputError(`${out} is not a page's name; it must end in .html.`);
  const { writeNotebookPage } = await import('../notebook/page/write-page.js');
  writeNotebookPage(input, out);
  if (options.json) printJson({ notebook: input, out });
  else console.log(out);
}
