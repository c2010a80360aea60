import * as path from 'node:path';
import type { Sample } from '../../data-loaders/sample.js';
import { readPng } from '../formats/index.js';
import { colourise } from '../image/colormap.js';
import { peakSignalToNoise } from '../metrics/index.js';
import type { Panel, Study } from '../study/types.js';
import type { Predictor } from '../tasks/index.js';
import { InputError } from '../support/errors.js';
import { readBytes } from '../support/files.js';
import { pictures, type Pictures } from './pictures.js';
import type { Raster } from './rasters.js';

/** A model of the task `reconstruction`, trained or loaded. */
export type ReconstructionModel = Predictor<Uint8Array>;

/** Of 255; differences as large or larger are the brightest. */
const brightest = 64;

/**
 * Images, what a decoder makes of their features, and the difference: mean over red, green and blue, dark where there is none,
 * bright from 64 of 255 on. Above each the name of the frame or the PSNR in decibels.
 *
 * @param models one of the task `reconstruction`, or several by name, two rows for each
 *
 * Throws InputError when there are no images or models, and what `predict` throws.
 */
export async function reconstructionPictures(
  models: ReconstructionModel | Readonly<Record<string, ReconstructionModel>>,
  samples: readonly Sample[],
): Promise<Pictures> {
  const named = typeof models.predict === 'function' ? { output: models as ReconstructionModel } : models;
  const outputs = new Map<string, Raster[]>();
  for (const [name, model] of Object.entries(named as Record<string, ReconstructionModel>)) {
    const painted = await model.predict(samples);
    outputs.set(name, painted.map((rgb, i) => ({ width: samples[i].width, height: samples[i].height, rgb }))); // prettier-ignore
  }
  return grid(samples.map(({ id }) => id), [...samples], outputs); // prettier-ignore
}

/** Which stored reconstructions are pictured. */
export interface StoredReconstructionOptions {
  /** The least of those pictured unless given. */
  seed?: number;
  /** Frames shown at most (4). */
  frames?: number;
}

/**
 * The same of the pictures that a study has stored: test frames, and what the decoder of each variation made of them.
 *
 * Throws InputError when the study has stored none, and when a picture is gone.
 */
export function storedReconstructionPictures(
  { folder, panels }: Study,
  { seed, frames = 4 }: StoredReconstructionOptions = {},
): Pictures {
  const clean = panels.filter(({ corruption }) => corruption === undefined);
  const painted = clean.filter(({ kind }) => kind === 'reconstruction-prediction');
  const shownSeed = seed ?? Math.min(...painted.flatMap((panel) => panel.seed ?? []));
  const shown = painted.filter((panel) => panel.seed === shownSeed);
  if (shown.length === 0)
    throw new InputError(
      `${folder} has no pictures of reconstructions${seed === undefined ? '' : ` of seed ${seed}`}: take a study whose profile has the task reconstruction (standard).`,
    );
  const ids = [...new Set(shown.map(({ sample }) => sample))].slice(0, frames);
  const read = (among: readonly Panel[]): Raster[] =>
    ids.map((id) =>
      readPanel(
        folder,
        among.find(({ sample }) => sample === id)!,
      ),
    );
  const inputs = read(clean.filter(({ kind }) => kind === 'input'));
  const variations = [...new Set(shown.flatMap(({ variation }) => variation ?? []))];
  const outputs = variations.map((name) => [name, read(shown.filter(({ variation }) => variation === name))] as const);
  return grid(ids, inputs, new Map(outputs));
}

function readPanel(folder: string, { file }: Panel): Raster {
  const { width, height, values } = readPng(readBytes(path.join(folder, file)), file);
  return { width, height, rgb: values as Uint8Array };
}

/** A column for each image; below it each output and its difference. */
function grid(ids: readonly string[], inputs: Raster[], outputs: ReadonlyMap<string, Raster[]>): Pictures {
  const rows: [caption: string, row: Raster[], words: string[]][] = [['input', inputs, [...ids]]];
  for (const [name, row] of outputs) {
    const decibels = row.map((raster, i) => `${peakSignalToNoise(raster, inputs[i]).toFixed(1)} dB`);
    rows.push([name, row, decibels]);
    rows.push(['difference', row.map((raster, i) => difference(raster, inputs[i])), decibels.map(() => '')]);
  }
  return pictures(
    rows.flatMap(([, row]) => row),
    {
      columns: inputs.length,
      captions: rows.flatMap(([, , words]) => words),
      rowCaptions: rows.map(([caption]) => caption),
    },
  );
}

function difference({ width, height, rgb }: Raster, input: Raster): Raster {
  const means = Float32Array.from({ length: width * height }, (_, pixel) => {
    const channel = (c: number): number => Math.abs(rgb[3 * pixel + c] - input.rgb[3 * pixel + c]);
    return (channel(0) + channel(1) + channel(2)) / 3;
  });
  return { width, height, rgb: colourise(means, { low: 0, high: brightest }) };
}
