import * as fs from 'node:fs';
import * as path from 'node:path';
import type { GraphModel, LayersModel } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';

/** Writes a model as model.json and weights.bin; gives the name of the former. */
export async function saveModel(model: LayersModel | GraphModel, folder: string): Promise<string> {
  const file = path.join(folder, 'model.json');
  const handler = tf.io.withSaveHandler(({ modelTopology, weightSpecs, weightData, format }) => {
    const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
    fs.writeFileSync(path.join(folder, 'weights.bin'), new Uint8Array(weightData as ArrayBuffer));
    fs.writeFileSync(file, JSON.stringify({ modelTopology, weightsManifest, format }));
    return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
  });
  await model.save(handler);
  return file;
}
