import { frostPanes, frostSide, frostTexture } from '../frost-texture.js';
import { onRows } from '../on-rows.js';
import { imageNetC } from './source.js';

/**
 * Ice on a window: a weighted sum of the image and of a pane of frost at a random place. The benchmark's photographs of
 * frost are not ours to pass on: panes are drawn (feathers of ice over clouds of rime) with the photographs' mean colours
 * and deviations.
 */
export const frost = onRows(
  {
    name: 'frost',
    kind: 'weather',
    parameters: ['share of the image', 'share of frost'],
    values: [
      [1, 0.4],
      [0.8, 0.6],
      [0.7, 0.7],
      [0.65, 0.7],
      [0.6, 0.75],
    ],
    reference: `${imageNetC}; frost is drawn instead of photographed`,
  },
  ({ width }, [ofImage, ofFrost], draws) => {
    const texture = frostTexture(draws.int(frostPanes.length));
    const [left, top] = [draws.int(frostSide), draws.int(frostSide)];
    const share = ofFrost / 255;
    return (unit, first) => {
      for (let y = first, i = 0; i < unit.length; y++) {
        const row = ((y + top) % frostSide) * frostSide;
        for (let x = 0; x < width; x++, i += 3) {
          const at = 3 * (row + ((x + left) % frostSide));
          unit[i] = ofImage * unit[i] + share * texture[at];
          unit[i + 1] = ofImage * unit[i + 1] + share * texture[at + 1];
          unit[i + 2] = ofImage * unit[i + 2] + share * texture[at + 2];
        }
      }
    };
  },
);
