import type { Command } from 'commander';
import { textTable } from '../../../data-loaders/text-table.js';
import { readDepthPng, readLabelPng } from '../../formats/index.js';
import { addStereo, noStereo, stereoScores, type Raster, type StereoScores } from '../../metrics/index.js';
import { examples, printJson } from '../options.js';
import { pairFiles, readFile, sameName, visitPairs, type ScoredFile, type ScoredPaths } from './paired-files.js';
import { decimals, pathsOf, takePairs, type PairOptions } from './score-options.js';

/** Files of disparity, and the maps that tell objects from background. */
export interface StereoPaths extends ScoredPaths {
  objects?: string;
}

export interface ScoredStereo extends StereoScores {
  unused: number;
}

/** `score stereo`: outliers and errors of disparity images in KITTI's format. */
export function defineScoreStereo(command: Command): void {
  takePairs(command, {
    truth: '16-bit PNGs of disparity · 256, 0 = none (disp_occ_0, or disp_noc_0 without occluded pixels)',
    predictions: '16-bit PNGs of disparity · 256',
  })
    .option('--objects <path>', 'PNGs that are 0 on background (obj_map): tells D1-fg from D1-bg')
    .addHelpText(
      'after',
      examples(`score ${command.name()} --gt training/disp_occ_0 --pred results --objects training/obj_map`),
    )
    .action(score);
}

async function score({ json, objects, ...options }: PairOptions & StereoPaths): Promise<void> {
  const paths = { ...pathsOf(options), ...(objects !== undefined && { objects }) };
  const scores = await scoreStereoFiles(paths);
  if (json) return printJson({ ...paths, ...scores });
  const names = objects === undefined ? (['D1-all'] as const) : (['D1-bg', 'D1-fg', 'D1-all'] as const);
  const rows = names.map((name) => [name, `${decimals(scores[name], 2)} %`]);
  rows.push(['EPE', `${decimals(scores.EPE, 3)} px`], ['density', `${decimals(scores.density, 2)} %`]);
  console.log(textTable(rows));
  console.log(`images: ${scores.images}, pixels: ${scores.pixels}`);
}

/** Scores PNGs of disparity. Throws InputError, naming the file, if one is missing, damaged, of 8 bits or of another size. */
export async function scoreStereoFiles({ objects, ...paths }: StereoPaths): Promise<ScoredStereo> {
  const paired = await pairFiles(paths, sameName('.png'));
  const maps = objects === undefined ? undefined : await mapsByKey(paths.truth, objects);
  const tally = noStereo();
  await visitPairs(paired, 'score', async ({ key, truth, prediction }) => {
    const map = maps?.get(key);
    addStereo(tally, await readDisparity(prediction), await readDisparity(truth), {
      name: prediction.name,
      ...(map && { objects: readLabelPng(await readFile(map), map.name) }),
    });
  });
  return { ...stereoScores(tally), unused: paired.unused };
}

async function mapsByKey(truth: string, objects: string): Promise<Map<string, ScoredFile>> {
  const { pairs } = await pairFiles({ truth, predictions: objects }, sameName('.png'));
  return new Map(pairs.map(({ key, prediction }) => [key, prediction]));
}

async function readDisparity(file: ScoredFile): Promise<Raster> {
  const { width, height, values } = readDepthPng(await readFile(file), file.name);
  return { width, height, values: Float64Array.from(values, (value) => value / 256) };
}
