import * as tf from '@tensorflow/tfjs-core';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { batches } from '../../data-loaders/batch-stream.js';
import { frameOrder } from '../../data-loaders/frame-order.js';
import type { Sample, SceneDataset, Split } from '../../data-loaders/sample.js';
import { defaultSignal } from '../support/default-signal.js';
import { InputError, throwIfAborted } from '../support/errors.js';
import { cacheFolder, canonicalJson, sha256, writeJson } from '../support/files.js';
import { progress } from '../support/progress.js';
import { contentHash } from './content-hash.js';
import {
  descriptionFile,
  openExtracted,
  readDescription,
  type Extracted,
  type ExtractedLayer,
  type ExtractionDescription,
} from './extracted.js';
import { FeatureWriter, layerFile, type FeatureFormat, type FeaturePrecision } from './feature-writer.js';
import { rowIds, rowsOfImages, rowsPerImage, type Pooling, type RowChoice } from './image-rows.js';
import { imagesAtOnce } from './images-at-once.js';
import { layeredModel, type AnyEncoder, type LayeredModel } from './layered-model.js';
import { inNewFolder } from './in-new-folder.js';
import { checkLayerNames, checkSize, layers as layersOf } from './layers.js';
import { normalisedImages, type ColourNormalisation } from './normalised-images.js';

/** Options of {@link extract}. */
export interface ExtractOptions {
  /** By name, see `layers`; all when omitted. */
  layers?: readonly string[];
  /** `mean` (the default) or `max` over an image, or `none`: a row for each cell or token. */
  pool?: Pooling;
  /** Instead of pooling: so many pixels of each image, drawn by `seed`; each gives the row of the cell that it lies in. */
  sample?: number;
  /** Of pixels and of `frames` (0). */
  seed?: number | string;
  /** All splits when omitted. */
  split?: Split;
  /** Images at most, chosen by `seed`; all when omitted. */
  frames?: number;
  /** Colours are untouched when omitted. */
  normalise?: ColourNormalisation;
  /** As what numbers are stored (`float32`). */
  precision?: FeaturePrecision;
  /** A `.npy` file for each layer (the default), or one `.safetensors` file. */
  format?: FeatureFormat;
  /** Where they are stored; in the cache, by content, when omitted. */
  folder?: string;
  /** Images that go through the encoder at once; when omitted, as many as have 2¹⁸ pixels together. */
  batch?: number;
  signal?: AbortSignal;
}

/**
 * Features of a dataset's images at named layers of an encoder, streamed to disk: memory holds a batch, whatever the size of
 * the dataset. What is there already, of the same weights, dataset (by fingerprint), options and backend, is opened and not made again.
 *
 * The folder has a matrix [rows, columns] for each layer, the names of the rows (`….ids.txt`) and `features.json`, which says
 * how they were made; it appears when it is complete. The encoder runs in inference mode and is not disposed of.
 * Throws InputError for an unknown layer (with the nearest names), images of unequal or wrong size, a layer without cells of
 * which pixels are asked, a folder that holds something else; WorkError when activations are not finite or the disk is full.
 */
export async function extract(
  encoder: AnyEncoder,
  dataset: SceneDataset,
  options: ExtractOptions = {},
): Promise<Extracted> {
  const { split, frames, sample, seed = 0, normalise, precision = 'float32', format = 'npy' } = options;
  const { signal = defaultSignal() } = options;
  const pool = options.pool ?? (sample === undefined ? 'mean' : 'none');
  if (sample !== undefined && (pool !== 'none' || !Number.isSafeInteger(sample) || sample < 1))
    throw new InputError(
      `sample is ${sample} with pool ${pool}: give a whole number of pixels, at least 1, and leave out pool.`,
    );
  const model = layeredModel(encoder);
  if (options.layers) checkLayerNames(model, options.layers);
  const ids = frameOrder(dataset, { split, subset: frames, seed });
  if (ids.length === 0)
    throw new InputError(`${dataset.name} has no frames in ${split ?? 'any split'}: choose another.`);
  const first = await dataset.load(ids[0]);
  checkSize(model, first.height, first.width);
  const shapes = new Map(layersOf(encoder, first).map(({ name, shape }) => [name, shape]));
  const names = options.layers ?? [...shapes.keys()];
  const content = {
    encoder: { name: model.name, hash: await contentHash(model) },
    dataset: { name: dataset.name, fingerprint: dataset.fingerprint, split: split ?? null, frames: frames ?? null },
    pool,
    sample: sample ?? null,
    seed,
    backend: tf.getBackend(),
    normalise: normalise ? { mean: [...normalise.mean], deviation: [...normalise.deviation] } : null,
    precision,
    format,
  };
  const key = sha256(canonicalJson({ version, ...content, names }));
  const folder = options.folder ?? cacheFolder('features', key.slice(0, 32));
  if (isThere(folder, key)) return openExtracted(folder);
  const choice: RowChoice = { pool, sample, seed };
  const planned = names.map((name) => plannedLayer(name, shapes.get(name), ids.length, choice, format));
  const description: ExtractionDescription = { key, ...content, layers: planned };
  await inNewFolder(folder, async (temporary) => {
    const size = options.batch ?? imagesAtOnce([first]);
    const stream = batches(dataset, { split, subset: frames, seed, size, signal });
    await writeFeatures(temporary, { model, description, choice, count: ids.length, stream, signal });
    writeJson(path.join(temporary, descriptionFile), description);
  });
  return openExtracted(folder);
}

/** Counts up when the same request gives other numbers. */
const version = 1;

/** Whether a folder holds what is asked for. Throws InputError when it holds something else. */
function isThere(folder: string, key: string): boolean {
  if (!fs.existsSync(folder)) return false;
  if (fs.existsSync(path.join(folder, descriptionFile))) {
    if (readDescription(folder).key === key) return true;
    throw new InputError(
      `${folder} holds features of another encoder, dataset, backend or choice: name another folder, or delete it.`,
    );
  }
  if (!fs.statSync(folder).isDirectory() || fs.readdirSync(folder).length > 0)
    throw new InputError(`${folder} holds something else than features: name a folder that is empty or not there.`);
  return false;
}

function plannedLayer(
  name: string,
  shape: number[] | undefined,
  images: number,
  choice: RowChoice,
  format: FeatureFormat,
): ExtractedLayer {
  if (!shape)
    throw new InputError(
      `Layer ${name} gives no features (floats, one matrix or vector an image): layers(encoder) lists those that do.`,
    );
  const rows = images * rowsPerImage(name, shape, choice);
  // Rows have the same names unless they are the cells of grids of different size.
  const grid = choice.pool === 'none' && choice.sample === undefined ? shape.slice(0, -1).join('x') : '';
  const ids = grid === '' ? 'ids.txt' : `${grid}.ids.txt`;
  return { name, shape, rows, columns: shape[shape.length - 1], file: layerFile(name, format), ids };
}

interface Work {
  model: LayeredModel;
  description: ExtractionDescription;
  choice: RowChoice;
  /** Of images. */
  count: number;
  stream: AsyncIterable<{ samples: Sample[] }>;
  signal?: AbortSignal;
}

async function writeFeatures(
  folder: string,
  { model, description, choice, count, stream, signal }: Work,
): Promise<void> {
  const { layers, normalise, precision, format } = description;
  const writer = new FeatureWriter(folder, layers, format, precision);
  const task = progress().start(`Features of ${model.name}`, count);
  const grids = new Map(layers.map(({ ids, shape }) => [ids, shape]));
  let done = 0;
  try {
    for await (const { samples } of stream) {
      throwIfAborted(signal);
      const rows = rowsOfBatch(model, samples, layers, choice, normalise);
      try {
        for (const [i, { name }] of layers.entries()) writer.add(name, await rows[i].data<'float32'>());
      } finally {
        tf.dispose(rows);
      }
      for (const [file, shape] of grids) {
        const names = samples.flatMap((frame) => rowIds(frame, shape, choice));
        fs.appendFileSync(path.join(folder, file), `${names.join('\n')}\n`);
      }
      task.update((done += samples.length), `${layers.length} layers`);
      await new Promise((resolve) => setImmediate(resolve));
    }
    writer.flush();
  } finally {
    task.finish();
    writer.close();
  }
}

/** The rows of each layer for some images. The caller owns the tensors. */
function rowsOfBatch(
  model: LayeredModel,
  samples: readonly Sample[],
  layers: readonly ExtractedLayer[],
  choice: RowChoice,
  normalise: ExtractionDescription['normalise'],
): tf.Tensor2D[] {
  const { width, height } = samples[0];
  checkSize(model, height, width);
  return tf.tidy(() => {
    const names = layers.map(({ name }) => name);
    return model.run(normalisedImages(samples, normalise), names).map((activations, i) => {
      const { name, shape } = layers[i];
      const expected = [samples.length, ...shape].join('×');
      if (activations.shape.join('×') !== expected)
        throw new InputError(
          `Layer ${name} gives ${activations.shape.join('×')} for ${samples[0].id} (${width}×${height}), expected ${expected}: load all images with the same width and height.`,
        );
      return rowsOfImages(activations, samples, choice);
    });
  });
}
