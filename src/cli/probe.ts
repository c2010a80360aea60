import { Option, type Command } from 'commander';
import * as path from 'node:path';
import type { Problem } from '../../data-loaders/check-dataset.js';
import type { OnError } from '../../data-loaders/readable-frames.js';
import { datasetNames, type DatasetName } from '../../data-loaders/registry.js';
import type { SceneDataset } from '../../data-loaders/sample.js';
import { layerCurves } from '../../figures/index.js';
import { startBackend, type BackendRequest } from '../backend/index.js';
import { loadEncoder, type Encoder } from '../nn/index.js';
import { renderFigure } from '../plot/index.js';
import {
  allProbeTargets,
  correspondence,
  crossValidateDataset,
  probe as run,
  probeHeads,
  type EncoderProbed,
  type ProbeHead,
  type ProbeResult,
} from '../probes/index.js';
import { hierarchicalBootstrap, valueOfSums, type SceneSums } from '../stats/index.js';
import { probeRows, type ProbeRowsOrigin } from '../study/probe-rows.js';
import { InputError } from '../support/errors.js';
import { progress } from '../support/progress.js';
import { addDatasetOptions, openNamed, type DatasetOptions } from './dataset-options.js';
import { framesAtMost, framesOption, smallFrames } from './frames-option.js';
import { interruptible } from './interruptible.js';
import { backendOption, examples, jsonOption, onErrorOption, printJson, wholeNumber } from './options.js';
import { foldsByStage, lengthsByStage, scoresByStage } from './probe-tables.js';

interface ProbeCommandOptions extends DatasetOptions {
  dataset: DatasetName;
  targets?: string[];
  heads: ProbeHead[];
  frames?: number;
  selectivity?: boolean;
  descriptionLength?: boolean;
  crossValidate?: number;
  onError: OnError;
  out?: string;
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
      new Option('--targets <names...>', 'what to read out (default: all)').choices([
        ...Object.keys(allProbeTargets),
        correspondence.name,
      ]),
    )
    .addOption(new Option('--heads <names...>', 'with which read-outs').choices(probeHeads).default(['ridge', 'mlp']))
    .addOption(framesOption())
    .option(
      '--selectivity',
      'score every read-out on the control task too, the target of another scene at the same cell',
    )
    .option('--description-length', 'code what is read out online, and say how many bits a cell takes')
    .option(
      '--cross-validate <folds>',
      'instead: test every scene once, by ridges fitted and chosen on the others',
      wholeNumber(3),
    )
    .option('--out <dir>', 'draw all scores stage by stage and write the figure there')
    .addOption(onErrorOption())
    .addOption(backendOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'probe zoo/cross-modal.safetensors --targets albedo depth',
        'probe zoo/cross-modal.safetensors --targets depth --heads ridge linear knn bins --selectivity',
        'probe zoo/cross-modal.safetensors --targets correspondence',
        'probe zoo/cross-modal.safetensors --dataset posed-rgbd --root my-scan --cross-validate 5',
        'probe zoo/cross-modal.safetensors --dataset images --root holiday',
      ),
    );
  addDatasetOptions(command, defaults).action(probe);
}

async function probe(file: string, options: ProbeCommandOptions): Promise<void> {
  const { dataset: name, seed, crossValidate } = options;
  if (crossValidate !== undefined) refuseBeside(options);
  const dataset = await openNamed(name, options, defaults);
  const frames = framesAtMost(options.frames, name);
  await startBackend({ name: options.backend });
  const { encoder, metadata } = await loadEncoder(file);
  const variation = metadata.variation ?? path.parse(file).name;
  const asked: Asked = { ...options, file, frames, origin: { variation, seed, dataset: dataset.name } };
  try {
    await (crossValidate === undefined ? probeOnce(encoder, dataset, asked) : probeInFolds(encoder, dataset, asked));
  } finally {
    encoder.dispose();
  }
}

/** What was asked for, with what follows from encoder and dataset. */
type Asked = ProbeCommandOptions & { file: string; origin: ProbeRowsOrigin };

async function probeOnce(encoder: Encoder, dataset: SceneDataset, asked: Asked): Promise<void> {
  const { file, origin, targets, heads, frames, selectivity, descriptionLength, seed, onError } = asked;
  const probed = await interruptible((signal) =>
    run(encoder, dataset, { targets, heads, frames, selectivity, descriptionLength, seed, onError, signal }),
  );
  const { results, descriptionLengths, skipped } = probed;
  const rows = probeRows(probed, origin);
  const { reasons, notes } = gaps(probed);
  notes.push(...warningsOf(results));
  tell(skipped, notes, reasons);
  const figure = asked.out === undefined ? undefined : (await renderFigure(layerCurves(results), asked.out)).png;
  if (asked.json) {
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
      skipped,
      ...(figure && { figure }),
    });
  }
  console.log(scoresByStage(results));
  if (descriptionLengths.length > 0) console.log(`\n${lengthsByStage(descriptionLengths)}`);
  if (figure) console.log(`\n${figure}`);
}

/** Nested cross-validation of ridges, with BCa intervals over scenes. */
async function probeInFolds(encoder: Encoder, dataset: SceneDataset, asked: Asked): Promise<void> {
  const { file, targets, frames, seed, onError, crossValidate: folds } = asked;
  const found = await interruptible((signal) =>
    crossValidateDataset(encoder, dataset, { targets, frames, folds, seed, onError, signal }),
  );
  const { scenes, skipped } = found;
  const results = found.results.map((result) => ({ ...result, ci95: overScenes(result.scenes) }));
  const { reasons, notes } = gaps(found);
  for (const { stage, target, warnings } of results) notes.push(...warnings.map((warning) => `Of ${target} at ${stage} ${warning}.`)); // prettier-ignore
  tell(skipped, notes, reasons);
  if (asked.json)
    return printJson({ encoder: file, folds, scenes, results, notMeasurable: Object.fromEntries(reasons), notes, skipped }); // prettier-ignore
  console.log(foldsByStage(results));
}

/** Throws InputError for what cross-validation does not do. */
function refuseBeside({ targets, selectivity, descriptionLength, out }: ProbeCommandOptions): void {
  if (targets?.includes(correspondence.name))
    throw new InputError(
      `${correspondence.name} fits nothing that --cross-validate could test: ask for it without folds.`,
    );
  const given = [selectivity && '--selectivity', descriptionLength && '--description-length', out && '--out'];
  const [first] = given.filter(Boolean);
  if (first)
    throw new InputError(`--cross-validate scores ridges alone: leave out ${String(first)}, or ask without folds.`);
}

/** BCa interval over the scenes that have something to score; null where there is one at most. */
function overScenes({ form, numerator, denominator }: SceneSums): readonly [number, number] | null {
  const places = [...denominator.keys()].filter((scene) => denominator[scene] > 0);
  if (places.length < 2) return null;
  const ofDrawn = (drawn: readonly number[]): number =>
    valueOfSums({ form, numerator: drawn.map((i) => numerator[i]), denominator: drawn.map((i) => denominator[i]) });
  return hierarchicalBootstrap(places, ofDrawn).interval;
}

function tell(skipped: readonly Problem[], notes: readonly string[], reasons: ReadonlyMap<string, string>): void {
  for (const { frame, problem } of skipped) progress().note(`Frame ${frame} is left out: ${problem}`);
  for (const note of notes) progress().note(note);
  for (const [target, reason] of reasons) progress().note(`${target} is not measurable: ${reason}`);
}

/** What {@link gaps} are told by. */
type Gaps = Pick<EncoderProbed, 'notMeasurable'> & { results: readonly { target: string }[]; notes: string[] };

/** Why targets could not be measured at any stage, and what else to know: which could not at some. */
function gaps({ results, notMeasurable, notes }: Gaps): { reasons: Map<string, string>; notes: string[] } {
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
