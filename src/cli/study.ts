import { Option, type Command } from 'commander';
import * as path from 'node:path';
import { fittingSize } from '../../data-loaders/dataset-entry.js';
import type { OnError } from '../../data-loaders/readable-frames.js';
import { datasetEntry, datasetNames, type DatasetName } from '../../data-loaders/registry.js';
import { presets, type PresetName } from '../../data-loaders/rooms/index.js';
import { startBackend, type BackendRequest } from '../backend/index.js';
import { controls } from '../pretrain/index.js';
import { findingsTable, renderStudy } from '../report/index.js';
import { announceStudy } from '../study/announce-study.js';
import { checkStudyConfig, type DatasetConfig, type StudyConfig } from '../study/config.js';
import { openDatasets } from '../study/dataset.js';
import { profiles } from '../study/profiles.js';
import { runStudy } from '../study/study.js';
import { progress } from '../support/progress.js';
import { addDatasetChoice, ownOptions, type DatasetChoice } from './dataset-options.js';
import { interruptible } from './interruptible.js';
import { backendOption, examples, jsonOption, onErrorOption, printJson, wholeNumber } from './options.js';

interface StudyCommandOptions extends DatasetChoice {
  dataset: DatasetName;
  profile: string;
  controls?: string[];
  seeds?: number;
  seed: number;
  workers?: number;
  out?: string;
  resume: boolean;
  onError: OnError;
  backend: BackendRequest;
  json?: boolean;
}

/** Options of datasets that the profile decides. */
const ofProfile = ['width', 'height', 'views', 'scenes'];

/** `study`: pretrains the variations, probes them, tests their robustness, and draws the verdicts. */
export function defineStudy(command: Command): void {
  command
    .addOption(new Option('--profile <name>', 'size of the study').choices(Object.keys(profiles)).default('quick'))
    .addOption(new Option('--dataset <name>', 'what to study').choices(datasetNames).default('rooms'));
  addDatasetChoice(command, { except: ofProfile })
    .addOption(
      new Option('--controls <names...>', 'measured beside the four variations').choices(Object.keys(controls)),
    )
    .option('--seeds <n>', 'number of replications (fewer than five give no verdict)', wholeNumber(1))
    .option('--seed <n>', 'first seed', wholeNumber(0), 0)
    .option(
      '--workers <n>',
      'processes of one thread each (default: one a processor, fewer when free memory is short)',
      wholeNumber(1),
    )
    .option('--out <dir>', 'folder to write to (default: studies/<dataset>-<profile>)')
    .option('--resume', 'go on with an interrupted study in the same folder; done unless --no-resume', true)
    .option('--no-resume', 'delete the runs of an earlier study in the same folder')
    .addOption(onErrorOption())
    .addOption(backendOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('study --profile smoke', 'study --dataset posed-rgbd --root my-scan'))
    .action(study);
}

async function study(options: StudyCommandOptions): Promise<void> {
  const { resume } = options;
  const config = resolveConfig(options);
  const out = options.out ?? path.join('studies', `${config.dataset.name}-${config.profile}`);
  // A dataset that cannot be used is said before anything is started or written.
  const datasets = await openDatasets(config);
  const { name: backend, device, version, why } = await startBackend({ name: options.backend });
  progress().note(`Backend ${backend} ${version} on ${device}: ${why}`);
  const workers = announceStudy(config, backend, options.workers);
  const settings = { out, backend, workers, resume, onError: options.onError };
  const { result } = await interruptible(
    async (signal) => renderStudy(await runStudy(config, { ...settings, signal }, datasets), { signal }),
    { goesOn: true },
  );
  if (options.json) return printJson(result);
  console.log(findingsTable(result));
  console.log(`\n${result.figures.length} figures: ${path.join(out, 'index.html')}`);
}

/** The profile with what the command line changes of it. */
function resolveConfig({ dataset: name, ...options }: StudyCommandOptions): StudyConfig {
  const profile = profiles[options.profile];
  const count = options.seeds ?? profile.seeds.length;
  return checkStudyConfig({
    ...profile,
    variations: [...profile.variations, ...(options.controls ?? [])],
    seeds: Array.from({ length: count }, (_, i) => options.seed + i),
    dataset: resolveDataset(name, profile.dataset, ownOptions(name, options)),
  });
}

/** The profile's dataset with the options given, or another one at the same size, as wide as suits its frames. */
function resolveDataset(
  name: DatasetName,
  { width, height, ...profile }: DatasetConfig,
  given: Record<string, unknown>,
): DatasetConfig {
  const size = fittingSize(datasetEntry(name), { width, height });
  if (typeof given.root === 'string') return { name, ...size, ...given, root: path.resolve(given.root) };
  if (name !== profile.name) return { name, ...size, ...given };
  // A preset brings its own coupling.
  const coupling = given.preset === undefined ? {} : { kappa: presets[given.preset as PresetName].kappa };
  return { ...profile, ...size, ...coupling, ...given };
}
