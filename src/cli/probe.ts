import { Argument, Option, type Command } from 'commander';
import { startBackend } from '../backend/index.js';
import { frameIds, loadSamples } from '../../data-loaders/batches.js';
import { encoderSource } from '../features/index.js';
import { loadEncoder } from '../nn/index.js';
import { probeEncoder, probeTargets } from '../probes/index.js';
import { addDatasetOptions, datasetNames, openNamed, type DatasetOptions } from './dataset-options.js';
import { interruptible } from './interruptible.js';
import { backendOption, jsonOption, printJson } from './options.js';

interface ProbeCommandOptions extends DatasetOptions {
  dataset: string;
  targets?: string[];
  backend: 'auto';
  json?: boolean;
}

/** `probe`: what can be read out of every stage of a saved encoder. */
export function addProbeCommand(program: Command): void {
  const command = program
    .command('probe')
    .addArgument(new Argument('<encoder>', 'safetensors file of an encoder'))
    .description('read colour, texture, depth … out of every stage of an encoder')
    .addOption(new Option('--dataset <name>', 'what to probe on').choices(datasetNames).default('rooms'))
    .addOption(new Option('--targets <names...>', 'what to read out').choices(Object.keys(probeTargets)))
    .addOption(backendOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  npx alignscope probe zoo/cross-modal.safetensors --targets albedo depth');
  addDatasetOptions(command, { width: 64, height: 48, scenes: 48 }).action(probeCommand);
}

async function probeCommand(file: string, options: ProbeCommandOptions): Promise<void> {
  await startBackend({ name: options.backend });
  const { encoder } = await loadEncoder(file);
  const dataset = openNamed(options.dataset, options);
  const { results } = await interruptible(async (signal) => {
    await dataset.prepare?.({ signal });
    const source = encoderSource(encoder, { signal });
    const samples = {
      train: await loadSamples(dataset, frameIds(dataset, 'train'), { signal }),
      validation: await loadSamples(dataset, frameIds(dataset, 'val'), { signal }),
      test: await loadSamples(dataset, frameIds(dataset, 'test'), { signal }),
    };
    const features = {
      train: await source.extract(samples.train),
      validation: await source.extract(samples.validation),
      test: await source.extract(samples.test),
    };
    return probeEncoder(samples, features, { targets: options.targets, seed: options.seed, signal });
  });
  encoder.dispose();
  const rows = results.map(({ stage, target, head, metric, value, unit, n }) => ({
    stage,
    target,
    head,
    metric,
    value,
    unit,
    n,
  }));
  if (options.json) return printJson(rows);
  for (const { stage, target, head, metric, value, n } of rows)
    console.log(
      `${stage.padEnd(6)} ${target.padEnd(22)} ${head.padEnd(8)} ${metric.padEnd(20)} ${value.toFixed(3).padStart(8)}  n ${n}`,
    );
}
