import type { Sample } from '../../../data-loaders/sample.js';
import { colourDifference, peakSignalToNoise, structuralSimilarity } from '../../metrics/index.js';
import { valueOfSums, type SceneSums } from '../../stats/index.js';
import { InputError } from '../../support/errors.js';
import { checkCount } from '../check-count.js';
import type { TaskScore } from '../task.js';

const metrics = {
  psnr: 'dB',
  ssim: 'SSIM',
  deltaE2000: 'ΔE₀₀',
} as const;

type Metric = keyof typeof metrics;

/**
 * Scores predicted images, sRGB [height, width, 3], against those of samples: PSNR, SSIM (Gaussian window) and mean
 * CIEDE2000 of each image, averaged over images. An image that is predicted exactly has no PSNR and does not count there.
 *
 * Throws InputError when a prediction has another size or an image is smaller than SSIM's window.
 */
export function scoreReconstruction(
  predictions: readonly Uint8Array[],
  samples: readonly Sample[],
  scenes: readonly string[] = [...new Set(samples.map(({ scene }) => scene))],
): TaskScore[] {
  checkCount(predictions, samples);
  const index = new Map(scenes.map((scene, i) => [scene, i]));
  const perImage = samples.map(({ id, width, height, rgb }, i) => {
    if (predictions[i].length !== rgb.length)
      throw new InputError(
        `The prediction for ${id} has ${predictions[i].length} values, its image of ${width}×${height} pixels ${rgb.length}.`,
      );
    const [image, truth] = [predictions[i], rgb].map((values) => ({ width, height, rgb: values }));
    const options = { name: `The prediction for ${id}` };
    const { deltaE2000 } = colourDifference(image, truth, options);
    const psnr = peakSignalToNoise(image, truth, options);
    return { psnr, ssim: structuralSimilarity(image, truth, options), deltaE2000 } satisfies Record<Metric, number>;
  });
  return (Object.keys(metrics) as Metric[]).map((metric) => {
    const sums: SceneSums = { form: 'ratio', numerator: scenes.map(() => 0), denominator: scenes.map(() => 0) };
    samples.forEach(({ id, scene }, i) => {
      const at = index.get(scene);
      if (at === undefined)
        throw new InputError(`${id} is of scene ${scene}, which is none of the scenes to be scored.`);
      if (perImage[i][metric] === Infinity) return;
      sums.numerator[at] += perImage[i][metric];
      sums.denominator[at]++;
    });
    const n = sums.denominator.reduce((total, count) => total + count, 0);
    return { metric, value: valueOfSums(sums), unit: metrics[metric], n, scenes: sums };
  });
}
