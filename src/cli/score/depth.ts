import { Option, type Command } from 'commander';
import { textTable } from '../../../data-loaders/text-table.js';
import { readDepthPng, type DepthImage } from '../../formats/index.js';
import {
  addDepth,
  depthAlignments,
  depthCrops,
  depthProtocols,
  depthScores,
  fillFromBackground,
  noDepth,
  type DepthProtocol,
  type DepthProtocolName,
  type Raster,
  type ScoredDepth,
} from '../../metrics/index.js';
import { InputError } from '../../support/errors.js';
import { examples, numberBetween, printJson } from '../options.js';
import { pairFiles, readFile, sameName, visitPairs, type Naming, type ScoredPaths } from './paired-files.js';
import { decimals, pathsOf, takePairs, type PairOptions } from './score-options.js';

interface DepthOptions extends PairOptions {
  protocol: DepthProtocolName;
  crop?: DepthProtocol['crop'];
  min?: number;
  max?: number;
  pooling?: 'per-image' | 'pooled';
  align?: DepthProtocol['alignment'];
  scale?: number;
}

/** How files of depth are read. */
interface Stored {
  /** Stored values a metre. */
  scale: number;
  /** Fill gaps of predictions from the background, as KITTI's devkit does. */
  fillGaps: boolean;
}

export interface ScoredDepthFiles extends ScoredDepth {
  unused: number;
}

/** `score depth`: the errors of depth images under a named protocol. */
export function defineScoreDepth(command: Command): void {
  takePairs(command, { truth: '16-bit PNGs of true depth, 0 = none', predictions: '16-bit PNGs of predicted depth' })
    .addOption(
      new Option('--protocol <name>', 'crop, cap, pooling and alignment of a benchmark')
        .choices(Object.keys(depthProtocols))
        .makeOptionMandatory(),
    )
    .addOption(new Option('--crop <name>', 'another crop').choices(Object.keys(depthCrops)))
    .option('--min <metres>', 'another nearest depth', numberBetween(1e-9, 1e9))
    .option('--max <metres>', 'another farthest depth', numberBetween(1e-9, 1e9))
    .addOption(
      new Option('--pooling <how>', 'average over images, or pool all pixels').choices(['per-image', 'pooled']),
    )
    .addOption(new Option('--align <how>', 'bring each prediction to the scale of its truth').choices(depthAlignments))
    .option('--scale <n>', 'stored values a metre (default: 1000 for nyu, 256 for kitti)', numberBetween(1e-9, 1e9))
    .addHelpText(
      'after',
      examples(
        'score depth --protocol kitti-garg --gt groundtruth_depth --pred results',
        'score depth --protocol nyu-eigen --align median --gt test --pred results',
      ),
    )
    .action(score);
}

async function score(options: DepthOptions): Promise<void> {
  const { protocol: name, json, crop, min, max, align: alignment } = options;
  const pooling = options.pooling?.replace('-', ' ');
  const chosen = Object.entries({ crop, min, max, pooling, alignment }).filter(([, value]) => value !== undefined);
  const protocol: DepthProtocol = { ...depthProtocols[name], ...Object.fromEntries(chosen) };
  const stored = {
    scale: options.scale ?? (name.startsWith('nyu') ? 1000 : 256),
    fillGaps: name === 'kitti-benchmark',
  };
  const paths = pathsOf(options);
  const scores = await scoreDepthFiles(protocol, stored, paths);
  if (json) return printJson({ protocol: { name, ...protocol }, ...stored, ...paths, ...scores });
  console.log(textTable(Object.entries(scores.named).map(([metric, value]) => [metric, decimals(value, 4)])));
  const { images, emptyImages, pixels } = scores;
  console.log(`images: ${images}, pixels: ${pixels}${emptyImages > 0 ? `, images without truth: ${emptyImages}` : ''}`);
}

/** Scores PNGs of depth. Throws InputError, naming the file, if one is missing, damaged, of 8 bits or of another size. */
export async function scoreDepthFiles(
  protocol: DepthProtocol,
  { scale, fillGaps }: Stored,
  paths: ScoredPaths,
): Promise<ScoredDepthFiles> {
  if (!(protocol.min < protocol.max))
    throw new InputError(`The cap from ${protocol.min} to ${protocol.max} m is empty. Give --min below --max.`);
  const paired = await pairFiles(paths, depthNaming);
  const tally = noDepth();
  await visitPairs(paired, 'score', async ({ truth, prediction }) => {
    const predicted = readDepthPng(await readFile(prediction), prediction.name);
    const prepared = fillGaps ? filled(predicted, prediction.name) : predicted;
    const real = metresOf(readDepthPng(await readFile(truth), truth.name), scale);
    addDepth(tally, protocol, metresOf(prepared, scale), real, prediction.name);
  });
  return { ...depthScores(tally, protocol), unused: paired.unused };
}

/** KITTI's selection calls depth and images of one frame `…_sync_groundtruth_depth_…` and `…_sync_image_…`. */
const depthNaming: Naming = (() => {
  const same = sameName('.png');
  const keyOf = (file: string): string | undefined =>
    same.keyOfTruth(file)?.replace(/_sync_(groundtruth_depth|image|velodyne_raw)_/, '_sync_');
  return { ...same, keyOfTruth: keyOf, keyOfPrediction: keyOf };
})();

function metresOf({ width, height, values }: Raster, scale: number): Raster {
  return { width, height, values: Float64Array.from(values, (value) => value / scale) };
}

function filled(image: DepthImage, name: string): Raster {
  const values = fillFromBackground(image.values, image);
  if (values.includes(0))
    throw new InputError(`${name} has rows without any depth, which cannot be filled from others. Predict every row.`);
  return { ...image, values };
}
