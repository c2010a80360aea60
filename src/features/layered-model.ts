import type { GraphModel, LayersModel } from '@tensorflow/tfjs';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { Encoder } from '../nn/encoder.js';
import type { ImageSize } from './declared-size.js';
import { fromEncoder } from './from-encoder.js';
import { fromGraphModel } from './from-graph-model.js';
import { fromLayersModel } from './from-layers-model.js';

/** What features can be extracted of. */
export type AnyEncoder = Encoder | LayersModel | GraphModel;

/** A network whose layers can be read by name. */
export interface LayeredModel {
  readonly name: string;
  /** In the order of computation. */
  readonly layerNames: readonly string[];
  /** Height and width of its images, where it takes only one. */
  readonly imageSize?: ImageSize;
  /** All but the weights that decides what it computes. */
  readonly structure: string;
  /** Weights by name; the tensors belong to the model. */
  weights(): Iterable<readonly [string, Tensor]>;
  /** Activations of the named layers for images [n, height, width, 3], in inference mode. The caller owns the tensors. */
  run(images: Tensor4D, layerNames: readonly string[]): Tensor[];
}

/** One way to look at all networks. Throws InputError for one that does not take images [n, height, width, 3]. */
export function layeredModel(encoder: AnyEncoder): LayeredModel {
  if ('forward' in encoder) return fromEncoder(encoder);
  if ('layers' in encoder) return fromLayersModel(encoder);
  return fromGraphModel(encoder);
}
