import * as fs from 'node:fs';
import * as path from 'node:path';
import type { FeatureMap } from '../features/index.js';
import { readSafetensors, writeSafetensors, type StoredTensor } from '../formats/index.js';
import { sampleTogether, type FeatureMatrix } from '../similarity/index.js';

/** Places kept of every test image. */
const placesPerImage = 8;

const fileName = 'sampled-features.safetensors';

/** Keeps the features at some places of every test image, by stage; the places follow from the seed alone. */
export function saveSampledFeatures(folder: string, features: Record<string, FeatureMap>, seed: number): void {
  const stages = Object.keys(features);
  const matrices = sampleTogether(Object.values(features), placesPerImage, seed);
  const tensors = new Map<string, StoredTensor>();
  matrices.forEach(({ rows, columns, values }, i) =>
    tensors.set(stages[i], { dtype: 'F32', shape: [rows, columns], values }),
  );
  writeSafetensors(path.join(folder, fileName), tensors, { stages: stages.join(' ') });
}

/** Reads what {@link saveSampledFeatures} kept, in the order of the stages; undefined when nothing was kept. */
export function loadSampledFeatures(folder: string): Map<string, FeatureMatrix> | undefined {
  if (!fs.existsSync(path.join(folder, fileName))) return undefined;
  const { tensors, metadata } = readSafetensors(path.join(folder, fileName));
  return new Map(
    metadata.stages.split(' ').map((stage) => {
      const { shape, values } = tensors.get(stage)!;
      return [stage, { rows: shape[0], columns: shape[1], values: values as Float32Array }];
    }),
  );
}
