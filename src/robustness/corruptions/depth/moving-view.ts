import type { Frame } from '../image-corruption.js';
import { cameraOf } from './camera-of.js';
import { fillGaps } from './fill-gaps.js';
import { filledDepth } from './known-depth.js';
import { PointsSeen } from './points-seen.js';

/** How far a camera moves in the whole of its movement. */
export interface Movement {
  /** By how many pixels a movement aside alone shifts the nearest point to the left and upwards. */
  right: number;
  down: number;
  /** Share of the nearest point's depth by which the camera comes closer. */
  forward: number;
}

/** Depth of the nearest point in the middle half of the rows and columns, in metres. */
function nearestDepth(depth: Float32Array, { width, height }: Frame): number {
  let nearest = Infinity;
  for (let v = Math.floor(height / 4); v < Math.ceil((3 * height) / 4); v++)
    for (let u = Math.floor(width / 4); u < Math.ceil((3 * width) / 4); u++)
      nearest = Math.min(nearest, depth[v * width + u]);
  return nearest;
}

/**
 * What a moving camera sees of the points in an image at a time 0..1 of its movement: colours [height, width, 3], valid until
 * the next call.
 *
 * A point of nearness `q = nearest depth/depth` goes from p to `c + (p − c − q·(1 − s)·t·movement)/(1 − q·s)`, with the
 * principal point c and s = t·forward; what is nearer than the nearest point of the middle half goes as far as that one.
 * Pixels that no point comes to are filled ({@link fillGaps}).
 */
export function movingView(unit: Float32Array, frame: Frame, movement: Movement): (time: number) => Float32Array {
  const { width, height } = frame;
  const depth = filledDepth(frame.depth!);
  const nearest = nearestDepth(depth, frame);
  const nearness = depth.map((metres) => nearest / metres);
  const { cx, cy } = cameraOf(frame);
  const points = new PointsSeen(width, height, unit, nearness);
  return (time) => {
    const closer = time * movement.forward;
    const [right, down] = [movement.right * time * (1 - closer), movement.down * time * (1 - closer)];
    for (let v = 0, point = 0; v < height; v++)
      for (let u = 0; u < width; u++, point++) {
        const q = Math.min(1, nearness[point]);
        const size = 1 / (1 - q * closer);
        const x = cx - 0.5 + (u + 0.5 - cx - q * right) * size;
        const y = cy - 0.5 + (v + 0.5 - cy - q * down) * size;
        points.put(point, x, y, size);
      }
    const view = points.seen();
    fillGaps(view);
    return view.colours;
  };
}
