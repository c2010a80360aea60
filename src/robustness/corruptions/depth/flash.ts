import { onFractions, type Frame } from '../image-corruption.js';
import { cameraOf } from './camera-of.js';
import { filledDepth } from './known-depth.js';
import { localPlane } from './local-plane.js';
import { commonCorruptions3d } from './source.js';

/** Energy of 3DCC's lamp. */
const energy = 2.5;

/** Where the lamp's light is halved, metres². */
const falloff = 8;

/**
 * Light of a lamp at the camera on white walls, [height, width] in 0..1: `min(1, energy·cos θ·8/(8 + r²))` at r metres
 * from the lamp, θ between ray and normal.
 *
 * On a plane inverse depth is linear in the image, `1/z = a·x + b·y + c` with its normal along (a, b, c) for rays (x, y, 1),
 * so that `cos θ = 1/(z·|(a, b, c)|·|(x, y, 1)|)`.
 */
function lampLight(frame: Frame): Float32Array {
  const { width, height } = frame;
  const { fx, fy, cx, cy } = cameraOf(frame);
  const inverse = Float64Array.from(filledDepth(frame.depth!), (metres) => 1 / metres);
  const light = new Float32Array(width * height);
  for (let v = 0, at = 0; v < height; v++)
    for (let u = 0; u < width; u++, at++) {
      const { value, slopeX, slopeY } = localPlane(inverse, width, height, u, v);
      const [x, y, a, b] = [(u + 0.5 - cx) / fx, (v + 0.5 - cy) / fy, fx * slopeX, fy * slopeY];
      const c = value - a * x - b * y;
      const squaredRay = x * x + y * y + 1;
      const cosine = value / Math.sqrt((a * a + b * b + c * c) * squaredRay);
      light[at] = Math.min(1, (energy * cosine * falloff) / (falloff + squaredRay / value ** 2));
    }
  return light;
}

/** A flash at the camera, `I·(1 + light/divisor)`: what is near and faces the camera becomes bright. */
export const flash = onFractions(
  {
    name: 'flash',
    kind: 'depth',
    parameters: ['divisor of the light'],
    values: [[2.4], [1.4], [0.9], [0.6], [0.4]],
    reference: commonCorruptions3d,
  },
  (unit, frame, [divisor]) => {
    lampLight(frame).forEach((light, pixel) => {
      for (let i = 3 * pixel; i < 3 * pixel + 3; i++) unit[i] *= 1 + light / divisor;
    });
    return unit;
  },
);
