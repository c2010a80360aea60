import { Option, type Command } from 'commander';
import { startBackend } from '../backend/index.js';
import { saveEncoder } from '../nn/index.js';
import { audit, controls, framePairs, presets, pretrain, variations } from '../pretrain/index.js';
import { mean } from '../stats/index.js';
import { progress } from '../support/progress.js';
import { addDatasetOptions, datasetNames, openNamed, type DatasetOptions } from './dataset-options.js';
import { interruptible } from './interruptible.js';
import { backendOption, jsonOption, printJson, wholeNumber } from './options.js';

interface PretrainCommandOptions extends DatasetOptions {
  variation: string;
  dataset: string;
  steps: number;
  encoderWidth: number;
  options: string;
  out: string;
  backend: 'auto';
  json?: boolean;
}

/** `pretrain`: one encoder, saved as safetensors, with its audit on unseen scenes. */
export function addPretrainCommand(program: Command): void {
  const command = program
    .command('pretrain')
    .description('pretrain one encoder and audit it on unseen scenes')
    .addOption(
      new Option('--variation <name>', 'what to align with what, or a control')
        .choices([...Object.keys(variations), ...Object.keys(controls)])
        .makeOptionMandatory(),
    )
    .addOption(new Option('--dataset <name>', 'what to train on').choices(datasetNames).default('rooms'))
    .option('--steps <n>', 'training steps', wholeNumber(1), 200)
    .option('--encoder-width <n>', 'channels of the first stage', wholeNumber(1), 16)
    .addOption(new Option('--options <preset>', 'pretraining options').choices(Object.keys(presets)).default('small'))
    .option('--out <file>', 'safetensors file to write', 'encoder.safetensors')
    .addOption(backendOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  npx alignscope pretrain --variation cross-modal --steps 100 --out cross-modal.safetensors',
    );
  addDatasetOptions(command, { width: 64, height: 48, scenes: 96 }).action(pretrainCommand);
}

async function pretrainCommand(options: PretrainCommandOptions): Promise<void> {
  const { variation, seed, steps, out } = options;
  const started = await startBackend({ name: options.backend });
  progress().note(`Backend ${started.name} ${started.version} on ${started.device}: ${started.why}`);
  const data = openNamed(options.dataset, options);
  const outcome = await interruptible(async (signal) => {
    await data.prepare?.({ signal });
    const encoder = { architecture: 'unet-small', width: options.encoderWidth };
    const pretrained = await pretrain({ variation, data, seed, steps, encoder, options: options.options, signal });
    try {
      saveEncoder(pretrained.encoder, out, {
        variation,
        seed: String(seed),
        steps: String(pretrained.steps),
        dataset: data.name,
      });
      const unseen = await framePairs(data, {
        encoder: pretrained.encoder,
        options: options.options,
        seed,
        split: 'val',
        signal,
      });
      const { effectiveRank, retrieval, invalid } = await audit(pretrained, unseen, { seed, signal });
      const { timings, loss } = pretrained;
      return {
        variation,
        seed,
        steps: pretrained.steps,
        finalLoss: loss.length > 0 ? mean(loss.slice(-20)) : null,
        timings,
        effectiveRank,
        retrieval,
        invalid,
        out,
      };
    } finally {
      pretrained.dispose();
    }
  });
  if (options.json) return printJson(outcome);
  const { finalLoss, timings, effectiveRank, retrieval, invalid } = outcome;
  console.log(
    `${out}: ${variation}, ${outcome.steps} steps in ${timings.trainSeconds.toFixed(1)} s, loss ${finalLoss?.toFixed(3) ?? 'none'}`,
  );
  console.log(`effective rank ${effectiveRank.toFixed(1)}`);
  for (const [task, { recall, aboveNull, chance }] of Object.entries(retrieval))
    console.log(
      `${task} recall@1 on unseen scenes ${recall.at1.toFixed(3)} (best null: ${aboveNull.null} ${(recall.at1 - aboveNull.mean).toFixed(3)}, chance ${chance.toFixed(3)})`,
    );
  for (const reason of invalid) console.log(`invalid: ${reason}`);
}
