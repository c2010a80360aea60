import { Option, type Command } from 'commander';
import { syncNotebook, type NotebookSide, type Synced } from '../notebook/index.js';
import { examples, jsonOption, printJson } from './options.js';

interface SyncOptions {
  to?: NotebookSide;
  json?: boolean;
}

/** `notebook sync`: a notebook and its text in the percent format say the same. */
export function defineNotebookSync(notebook: Command): void {
  notebook
    .command('sync')
    .argument('<file>', 'a notebook (.ipynb) or its text (.ts): the other lies beside it')
    .description('bring a notebook and its text in the percent format to the same cells')
    .addOption(new Option('--to <side>', 'which of the two to write (default: the older)').choices(['ts', 'ipynb']))
    .addOption(jsonOption())
    .addHelpText('after', examples('notebook sync notebooks/00-quickstart.ipynb'))
    .action(sync);
}

function sync(file: string, { to, json }: SyncOptions): void {
  const synced = syncNotebook(file, { to });
  if (json) printJson(synced);
  else console.log(summary(synced));
}

const reasons: Record<Synced['because'], string> = {
  newer: 'which was saved later',
  only: 'which stood alone',
  asked: 'as asked',
};

function summary({ written, from, because, changed, kept }: Synced): string {
  if (written === undefined) return `${from} and its other half have the same cells: nothing to do.`;
  const facts = [
    `${changed} ${changed === 1 ? 'cell' : 'cells'} new or changed`,
    ...(kept > 0 ? [`${kept} with outputs kept`] : []),
  ];
  return `Wrote ${written} from ${from}, ${reasons[because]}: ${facts.join(', ')}.`;
}
