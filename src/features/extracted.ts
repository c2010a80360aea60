import * as fs from 'node:fs';
import * as path from 'node:path';
import { locateNpy, locateSafetensors } from '../formats/index.js';
import { InputError } from '../support/errors.js';
import { readJson, readText } from '../support/files.js';
import type { FeatureFormat, FeaturePrecision } from './feature-writer.js';
import { storedRows, type FeatureRows } from './feature-rows.js';
import type { Pooling } from './image-rows.js';

/** What `features.json` says of an extraction: all that decides its numbers, and what there is. */
export interface ExtractionDescription {
  /** Hash of all below but `layers`, with the weights of the encoder and the fingerprint of the dataset. */
  key: string;
  encoder: { name: string; hash: string };
  dataset: { name: string; fingerprint: string; split: string | null; frames: number | null };
  pool: Pooling;
  /** Pixels drawn of each image, or null. */
  sample: number | null;
  seed: string | number;
  /** What computed them. */
  backend: string;
  normalise: { mean: number[]; deviation: number[] } | null;
  precision: FeaturePrecision;
  format: FeatureFormat;
  layers: ExtractedLayer[];
}

/** A layer whose features were written, and where they lie. */
export interface ExtractedLayer {
  name: string;
  /** Of the activations of one image. */
  shape: number[];
  rows: number;
  columns: number;
  /** Relative to the folder. */
  file: string;
  /** The file of the names of its rows, one a line. */
  ids: string;
}

/** Features on disk. */
export interface Extracted {
  folder: string;
  description: ExtractionDescription;
  /** By name of the layer, in the order in which they were asked for. */
  layers: Map<string, FeatureRows>;
}

export const descriptionFile = 'features.json';

/** Opens the folder that `extract` made; features are read when they are asked for. Throws InputError when it is none, or incomplete. */
export function openExtracted(folder: string): Extracted {
  const description = readDescription(folder);
  const names = new Map<string, string[]>();
  const layers = new Map<string, FeatureRows>();
  for (const layer of description.layers) {
    const file = path.join(folder, layer.file);
    if (!names.has(layer.ids)) names.set(layer.ids, readIds(path.join(folder, layer.ids)));
    const stored = description.format === 'npy' ? locateNpy(file) : locateSafetensors(file).arrays.get(layer.name);
    if (!stored) throw new InputError(`${file} has no layer ${layer.name}: delete ${folder} and extract again.`);
    layers.set(layer.name, storedRows(stored, names.get(layer.ids)));
  }
  return { folder, description, layers };
}

/** The description of an extraction. Throws InputError when the folder has none. */
export function readDescription(folder: string): ExtractionDescription {
  return readJson<ExtractionDescription>(path.join(folder, descriptionFile));
}

/** The sample ids that `extract` wrote beside a file of features; undefined where there are none. */
export function idsBeside(file: string, layer?: string): string[] | undefined {
  const folder = path.dirname(file);
  if (!fs.existsSync(path.join(folder, descriptionFile))) return undefined;
  const found = readDescription(folder).layers.find(
    (one) => one.file === path.basename(file) && (layer === undefined || one.name === layer),
  );
  return found && readIds(path.join(folder, found.ids));
}

/** Sample ids, one a line. */
export function readIds(file: string): string[] {
  return readText(file).trimEnd().split(/\r?\n/);
}
