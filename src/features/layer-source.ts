import * as tf from '@tensorflow/tfjs-core';
import type { Sample } from '../../data-loaders/sample.js';
import { defaultSignal } from '../support/default-signal.js';
import { InputError, throwIfAborted } from '../support/errors.js';
import { cellGridOfLayer, type LayerGrid } from './cell-grid-of-layer.js';
import type { FeatureMap } from './feature-map.js';
import { imagesAtOnce } from './images-at-once.js';
import { layeredModel, type AnyEncoder, type LayeredModel } from './layered-model.js';
import { checkLayerNames, checkSize, layers as layersOf, type Layer } from './layers.js';
import { normalisedImages, type ColourNormalisation } from './normalised-images.js';
import type { FeatureSource } from './source.js';

/** Options of {@link layerSource}. */
export interface LayerSourceOptions {
  /** By name, see `layers`; all that have cells when omitted. */
  layers?: readonly string[];
  normalise?: ColourNormalisation;
  signal?: AbortSignal;
}

/** A source of features, and the layers that were asked for and have no cells: tokens, vectors, numbers that are no features. */
export interface LayerSource {
  source: FeatureSource;
  placeless: Layer[];
}

/**
 * The activations of any encoder at named layers, cell by cell, for images of one size; the encoder is left as it is and not
 * disposed of. A layer whose places are no squares of whole pixels is read on the nearest grid that is, see
 * `cellGridOfLayer`.
 *
 * Throws InputError for an unknown layer (with the nearest names), images of a size that the encoder does not take, and when no
 * layer has cells.
 */
export function layerSource(
  encoder: AnyEncoder,
  size: { height: number; width: number },
  { layers: wanted, normalise, signal }: LayerSourceOptions = {},
): LayerSource {
  const model = layeredModel(encoder);
  if (wanted) checkLayerNames(model, wanted);
  const shapes = new Map(layersOf(encoder, size).map(({ name, shape }) => [name, shape]));
  const asked = (wanted ?? [...shapes.keys()]).map((name): Layer => ({ name, shape: shapes.get(name) ?? [] }));
  const placed = asked.filter(({ shape }) => shape.length === 3);
  if (placed.length === 0)
    throw new InputError(
      `${model.name} has no cells at ${asked.map(({ name, shape }) => `${name} [${shape.join(', ')}]`).join(', ')}: name a layer of shape [height, width, channels].`,
    );
  const grids = new Map(placed.map(({ name, shape: [height, width] }) => [name, cellGridOfLayer({ height, width }, size)])); // prettier-ignore
  const output = placed[placed.length - 1].name;
  return {
    placeless: asked.filter(({ shape }) => shape.length !== 3),
    source: {
      name: model.name,
      stages: placed.map(({ name, shape }) => ({ name, channels: shape[2], stride: grids.get(name)!.stride })),
      encoderEnd: output,
      output,
      extract: (samples, names = [...grids.keys()]) => {
        checkLayerNames({ ...model, layerNames: [...grids.keys()] }, names);
        return extractLayers(samples, names, { model, grids, normalise, signal });
      },
    },
  };
}

interface Reading {
  model: LayeredModel;
  grids: ReadonlyMap<string, LayerGrid>;
  normalise?: ColourNormalisation;
  signal?: AbortSignal;
}

async function extractLayers(
  samples: readonly Sample[],
  names: readonly string[],
  { model, grids, normalise, signal = defaultSignal() }: Reading,
): Promise<Record<string, FeatureMap>> {
  if (samples.length === 0) throw new InputError('No samples were given to extract features of: the split is empty.');
  checkSize(model, samples[0].height, samples[0].width);
  const maps: Record<string, FeatureMap> = {};
  const atOnce = imagesAtOnce(samples);
  for (let begin = 0; begin < samples.length; begin += atOnce) {
    throwIfAborted(signal);
    const part = samples.slice(begin, begin + atOnce);
    const activations = tf.tidy(() =>
      model.run(normalisedImages(part, normalise), names).map((layer, i) => onGrid(layer, grids.get(names[i])!)),
    );
    try {
      for (const [i, stage] of names.entries()) {
        const { height, width, stride } = grids.get(stage)!;
        const channels = activations[i].shape[2]!;
        const perImage = height * width * channels;
        const values = await activations[i].data<'float32'>();
        if (values.length !== part.length * perImage)
          throw new InputError(`Layer ${stage} gives other numbers of cells for images of one size: name another.`);
        maps[stage] ??= { stage, count: samples.length, height, width, channels, stride, values: new Float32Array(samples.length * perImage) }; // prettier-ignore
        maps[stage].values.set(values, begin * perImage);
      }
    } finally {
      tf.dispose(activations);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  return maps;
}

/** Activations [n, rows, columns, channels] as those of the cells of a grid, [n, cells, channels]. */
function onGrid(activations: tf.Tensor, { places }: LayerGrid): tf.Tensor3D {
  const [n, rows, columns, channels] = activations.shape;
  const cells: tf.Tensor3D = tf.reshape(activations, [n, rows * columns, channels]);
  return places ? tf.gather(cells, tf.tensor1d(places, 'int32'), 1) : cells;
}
