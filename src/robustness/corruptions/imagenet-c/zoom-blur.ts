import { onFractions, type ImageCorruption } from '../image-corruption.js';
import { addZoomed } from '../zoom.js';
import { imageNetC, imagecorruptionsPackage } from './source.js';

function zoomBlurOf(reference: string, place: (larger: number, length: number) => number): ImageCorruption {
  return onFractions(
    {
      name: 'zoom_blur',
      kind: 'blur',
      parameters: ['step of zoom', 'number of zooms'],
      values: [
        [0.01, 12],
        [0.01, 16],
        [0.02, 11],
        [0.02, 13],
        [0.03, 11],
      ],
      reference,
    },
    (unit, frame, [step, count]) => {
      const sum = unit.slice();
      for (let k = 0; k < count; k++) addZoomed(sum, unit, frame, 1 + k * step, place);
      for (let i = 0; i < sum.length; i++) sum[i] /= count + 1;
      return sum;
    },
  );
}

/** A camera that moves towards the scene: the mean of the image and of its middle at growing zooms. */
export const zoomBlur = zoomBlurOf(imageNetC, (larger, length) => Math.floor((larger - length) / 2));

/** The same, enlarged images that exceed the image by some pixels cut off at the right and below. */
export const zoomBlurFromCorner = zoomBlurOf(imagecorruptionsPackage, () => 0);
