import { Option, type Command } from 'commander';
import * as path from 'node:path';
import { datasetNames, type DatasetName } from '../../data-loaders/registry.js';
import { startBackend, type BackendRequest } from '../backend/index.js';
import { loadEncoder } from '../nn/index.js';
import {
  allProbeTargets,
  type DescriptionLength,
  probe as run,
  probeHeads,
  type Probed,
  type ProbeHead,
  type ProbeResult,
} from '../probes/index.js';
import { probeRows } from '../study/probe-rows.js';
import { progress } from '../support/progress.js';
import { addDatasetOptions, openNamed, type DatasetOptions } from './dataset-options.js';
import { framesAtMost, framesOption, smallFrames } from './frames-option.js';
import { interruptible } from './interruptible.js';
import { backendOption, examples, jsonOption, printJson } from './options.js';

interface ProbeCommandOptions extends DatasetOptions {
  dataset: DatasetName;
  targets?: string[];
  heads: ProbeHead[];
  frames?: number;
  selectivity?: boolean;
  descriptionLength?: boolean;
  backend: BackendRequest;
  json?: boolean;
}

const defaults = smallFrames(48);

/** `probe`: what can be read out of every stage of a saved encoder. */
export function defineProbe(command: Command): void {
  command
    .argument('<encoder>', 'safetensors file of an encoder')
    .addOption(new Option('--dataset <name>', 'what to probe on').choices(datasetNames).default('rooms'))
    .addOption(
      new Option('--targets <names...>', 'what to read out (default: all)').choices(Object.keys(allProbeTargets)),
    )
    .addOption(new Option('--heads <names...>', 'with which read-outs').choices(probeHeads).default(['ridge', 'mlp']))
    .addOption(framesOption())
    .option(
      '--selectivity',
      'score every read-out on the control task too, the target of another scene at the same cell',
    )
    .option('--description-length', 'code what is read out online, and say how many bits a cell takes')
    .addOption(backendOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'probe zoo/cross-modal.safetensors --targets albedo depth',
        'probe zoo/cross-modal.safetensors --targets depth --heads ridge linear knn bins --selectivity',
        'probe zoo/cross-modal.safetensors --dataset images --root holiday',
      ),
    );
  addDatasetOptions(command, defaults).action(probe);
}

async function probe(
  file: string,
  {
    dataset: name,
    targets,
    heads,
    frames: given,
    selectivity,
    descriptionLength,
    seed,
    ...options
  }: ProbeCommandOptions,
): Promise<void> {
  const dataset = await openNamed(name, { seed, ...options }, defaults);
  const frames = framesAtMost(given, name);
  await startBackend({ name: options.backend });
  const { encoder, metadata } = await loadEncoder(file);
  try {
    const probed = await interruptible((signal) =>
      run(encoder, dataset, { targets, heads, frames, selectivity, descriptionLength, seed, signal }),
    );
    const variation = metadata.variation ?? path.parse(file).name;
    const rows = probeRows(probed, { variation, seed, dataset: dataset.name });
    const { results, descriptionLengths } = probed;
    const { reasons, notes } = gaps(probed);
    notes.push(...warningsOf(results));
    for (const note of notes) progress().note(note);
    for (const [target, reason] of reasons) progress().note(`${target} is not measurable: ${reason}`);
    if (options.json) {
      const trivial = results
        .filter(({ head }) => head === 'trivial')
        .map(({ stage, target, metric, value, n }) => ({ stage, target, metric, value, n }));
      return printJson({
        encoder: file,
        rows,
        trivial,
        descriptionLengths,
        notMeasurable: Object.fromEntries(reasons),
        notes,
      });
    }
    console.log(scoresByStage(results));
    if (descriptionLengths.length > 0) console.log(`\n${lengthsByStage(descriptionLengths)}`);
  } finally {
    encoder.dispose();
  }
}

/** Why targets could not be measured at any stage, and what else to know: which could not at some. */
function gaps({ results, notMeasurable, notes }: Probed): { reasons: Map<string, string>; notes: string[] } {
  const measured = new Set(results.map(({ target }) => target));
  const isPartly = ({ target }: { target: string }): boolean => measured.has(target);
  const partly = notMeasurable
    .filter(isPartly)
    .map(({ target, reason }) => `${target} is not measurable at some stages: ${reason}`);
  const never = notMeasurable.filter((gap) => !isPartly(gap));
  return { reasons: new Map(never.map(({ target, reason }) => [target, reason])), notes: [...notes, ...partly] };
}

/** What to know of the choice of read-outs, each said once, with the targets and stages it is about. */
function warningsOf(results: readonly ProbeResult[]): string[] {
  const about = new Map<string, Set<string>>();
  for (const { readOut } of results) {
    if (!readOut?.warning) continue;
    const places = about.get(readOut.warning) ?? new Set();
    about.set(readOut.warning, places.add(`${readOut.target.name} at ${readOut.stage}`));
  }
  return [...about].map(([warning, places]) => `Of ${[...places].join(', ')} ${warning}: a better one may lie beyond.`);
}

/** One line a target, read-out and metric, one column a stage; beside each, in brackets, how selective the probe is. */
function scoresByStage(results: readonly ProbeResult[]): string {
  const stages = [...new Set(results.map(({ stage }) => stage))];
  const lines = new Map<string, Record<string, string>>();
  for (const { target, head, metric, stage, value, control } of results) {
    const label = `${target.padEnd(22)} ${head.padEnd(8)} ${metric.padEnd(20)}`;
    const selectivity = control
      ? ` (${control.difference < 0 ? '−' : '+'}${Math.abs(control.difference).toFixed(3)})`
      : '';
    lines.set(label, { ...lines.get(label), [stage]: value.toFixed(3) + selectivity });
  }
  const width = results.some(({ control }) => control) ? 16 : 7;
  const row = (label: string, cell: (stage: string) => string): string =>
    [label, ...stages.map((stage) => cell(stage).padStart(width))].join(' ');
  const heading = row(`${'target'.padEnd(22)} ${'read-out'} ${'metric'.padEnd(20)}`, (stage) => stage);
  return [heading, ...[...lines].map(([label, scores]) => row(label, (stage) => scores[stage] ?? '–'))].join('\n');
}

/** One line a target and stage: bits a cell, those of the codes that see no features, and how much less it takes. */
function lengthsByStage(lengths: readonly DescriptionLength[]): string {
  const columns = ['bits a cell', 'trivial', 'even odds', 'compression'];
  const row = (target: string, stage: string, cells: readonly string[]): string =>
    `${target.padEnd(22)} ${stage.padEnd(8)} ${cells.map((cell) => cell.padStart(11)).join(' ')}`;
  const lines = lengths.map((length) => {
    const numbers = [length.bitsPerCell, length.trivialBitsPerCell, length.uniformBitsPerCell, length.compression];
    return row(length.target, length.stage, numbers.map((x) => x?.toFixed(3) ?? '–')); // prettier-ignore
  });
  return [row('target', 'stage', columns), ...lines].join('\n');
}
