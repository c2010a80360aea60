import type { Draws } from '../draws.js';
import { onFractions, type ImageCorruption } from '../image-corruption.js';
import { movingView, type Movement } from './moving-view.js';
import { commonCorruptions3d } from './source.js';

/** Frames of the whole movement; a severity is the mean of the first ones. */
const frameCount = 60;

/** Side in pixels of 3DCC's images, in which its movements are told. */
const usualSide = 512;

/** Movements are given for that side; `draw` decides one. */
function motionOf(name: string, values: ImageCorruption['values'], draw: (draws: Draws) => Movement): ImageCorruption {
  return onFractions(
    { name, kind: 'depth', parameters: [`frames of ${frameCount}`], values, reference: commonCorruptions3d },
    (unit, frame, [frames], draws) => {
      const { right, down, forward } = draw(draws);
      const scale = Math.min(frame.width, frame.height) / usualSide;
      const view = movingView(unit, frame, { right: right * scale, down: down * scale, forward });
      const mean = new Float32Array(unit.length);
      for (let k = 0; k < frames; k++) {
        const seen = view(k / (frameCount - 1));
        for (let i = 0; i < mean.length; i++) mean[i] += seen[i] / frames;
      }
      return mean;
    },
  );
}

/** A camera that moves in the plane of the image while its shutter is open: near things are smeared farther than far ones. */
export const xyMotionBlur = motionOf('xy_motion_blur', [[20], [30], [40], [50], [60]], (draws) => {
  const side = draws.int(2) === 0 ? -1 : 1;
  return { right: side * draws.uniform(50, 75), down: draws.uniform(-75, 75), forward: 0 };
});

/** A camera that moves forwards, and a little aside: near things grow faster than far ones. */
export const zMotionBlur = motionOf('z_motion_blur', [[20], [25], [30], [35], [38]], (draws) => {
  return { right: draws.uniform(-30, 30), down: draws.uniform(-30, 30), forward: draws.uniform(0.4, 0.5) };
});
