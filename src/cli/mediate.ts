import { Option, type Command } from 'commander';
import { datasetNames, type DatasetName } from '../../data-loaders/registry.js';
import { mediation, type Mediated } from '../analysis/index.js';
import { startBackend, type BackendRequest } from '../backend/index.js';
import { loadEncoder } from '../nn/index.js';
import { allProbeTargets } from '../probes/index.js';
import { mean } from '../stats/index.js';
import { progress } from '../support/progress.js';
import { addDatasetOptions, openNamed, type DatasetOptions } from './dataset-options.js';
import { framesAtMost, framesOption, smallFrames } from './frames-option.js';
import { interruptible } from './interruptible.js';
import { backendOption, examples, jsonOption, printJson, wholeNumber } from './options.js';

interface MediateOptions extends DatasetOptions {
  dataset: DatasetName;
  erase: string;
  measure: string[];
  stage?: string;
  heads: ('ridge' | 'mlp')[];
  draws: number;
  frames?: number;
  backend: BackendRequest;
  json?: boolean;
}

const defaults = smallFrames(48);
const targets = Object.keys(allProbeTargets);

/** `mediate`: what an encoder loses when the linear subspace of a target is taken out of its features. */
export function defineMediate(command: Command): void {
  command
    .argument('<encoder>', 'safetensors file of an encoder')
    .addOption(new Option('--erase <target>', 'what to take out').choices(targets).makeOptionMandatory())
    .addOption(
      new Option('--measure <targets...>', 'what to read out before and after').choices(targets).makeOptionMandatory(),
    )
    .option('--stage <name>', 'stage of the encoder (default: its output)')
    .addOption(new Option('--heads <heads...>', 'read-outs').choices(['ridge', 'mlp']).default(['ridge']))
    .option('--draws <n>', 'random subspaces of the same rank, for the null', wholeNumber(1), 19)
    .addOption(new Option('--dataset <name>', 'what to measure on').choices(datasetNames).default('rooms'))
    .addOption(framesOption())
    .addOption(backendOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('mediate zoo/cross-modal.safetensors --erase depth --measure normals albedo'));
  addDatasetOptions(command, defaults).action(mediate);
}

async function mediate(file: string, options: MediateOptions): Promise<void> {
  const { dataset: name, erase, measure, stage, heads, draws, seed } = options;
  const dataset = await openNamed(name, options, defaults);
  const frames = framesAtMost(options.frames, name);
  await startBackend({ name: options.backend });
  const { encoder } = await loadEncoder(file);
  try {
    const found = await interruptible((signal) =>
      mediation(encoder, dataset, { erase, measure, stage, heads, draws, frames, seed, signal }),
    );
    for (const note of found.notes) progress().note(note);
    const { eraser: _, ...data } = found;
    if (options.json) return printJson({ encoder: file, dataset: dataset.name, seed, ...data });
    const dimensions = `${found.rank} dimension${found.rank === 1 ? '' : 's'}`;
    console.log(`${erase} erased at ${found.stage} (${dimensions}); random: ${draws} subspaces of as many`);
    console.log(table(found.results));
  } finally {
    encoder.dispose();
  }
}

function table(results: readonly Mediated[]): string {
  const heading = ['target', 'read-out', 'metric', 'intact', 'erased', 'random', 'p'];
  const lines = results.map(({ target, head, metric, intact, erased, random, p }) => [
    target,
    head,
    metric,
    ...[intact, erased, mean(random)].map((value) => value.toFixed(3)),
    p.toFixed(2),
  ]);
  const widths = heading.map((_, i) => Math.max(...[heading, ...lines].map((line) => line[i].length)));
  const pad = (cell: string, i: number): string => (i < 3 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]));
  return [heading, ...lines].map((line) => line.map(pad).join('  ')).join('\n');
}
