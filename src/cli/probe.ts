import { Option, type Command } from 'commander';
import * as path from 'node:path';
import { datasetNames, type DatasetName } from '../../data-loaders/registry.js';
import { startBackend, type BackendRequest } from '../backend/index.js';
import { loadEncoder } from '../nn/index.js';
import { probe as run, probeTargets, type ProbeResult } from '../probes/index.js';
import { probeRows } from '../study/probe-rows.js';
import { progress } from '../support/progress.js';
import { addDatasetOptions, openNamed, type DatasetOptions } from './dataset-options.js';
import { interruptible } from './interruptible.js';
import { backendOption, examples, jsonOption, printJson } from './options.js';

interface ProbeCommandOptions extends DatasetOptions {
  dataset: DatasetName;
  targets?: string[];
  backend: BackendRequest;
  json?: boolean;
}

const size = { width: 64, height: 48 };
const frames = { rendered: { ...size, scenes: 48 }, recorded: size };

/** `probe`: what can be read out of every stage of a saved encoder. */
export function defineProbe(command: Command): void {
  command
    .argument('<encoder>', 'safetensors file of an encoder')
    .addOption(new Option('--dataset <name>', 'what to probe on').choices(datasetNames).default('rooms'))
    .addOption(new Option('--targets <names...>', 'what to read out (default: all)').choices(Object.keys(probeTargets)))
    .addOption(backendOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('probe zoo/cross-modal.safetensors --targets albedo depth'));
  addDatasetOptions(command, frames).action(probe);
}

async function probe(file: string, { dataset: name, targets, seed, ...options }: ProbeCommandOptions): Promise<void> {
  const dataset = await openNamed(name, { seed, ...options }, frames);
  await startBackend({ name: options.backend });
  const { encoder, metadata } = await loadEncoder(file);
  try {
    const probed = await interruptible((signal) => run(encoder, dataset, { targets, seed, signal }));
    const variation = metadata.variation ?? path.parse(file).name;
    const rows = probeRows(probed, { variation, seed, dataset: dataset.name });
    const reasons = new Map(probed.notMeasurable.map(({ target, reason }) => [target, reason]));
    for (const [target, reason] of reasons) progress().note(`${target} is not measurable: ${reason}`);
    if (options.json) return printJson({ encoder: file, rows, notMeasurable: Object.fromEntries(reasons) });
    console.log(scoresByStage(probed.results));
  } finally {
    encoder.dispose();
  }
}

/** One line a target, read-out and metric, one column a stage. */
function scoresByStage(results: readonly ProbeResult[]): string {
  const stages = [...new Set(results.map(({ stage }) => stage))];
  const lines = new Map<string, Record<string, string>>();
  for (const { target, head, metric, stage, value } of results) {
    const label = `${target.padEnd(22)} ${head.padEnd(8)} ${metric.padEnd(20)}`;
    lines.set(label, { ...lines.get(label), [stage]: value.toFixed(3) });
  }
  const row = (label: string, cell: (stage: string) => string): string =>
    [label, ...stages.map((stage) => cell(stage).padStart(7))].join(' ');
  const heading = row(`${'target'.padEnd(22)} ${'read-out'} ${'metric'.padEnd(20)}`, (stage) => stage);
  return [heading, ...[...lines].map(([label, scores]) => row(label, (stage) => scores[stage] ?? '–'))].join('\n');
}
