import type { Sample, Scene, SceneDataset, Split } from '../../data-loaders/sample.js';
import { fuseCloud, type PointCloud } from '../../src/geometry/index.js';
import { seeded, type Random } from '../../src/support/random.js';

interface Block {
  lower: [number, number, number];
  upper: [number, number, number];
  colour: [number, number, number];
}

/**
 * Rooms of a floor, walls and a few coloured boxes, seen from several places: just enough of a world to pretrain on in a
 * test, without a cache or worker threads.
 */
export function tinyDataset({
  scenes = 4,
  views = 3,
  width = 32,
  height = 24,
  seed = 1,
}: { scenes?: number; views?: number; width?: number; height?: number; seed?: number } = {}): SceneDataset {
  const splits: Split[] = ['train', 'test'];
  const list: Scene[] = splits.flatMap((split) =>
    Array.from({ length: scenes }, (_, s) => ({
      id: `${split}-${s}`,
      split,
      frames: Array.from({ length: views }, (_, v) => `${split}-${s}/${v}`),
    })),
  );
  const load = async (id: string): Promise<Sample> => {
    const [scene, view] = id.split('/');
    return render(scene, Number(view), { width, height, seed });
  };
  return {
    name: 'tiny',
    fingerprint: `tiny-${scenes}-${views}-${width}-${height}-${seed}`,
    modalities: ['depth', 'pose', 'cloud'],
    classes: [],
    textureKinds: [],
    scenes: list,
    load,
    cloud: async (id: string): Promise<PointCloud> => {
      const { frames } = list.find((scene) => scene.id === id)!;
      const samples = await Promise.all(frames.map(load));
      return fuseCloud(
        samples.map((s) => ({ camera: s.camera, worldFromCamera: s.worldFromCamera!, depth: s.depth!, rgb: s.rgb })),
        { voxel: 0.1 },
      );
    },
  };
}

function render(
  scene: string,
  view: number,
  { width, height, seed }: { width: number; height: number; seed: number },
): Sample {
  const random = seeded(seed, scene);
  const blocks: Block[] = Array.from({ length: 6 }, () => randomBlock(random));
  const wall = Array.from({ length: 6 }, () => randomColour(random));
  const eye = seeded(seed, scene, view);
  const position = [eye.uniform(1.2, 2), eye.uniform(1.2, 2), eye.uniform(1.3, 1.7)];
  const yaw = eye.uniform(0.55, 1);
  const [cosine, sine] = [Math.cos(yaw), Math.sin(yaw)];
  // Columns: right, down, forward; the camera looks along the floor.
  const worldFromCamera = new Float64Array([
    sine,
    0,
    cosine,
    position[0],
    -cosine,
    0,
    sine,
    position[1],
    0,
    -1,
    0,
    position[2],
    0,
    0,
    0,
    1,
  ]);
  const focal = width * 0.8;
  const camera = { width, height, fx: focal, fy: focal, cx: width / 2, cy: height / 2 };
  const rgb = new Uint8Array(width * height * 3);
  const depth = new Float32Array(width * height);
  for (let v = 0; v < height; v++)
    for (let u = 0; u < width; u++) {
      const [x, y] = [(u + 0.5 - camera.cx) / focal, (v + 0.5 - camera.cy) / focal];
      const m = worldFromCamera;
      const ray = [0, 4, 8].map((row) => m[row] * x + m[row + 1] * y + m[row + 2]);
      const hit = nearestSurface(position, ray, blocks, wall);
      depth[v * width + u] = hit.distance;
      const point = ray.map((component, axis) => position[axis] + component * hit.distance);
      const stripe = Math.sin(7 * (point[0] + point[1] + point[2])) > 0 ? 1 : 0.6;
      for (let c = 0; c < 3; c++) rgb[(v * width + u) * 3 + c] = Math.round(255 * hit.colour[c] * stripe);
    }
  const split: Split = scene.startsWith('test') ? 'test' : 'train';
  return { id: `${scene}/${view}`, dataset: 'tiny', scene, split, width, height, rgb, camera, depth, worldFromCamera };
}

function randomColour(random: Random): [number, number, number] {
  return [random.uniform(0.2, 1), random.uniform(0.2, 1), random.uniform(0.2, 1)];
}

function randomBlock(random: Random): Block {
  const [x, y] = [random.uniform(2.2, 4.4), random.uniform(2.2, 4.4)];
  const [w, d, h] = [random.uniform(0.2, 0.6), random.uniform(0.2, 0.6), random.uniform(0.3, 1.4)];
  return { lower: [x - w, y - d, 0], upper: [x + w, y + d, h], colour: randomColour(random) };
}

/** Where a ray from inside a 5 × 5 × 2.6 m room first meets a block or the room itself, in units of the ray. */
function nearestSurface(
  from: readonly number[],
  ray: readonly number[],
  blocks: readonly Block[],
  wall: readonly [number, number, number][],
): { distance: number; colour: readonly [number, number, number] } {
  const size = [5, 5, 2.6];
  let best = { distance: Infinity, colour: wall[0] };
  for (let axis = 0; axis < 3; axis++) {
    const side = ray[axis] > 0 ? size[axis] : 0;
    const distance = (side - from[axis]) / ray[axis];
    if (distance > 0 && distance < best.distance) best = { distance, colour: wall[2 * axis + (ray[axis] > 0 ? 1 : 0)] };
  }
  for (const { lower, upper, colour } of blocks) {
    let enter = 0;
    let leave = Infinity;
    for (let axis = 0; axis < 3; axis++) {
      const [first, second] = [(lower[axis] - from[axis]) / ray[axis], (upper[axis] - from[axis]) / ray[axis]];
      enter = Math.max(enter, Math.min(first, second));
      leave = Math.min(leave, Math.max(first, second));
    }
    if (enter > 0 && enter < leave && enter < best.distance) best = { distance: enter, colour };
  }
  return best;
}
