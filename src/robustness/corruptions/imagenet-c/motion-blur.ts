import { onFractions, type ImageCorruption } from '../image-corruption.js';
import { motionStreak, streakTaps } from '../motion-streak.js';
import { imageNetC, imagecorruptionsPackage } from './source.js';

function motionBlurOf(reference: string, endsAtBorder: boolean): ImageCorruption {
  return onFractions(
    {
      name: 'motion_blur',
      kind: 'blur',
      parameters: ['radius in pixels', 'σ in pixels'],
      values: [
        [10, 3],
        [15, 5],
        [15, 8],
        [15, 12],
        [20, 15],
      ],
      reference,
    },
    (unit, { width, height }, [radius, sigma], draws) => {
      const reach = endsAtBorder ? { width, height } : undefined;
      const taps = streakTaps(radius, sigma, draws.uniform(-45, 45), reach);
      return motionStreak(unit, { width, height, channels: 3 }, taps);
    },
  );
}

/** A camera that moves along a line within 45° of the horizontal. */
export const motionBlur = motionBlurOf(imageNetC, false);

/** The same, a movement longer than the image cut off. */
export const motionBlurWithinImage = motionBlurOf(imagecorruptionsPackage, true);
