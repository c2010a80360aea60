import type { io } from '@tensorflow/tfjs-core';
import * as path from 'node:path';
import { relativePathFault } from '../formats/relative-path.js';
import { loadEncoder } from '../nn/index.js';
import { InputError } from '../support/errors.js';
import { readBytes, readJson } from '../support/files.js';
import type { AnyEncoder } from './layered-model.js';

/**
 * Loads what features can be extracted of: an encoder of this package (`.safetensors`), or a Keras model or converted graph of
 * TensorFlow.js (`model.json`, with its weights beside it). Throws InputError naming the file that is missing or no such model.
 */
export async function loadModel(file: string): Promise<AnyEncoder> {
  if (path.extname(file).toLowerCase() !== '.json') return (await loadEncoder(file)).encoder;
  const model = readJson<Partial<io.ModelJSON> | null>(file);
  if (!model?.modelTopology || !Array.isArray(model.weightsManifest))
    throw new InputError(
      `${file} is no model of TensorFlow.js (no modelTopology and weightsManifest): name the model.json that it was saved as.`,
    );
  const tf = await import('@tensorflow/tfjs');
  try {
    const artifacts = await tf.io.getModelArtifactsForJSON(model as io.ModelJSON, (manifest) =>
      Promise.resolve([manifest.flatMap(({ weights }) => weights), weightsBeside(file, manifest)]),
    );
    const source = tf.io.fromMemory(artifacts);
    const isGraph = model.format === 'graph-model' || 'node' in model.modelTopology;
    return isGraph ? await tf.loadGraphModel(source) : await tf.loadLayersModel(source);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${file} cannot be loaded: ${(error as Error).message} Save or convert the model again.`, {
      cause: error,
    });
  }
}

function weightsBeside(file: string, manifest: io.WeightsManifestConfig): ArrayBuffer {
  const parts = manifest
    .flatMap(({ paths }) => paths)
    .map((name) => {
      const fault = relativePathFault(name);
      if (fault !== undefined)
        throw new InputError(`${file} names weights ${JSON.stringify(name)}, refused: ${fault}.`);
      return readBytes(path.join(path.dirname(file), name));
    });
  return Uint8Array.from(Buffer.concat(parts)).buffer;
}
