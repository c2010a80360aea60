import { Option, type Command } from 'commander';
import * as path from 'node:path';
import { encoderAuditFigure } from '../../figures/index.js';
import type { OnError } from '../../data-loaders/readable-frames.js';
import { datasetNames, type DatasetName } from '../../data-loaders/registry.js';
import { audit, auditStatements, type EncoderAudit } from '../analysis/index.js';
import { startBackend, type BackendRequest } from '../backend/index.js';
import { loadModel } from '../features/index.js';
import { renderFigure } from '../plot/index.js';
import { allProbeTargets, type ProbeHead } from '../probes/index.js';
import { corruptions } from '../robustness/index.js';
import { makeFolder, writeJson } from '../support/files.js';
import { progress } from '../support/progress.js';
import { auditTables } from './audit-tables.js';
import { addDatasetOptions, openNamed, type DatasetOptions } from './dataset-options.js';
import { encoderFile } from './encoder-file.js';
import { framesAtMost, framesOption, smallFrames } from './frames-option.js';
import { interruptible } from './interruptible.js';
import { deviationOption, meanOption, normalisationOf } from './normalise-option.js';
import { backendOption, examples, jsonOption, onErrorOption, printJson, wholeNumber } from './options.js';

interface AuditCommandOptions extends DatasetOptions {
  dataset: DatasetName;
  layers?: string[];
  targets?: string[];
  heads: ProbeHead[];
  skills: string[];
  corruptions?: string[];
  draws: number;
  untrained?: string;
  mean?: number[];
  deviation?: number[];
  frames?: number;
  onError: OnError;
  out: string;
  backend: BackendRequest;
  json?: boolean;
}

const defaults = smallFrames(96);
const targets = Object.keys(allProbeTargets);
const followed = Object.values(allProbeTargets)
  .filter(({ kind, beyond }) => kind === 'regression' && beyond === undefined)
  .map(({ name }) => name);

/** `audit`: any encoder beside what needs no encoder, in one call. */
export function defineAudit(command: Command): void {
  command
    .argument('<encoder>', 'file (.safetensors, or model.json of TensorFlow.js), folder of a run, or name in the zoo')
    .addOption(new Option('--dataset <name>', 'what to audit on').choices(datasetNames).default('rooms'))
    .option('--layers <names...>', 'which layers (default: all that have cells)')
    .addOption(new Option('--targets <names...>', 'what to read out (default: all)').choices(targets))
    .addOption(new Option('--heads <names...>', 'read-outs').choices(['ridge', 'mlp']).default(['ridge']))
    .addOption(
      new Option('--skills <names...>', 'what to follow under corruption')
        .choices(followed)
        .default(['depth', 'normals', 'albedo']),
    )
    .addOption(new Option('--corruptions <names...>', 'under which (default: all)').choices(Object.keys(corruptions)))
    .option('--draws <n>', 'random projections for the rank null', wholeNumber(1), 5)
    .option('--untrained <file>', 'the same architecture untrained, where it is not of this package')
    .addOption(meanOption())
    .addOption(deviationOption())
    .addOption(framesOption())
    .addOption(onErrorOption())
    .option('--out <dir>', 'folder to write audit.json and the figure to', 'audit')
    .addOption(backendOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'audit cross-modal',
        'audit encoder.safetensors --layers s4 out --targets depth albedo texture --out audits/mine',
        'audit model.json --dataset posed-rgbd --root my-scan --mean .485,.456,.406 --deviation .229,.224,.225',
      ),
    );
  addDatasetOptions(command, defaults).action(auditEncoder);
}

async function auditEncoder(given: string, options: AuditCommandOptions): Promise<void> {
  const { dataset: name, layers, heads, skills, draws, seed, mean, deviation, out } = options;
  const normalise = normalisationOf(mean, deviation);
  const file = encoderFile(given);
  makeFolder(out);
  const dataset = await openNamed(name, options, defaults);
  const frames = framesAtMost(options.frames, name);
  await startBackend({ name: options.backend });
  const encoder = await loadModel(file);
  const untrained = options.untrained === undefined ? undefined : await loadModel(encoderFile(options.untrained));
  try {
    const { targets: asked, corruptions: chosen, onError } = options;
    const found = await interruptible(
      (signal) =>
      audit(encoder, dataset, { layers, targets: asked, heads, skills, corruptions: chosen, draws, untrained, normalise, frames, onError, seed, signal }), // prettier-ignore
    );
    for (const { frame, problem } of found.skipped) progress().note(`Frame ${frame} is left out: ${problem}`);
    for (const note of [...found.notes, ...found.notMeasurable.map(gap)]) progress().note(note);
    writeJson(path.join(out, 'audit.json'), found);
    const files = await renderFigure(encoderAuditFigure(found), out);
    if (options.json) return printJson({ ...found, file, files });
    print(found, file);
    console.log(`\nFigure: ${files.html}`);
  } finally {
    encoder.dispose();
    untrained?.dispose();
  }
}

function gap({ what, layer, reason }: EncoderAudit['notMeasurable'][number]): string {
  return `${what}${layer === undefined ? '' : ` at ${layer}`} is not measurable: ${reason}`;
}

function print(found: EncoderAudit, file: string): void {
  const { frames, testScenes } = found;
  console.log(
    `${file} on ${found.dataset}: ${found.layers.length} layers; ${frames.train} training, ${frames.validation} validation and ${frames.test} test frames; 95 % intervals over ${testScenes.length} test scenes\n`,
  );
  console.log(auditTables(found));
  console.log(`\nIn words, at ${found.layers[found.layers.length - 1].name}:`);
  for (const sentence of auditStatements(found)) console.log(`- ${sentence}`);
}
