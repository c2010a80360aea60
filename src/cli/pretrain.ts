import { Option, type Command } from 'commander';
import * as fs from 'node:fs';
import { datasetNames, type DatasetName } from '../../data-loaders/registry.js';
import { startBackend, type BackendRequest } from '../backend/index.js';
import { saveEncoder } from '../nn/index.js';
import {
  audit,
  checkForPretraining,
  controls,
  framePairs,
  presets,
  pretrain as run,
  variations,
} from '../pretrain/index.js';
import { mean } from '../stats/index.js';
import { progress } from '../support/progress.js';
import { addDatasetOptions, openNamed, type DatasetOptions } from './dataset-options.js';
import { smallFrames } from './frames-option.js';
import { interruptible } from './interruptible.js';
import { backendOption, examples, jsonOption, printJson, wholeNumber } from './options.js';

interface PretrainCommandOptions extends DatasetOptions {
  variation: string;
  dataset: DatasetName;
  steps: number;
  encoderWidth: number;
  options: string;
  out: string;
  backend: BackendRequest;
  json?: boolean;
}

const frames = smallFrames(96);

/** `pretrain`: one encoder, saved as safetensors, with its audit on unseen scenes. */
export function definePretrain(command: Command): void {
  command
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
    .addHelpText('after', examples('pretrain --variation cross-modal --steps 100 --out cross-modal.safetensors'));
  addDatasetOptions(command, frames).action(pretrain);
}

async function pretrain(given: PretrainCommandOptions): Promise<void> {
  const data = await openNamed(given.dataset, given, frames);
  // Its audit takes other scenes than its training.
  checkForPretraining(data, ['train', 'val']);
  const { name, version, device, why } = await startBackend({ name: given.backend });
  progress().note(`Backend ${name} ${version} on ${device}: ${why}`);
  const { variation, seed, steps, options, out } = given;
  // Written next to the encoder every few steps and when interrupted; the same command goes on from it.
  const checkpointFile = `${out}.checkpoint`;
  const outcome = await interruptible(
    async (signal) => {
      await data.prepare?.({ signal });
      const encoder = { architecture: 'unet-small', width: given.encoderWidth };
      const pretrained = await run({ variation, data, seed, steps, encoder, options, checkpointFile, signal });
      try {
        const { encoder, loss, timings } = pretrained;
        const unseen = await framePairs(data, { encoder, options, seed, split: 'val', signal });
        const { effectiveRank, retrieval, invalid } = await audit(pretrained, unseen, { seed, signal });
        await saveEncoder(encoder, out, {
          variation,
          seed: String(seed),
          steps: String(pretrained.steps),
          dataset: data.name,
          dataOrder: pretrained.dataOrder,
        });
        fs.rmSync(checkpointFile, { force: true });
        const finalLoss = loss.length > 0 ? mean(loss.slice(-20)) : null;
        return { variation, seed, steps: pretrained.steps, finalLoss, timings, effectiveRank, retrieval, invalid, out };
      } finally {
        pretrained.dispose();
      }
    },
    { goesOn: true },
  );
  if (given.json) return printJson(outcome);
  const loss = outcome.finalLoss?.toFixed(3) ?? 'none';
  console.log(`${out}: ${variation}, ${outcome.steps} steps, loss ${loss}`);
  console.log(`effective rank ${outcome.effectiveRank.toFixed(1)}`);
  for (const [task, { recall, nulls, aboveNull, chance }] of Object.entries(outcome.retrieval)) {
    const best = `best without looking: ${aboveNull.null} ${nulls[aboveNull.null].at1.toFixed(3)}`;
    console.log(`${task} recall@1 on unseen scenes ${recall.at1.toFixed(3)} (${best}; chance ${chance.toFixed(3)})`);
  }
  for (const reason of outcome.invalid) console.log(`invalid: ${reason}`);
}
