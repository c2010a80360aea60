import { Option, type Command } from 'commander';
import * as os from 'node:os';
import * as path from 'node:path';
import { startBackend } from '../backend/index.js';
import { findingsTable } from '../report/findings-table.js';
import { renderStudy } from '../report/index.js';
import { checkStudyConfig, type StudyConfig } from '../study/config.js';
import { describeEstimate, estimateStudy } from '../study/cost.js';
import { profiles } from '../study/profiles.js';
import { runStudy } from '../study/study.js';
import { InputError } from '../support/errors.js';
import { progress } from '../support/progress.js';
import { interruptible } from './interruptible.js';
import { backendOption, jsonOption, numberBetween, printJson, wholeNumber } from './options.js';

interface StudyCommandOptions {
  dataset: StudyConfig['dataset']['name'];
  root?: string;
  profile: string;
  preset?: 'independent' | 'natural';
  kappa?: number;
  seeds?: number;
  seed: number;
  workers: number;
  out?: string;
  resume: boolean;
  backend: string;
  json?: boolean;
}

/** `study`: pretrains the variations, probes them, tests their robustness, and draws the verdicts. */
export function addStudyCommand(program: Command): void {
  program
    .command('study')
    .description(
      'pretrain the four variations, probe them, test robustness, fine-tune for depth, draw verdicts and figures',
    )
    .addOption(new Option('--dataset <name>', 'what to study').choices(['rooms', 'posed-rgbd']).default('rooms'))
    .option('--root <dir>', 'folder of a real dataset')
    .addOption(new Option('--profile <name>', 'size of the study').choices(Object.keys(profiles)).default('quick'))
    .addOption(new Option('--preset <name>', 'statistics of Rooms').choices(['independent', 'natural']))
    .option('--kappa <0..1>', 'coupling of material and geometry in Rooms', numberBetween(0, 1))
    .option('--seeds <n>', 'number of replications (fewer than five give no verdict)', wholeNumber(1))
    .option('--seed <n>', 'first seed', wholeNumber(0), 0)
    .option('--workers <n>', 'processes of one thread each', wholeNumber(1), Math.max(1, os.availableParallelism()))
    .option('--out <dir>', 'folder to write to (default: studies/<dataset>-<profile>)')
    .option('--resume', 'go on with an interrupted study in the same folder (always done unless --no-resume)', true)
    .option('--no-resume', 'delete the runs of an earlier study in the same folder')
    .addOption(backendOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  npx alignscope study --profile smoke\n  npx alignscope study --dataset posed-rgbd --root my-scan',
    )
    .action(studyCommand);
}

async function studyCommand(options: StudyCommandOptions): Promise<void> {
  const config = resolveConfig(options);
  const out = options.out ?? path.join('studies', `${config.dataset.name}-${config.profile}`);
  const { name: backend, device, version, why } = await startBackend({ name: options.backend as 'auto' });
  progress().note(`Backend ${backend} ${version} on ${device}: ${why}`);
  progress().note(describeEstimate(estimateStudy(config, backend, options.workers)));
  const study = await interruptible((signal) =>
    runStudy(config, { out, backend, workers: options.workers, resume: options.resume, signal }),
  );
  const rendered = await renderStudy(study);
  if (options.json) return printJson(rendered.result);
  console.log(findingsTable(rendered.result));
  console.log(`\n${rendered.result.figures.length} figures: ${path.join(out, 'index.html')}`);
}

/** The profile with what the command line changes of it. */
function resolveConfig(options: StudyCommandOptions): StudyConfig {
  const profile = profiles[options.profile];
  const isRooms = options.dataset === 'rooms';
  for (const name of ['preset', 'kappa'] as const)
    if (!isRooms && options[name] !== undefined)
      throw new InputError(`--${name} is an option of Rooms; leave it out for ${options.dataset}.`);
  if (isRooms && options.root !== undefined)
    throw new InputError('--root belongs to a real dataset: add --dataset posed-rgbd, or leave it out.');
  if (!isRooms && options.root === undefined)
    throw new InputError(`--dataset ${options.dataset} needs --root, the folder with its frames.`);
  const { width, height } = profile.dataset;
  const dataset = isRooms
    ? {
        ...profile.dataset,
        preset: options.preset ?? profile.dataset.preset,
        kappa: options.kappa ?? profile.dataset.kappa,
      }
    : { name: options.dataset, width, height, root: path.resolve(options.root!) };
  const count = options.seeds ?? profile.seeds.length;
  const seeds = Array.from({ length: count }, (_, i) => options.seed + i);
  return checkStudyConfig({ ...profile, dataset, seeds });
}
