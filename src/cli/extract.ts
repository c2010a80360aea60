import { Option, type Command } from 'commander';
import { frameOrder } from '../../data-loaders/frame-order.js';
import { datasetNames, type DatasetName } from '../../data-loaders/registry.js';
import type { SceneDataset, Split } from '../../data-loaders/sample.js';
import { startBackend, type BackendRequest } from '../backend/index.js';
import {
  extract as run,
  layers as layersOf,
  loadModel,
  type AnyEncoder,
  type FeatureFormat,
  type FeaturePrecision,
  type Pooling,
} from '../features/index.js';
import { InputError } from '../support/errors.js';
import { addDatasetOptions, openNamed, type DatasetOptions } from './dataset-options.js';
import { smallFrames } from './frames-option.js';
import { interruptible } from './interruptible.js';
import { deviationOption, meanOption, normalisationOf } from './normalise-option.js';
import { backendOption, examples, jsonOption, printJson, wholeNumber } from './options.js';

interface ExtractCommandOptions extends DatasetOptions {
  encoder: string;
  dataset: DatasetName;
  layers?: string[];
  list?: boolean;
  pool?: Pooling;
  sample?: number;
  split?: Split;
  frames?: number;
  mean?: number[];
  deviation?: number[];
  precision: FeaturePrecision;
  format: FeatureFormat;
  out?: string;
  batch?: number;
  backend: BackendRequest;
  json?: boolean;
}

const defaults = smallFrames(48);

/** `extract`: features of a dataset's images at named layers of an encoder, as files. */
export function defineExtract(command: Command): void {
  command
    .requiredOption('--encoder <file>', 'encoder: .safetensors of this package, or model.json of TensorFlow.js')
    .addOption(new Option('--dataset <name>', 'whose images').choices(datasetNames).default('rooms'))
    .option('--layers <names...>', 'which layers (default: all)')
    .option('--list', 'list the layers with their shapes instead')
    .addOption(new Option('--pool <how>', 'over an image (default: mean)').choices(['mean', 'max', 'none']))
    .option('--sample <k>', 'instead of pooling: the cells of k pixels drawn of each image', wholeNumber(1))
    .addOption(new Option('--split <name>', 'of the dataset (default: all)').choices(['train', 'val', 'test']))
    .option('--frames <n>', 'images at most, drawn (default: all)', wholeNumber(1))
    .addOption(meanOption())
    .addOption(deviationOption())
    .addOption(
      new Option('--precision <type>', 'as what numbers are stored').choices(['float32', 'float16']).default('float32'),
    )
    .addOption(
      new Option('--format <name>', 'a .npy file for each layer, or one of safetensors')
        .choices(['npy', 'safetensors'])
        .default('npy'),
    )
    .option('--out <folder>', 'where to (default: the cache, by content)')
    .option('--batch <n>', 'images that go through the encoder at once', wholeNumber(1))
    .addOption(backendOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'extract --encoder zoo/cross-modal.safetensors --list',
        'extract --encoder zoo/cross-modal.safetensors --layers s4 out --split test --out features',
        'extract --encoder model.json --dataset images --root holiday --sample 16 --out features',
      ),
    );
  addDatasetOptions(command, defaults).action(extract);
}

async function extract({
  encoder: file,
  dataset: name,
  list,
  mean,
  deviation,
  out,
  json,
  backend,
  ...options
}: ExtractCommandOptions): Promise<void> {
  const { layers, pool, sample, split, frames, precision, format, batch, ...datasetOptions } = options;
  const { seed } = datasetOptions;
  const normalise = normalisationOf(mean, deviation);
  const dataset = await openNamed(name, datasetOptions, defaults);
  await startBackend({ name: backend });
  const encoder = await loadModel(file);
  try {
    if (list) return await listLayers(encoder, dataset, split, json);
    const { folder, description } = await interruptible(
      (signal) =>
      run(encoder, dataset, { layers, pool, sample, seed, split, frames, normalise, precision, format, folder: out, batch, signal }), // prettier-ignore
    );
    if (json) return printJson({ folder, ...description });
    console.log(folder);
    for (const { name, rows, columns, file, ids } of description.layers)
      console.log(`  ${name.padEnd(16)} ${rows} × ${columns} ${precision} in ${file}, rows named in ${ids}`);
  } finally {
    encoder.dispose();
  }
}

/** Prints the layers with the shapes that the dataset's first image gives. */
async function listLayers(
  encoder: AnyEncoder,
  dataset: SceneDataset,
  split: Split | undefined,
  json: boolean | undefined,
): Promise<void> {
  const [first] = frameOrder(dataset, { split });
  if (first === undefined) throw new InputError(`${dataset.name} has no frames in ${split ?? 'any split'}.`);
  const { width, height } = await dataset.load(first);
  const layers = layersOf(encoder, { width, height });
  if (json) return printJson({ width, height, layers });
  for (const { name, shape } of layers) console.log(`${name.padEnd(24)} ${shape.join(' × ')}`);
}
