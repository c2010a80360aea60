import type { Command } from 'commander';
import { textTable } from '../../../data-loaders/text-table.js';
import { decodeColour } from '../../image/index.js';
import { addImage, imageQuality, noImages, type ImageQuality } from '../../metrics/index.js';
import { examples, printJson } from '../options.js';
import { pairFiles, readFile, sameName, visitPairs, type ScoredFile, type ScoredPaths } from './paired-files.js';
import { decimals, pathsOf, takePairs, type PairOptions } from './score-options.js';

export interface ScoredImages extends ImageQuality {
  unused: number;
}

/** `score images`: likeness of colour images to what they should be. */
export function defineScoreImages(command: Command): void {
  takePairs(command, { truth: 'images as they should be', predictions: 'images to score' })
    .addHelpText('after', examples('score images --gt photographs --pred reconstructions'))
    .action(score);
}

async function score({ json, ...paths }: PairOptions): Promise<void> {
  const scores = await scoreImageFiles(pathsOf(paths));
  if (json) return printJson({ ...pathsOf(paths), ...scores });
  console.log(
    textTable([
      ['PSNR', `${decimals(scores.psnr, 2)} dB`],
      ['SSIM (Gaussian, σ 1.5)', decimals(scores.ssim, 4)],
      ['SSIM (uniform, 7×7)', decimals(scores.ssimUniform, 4)],
      ['ΔE 2000', decimals(scores.deltaE2000, 3)],
      ['ΔE 76', decimals(scores.deltaE76, 3)],
    ]),
  );
  const { images, identicalImages: same } = scores;
  console.log(`images: ${images}${same > 0 ? `, equal to their truth and left out of PSNR: ${same}` : ''}`);
}

/** Scores image files. Throws InputError, naming the file, if one is missing, damaged or of another size. */
export async function scoreImageFiles(paths: ScoredPaths): Promise<ScoredImages> {
  const paired = await pairFiles(paths, sameName('.png', '.jpg', '.jpeg', '.webp', '.tif', '.tiff'));
  const tally = noImages();
  await visitPairs(paired, 'score', async ({ truth, prediction }) => {
    addImage(tally, await decode(prediction), await decode(truth), { name: prediction.name });
  });
  return { ...imageQuality(tally), unused: paired.unused };
}

async function decode(file: ScoredFile) {
  return decodeColour(await readFile(file), file.name);
}
