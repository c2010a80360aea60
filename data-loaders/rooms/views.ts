import { exactAtan2, exactCos, exactPow, exactSin } from '../../src/support/exact-math.js';
import type { Random } from '../../src/support/random.js';
import type { Camera } from '../sample.js';
import { compileScene, type CompiledScene } from './compiled-scene.js';
import type { Layout } from './layout.js';
import { approach, probeAt } from './distance.js';
import type { Preset } from './presets.js';
import { castRays } from './ray-caster.js';
import type { Vector, View } from './scene.js';

const degree = Math.PI / 180;

/** Where a camera is and looks; angles in radians, pitch down is negative. */
interface Stance {
  eye: Vector;
  yaw: number;
  pitch: number;
  roll: number;
  focal: number;
}

/** Overlaps with the first view that the others are given in turn: the strata of pair overlap. */
export const overlapStrata = [
  [0.5, 0.7],
  [0.3, 0.5],
  [0.7, 0.9],
] as const;

/** 4×4 row-major pose, camera to world. */
function poseOf({ eye, yaw, pitch, roll }: Stance): number[] {
  const [cy, sy, cp, sp] = [exactCos(yaw), exactSin(yaw), exactCos(pitch), exactSin(pitch)];
  const [cr, sr] = [exactCos(roll), exactSin(roll)];
  const forward = [cp * cy, cp * sy, sp];
  const level = [sy, -cy, 0];
  const plumb = [sp * cy, sp * sy, -cp];
  const right = level.map((value, i) => cr * value + sr * plumb[i]);
  const down = plumb.map((value, i) => cr * value - sr * level[i]);
  return [0, 1, 2].flatMap((i) => [right[i], down[i], forward[i], eye[i]]).concat(0, 0, 0, 1);
}

/** Camera of a view at a resolution. */
export function cameraOf(view: Pick<View, 'focal' | 'principal'>, width: number, height: number): Camera {
  const focal = view.focal * width;
  return { width, height, fx: focal, fy: focal, cx: view.principal[0] * width, cy: view.principal[1] * height };
}

/** A view as few rays see it: enough to judge clearance and overlap. */
interface Glimpse {
  camera: Camera;
  pose: Float64Array;
  depth: Float64Array;
  /** Share of pixels that show things and not the bare room. */
  furnished: number;
}

/** What cameras can run into and what hides the room: all but shallow details. */
function bulk({ solids, low, high }: Pick<Layout, 'solids' | 'low' | 'high'>): CompiledScene {
  return compileScene({ solids: solids.filter((solid) => !solid.relief), low, high });
}

/** Width of a glimpse in pixels. */
const glimpseWidth = 28;

function glimpse(scene: CompiledScene, focal: number, worldFromCamera: readonly number[], aspect: number): Glimpse {
  const pose = Float64Array.from(worldFromCamera);
  const height = Math.max(Math.round(glimpseWidth / aspect), 4);
  const camera = cameraOf({ focal, principal: [0.5, 0.5] }, glimpseWidth, height);
  const { depth, solid } = castRays(scene, camera, pose);
  let things = 0;
  for (let pixel = 0; pixel < solid.length; pixel++) if (solid[pixel] >= 0) things++;
  return { camera, pose, depth, furnished: things / solid.length };
}

/** Share of a's pixels that b sees as well. */
function seenBy(a: Glimpse, b: Glimpse): number {
  const { width, height, fx, fy, cx, cy } = a.camera;
  const [m, w] = [a.pose, b.pose];
  let count = 0;
  for (let v = 0; v < height; v++)
    for (let u = 0; u < width; u++) {
      const z = a.depth[v * width + u];
      const x = (z * (u + 0.5 - cx)) / fx;
      const y = (z * (v + 0.5 - cy)) / fy;
      // From a's camera to the world, relative to b's eye.
      const px = m[0] * x + m[1] * y + m[2] * z + m[3] - w[3];
      const py = m[4] * x + m[5] * y + m[6] * z + m[7] - w[7];
      const pz = m[8] * x + m[9] * y + m[10] * z + m[11] - w[11];
      const depth = w[2] * px + w[6] * py + w[10] * pz;
      if (depth < 0.1) continue;
      const column = Math.floor((b.camera.fx * (w[0] * px + w[4] * py + w[8] * pz)) / depth + b.camera.cx);
      const row = Math.floor((b.camera.fy * (w[1] * px + w[5] * py + w[9] * pz)) / depth + b.camera.cy);
      if (column < 0 || row < 0 || column >= width || row >= height) continue;
      if (Math.abs(b.depth[row * width + column] - depth) < 0.08 * depth + 0.04) count++;
    }
  return count / (width * height);
}

/** Overlap of two views: the larger of the shares of either that the other sees. */
function overlapOf(a: Glimpse, b: Glimpse): number {
  return Math.max(seenBy(a, b), seenBy(b, a));
}

/** Distance from a point to the nearest thing or wall. */
function clearance(scene: CompiledScene, [x, y, z]: Vector): number {
  const { low, high } = scene;
  const least = Math.min(x - low[0], high[0] - x, y - low[1], high[1] - y, z - low[2], high[2] - z);
  if (least <= 0) return least;
  const probe = probeAt(x, y, z, least);
  for (let i = 0; i < scene.count; i++) approach(scene, i, probe);
  return probe.at[3];
}

/**
 * What is wrong with a view, 0 if nothing: half of it should be `far` metres away or more, at most `close` of it nearer
 * than 0.6 m, and a quarter of it should show things.
 */
function faultOf({ depth, furnished }: Glimpse, far: number, close: number): number {
  let near = 0;
  let short = 0;
  for (let pixel = 0; pixel < depth.length; pixel++) {
    if (depth[pixel] < 0.6) near++;
    if (depth[pixel] < far) short++;
  }
  const middle = depth.length >> 1;
  // Only a median below `far` matters, and only then is it worth sorting for.
  const lack = short > middle ? far - depth.slice().sort()[middle] : 0;
  return Math.max(near / depth.length - close, 0) + lack + Math.max(0.25 - furnished, 0);
}

/** Distance that an eye keeps from everything, metres. */
const clear = 0.35;

/** A first camera: in free space, looking across the room at its furniture. */
function firstStance(scene: CompiledScene, preset: Preset, aspect: number, random: Random): Stance {
  const { low, high } = scene;
  const focal = random.uniform(...preset.focal);
  let best: { stance: Stance; fault: number } | undefined;
  for (let attempt = 0; attempt < 40; attempt++) {
    const eye: Vector = [
      random.uniform(low[0] + clear, high[0] - clear),
      random.uniform(low[1] + clear, high[1] - clear),
      random.uniform(...preset.eye),
    ];
    const targetX = low[0] + (high[0] - low[0]) * random.uniform(0.3, 0.7);
    const targetY = low[1] + (high[1] - low[1]) * random.uniform(0.3, 0.7);
    const yaw = exactAtan2(targetY - eye[1], targetX - eye[0]);
    const stance: Stance = {
      eye,
      yaw,
      pitch: degree * random.uniform(...preset.pitch),
      roll: degree * random.uniform(...preset.roll),
      focal,
    };
    const tight = Math.max(clear - clearance(scene, eye), 0);
    if (tight > 0 && best) continue;
    const fault = 10 * tight + faultOf(glimpse(scene, focal, poseOf(stance), aspect), 1.6, 0);
    if (!best || fault < best.fault) best = { stance, fault };
    if (fault < 0.01) break;
  }
  return best!.stance;
}

/** Another camera whose overlap with the first lies in a stratum, or as near to it as 40 attempts came. */
function furtherStance(
  scene: CompiledScene,
  first: Stance,
  seen: Glimpse,
  [low, high]: readonly [number, number],
  preset: Preset,
  aspect: number,
  random: Random,
): { stance: Stance; overlap: number } {
  let best: { stance: Stance; overlap: number; fault: number } | undefined;
  // The step grows while views agree too much and shrinks while they agree too little.
  let step = 1.1 - (low + high) / 2;
  for (let attempt = 0; attempt < 40; attempt++) {
    const turn = random.uniform(0, 2 * Math.PI);
    const far = 1.7 * step * Math.sqrt(random.next());
    const eye: Vector = [
      first.eye[0] + far * exactCos(turn),
      first.eye[1] + far * exactSin(turn),
      Math.min(Math.max(first.eye[2] + step * random.uniform(-0.3, 0.3), preset.eye[0]), preset.eye[1]),
    ];
    const pitch = first.pitch + degree * step * random.uniform(-14, 14);
    const stance: Stance = {
      eye,
      yaw: first.yaw + degree * step * random.uniform(-55, 55),
      pitch: Math.min(Math.max(pitch, degree * preset.pitch[0]), degree * preset.pitch[1]),
      roll: degree * random.uniform(...preset.roll),
      focal: first.focal,
    };
    const tight = Math.max(clear - clearance(scene, eye), 0);
    if (tight > 0 && best) continue;
    const there = glimpse(scene, first.focal, poseOf(stance), aspect);
    const overlap = overlapOf(seen, there);
    const off = Math.max(low - overlap, overlap - high, 0);
    const fault = off + 10 * tight + faultOf(there, 1.2, 0.05);
    if (!best || fault < best.fault) best = { stance, overlap, fault };
    if (fault === 0) break;
    step = Math.min(Math.max(step * (overlap > high ? 1.15 : overlap < low ? 0.87 : 1), 0.05), 1.6);
  }
  return best!;
}

/** How badly existing views see another room; 0 when each has something to see. */
export function blindness(layout: Pick<Layout, 'solids' | 'low' | 'high'>, views: readonly View[]): number {
  const scene = bulk(layout);
  const faults = views.map(({ focal, worldFromCamera }) =>
    faultOf(glimpse(scene, focal, worldFromCamera, 4 / 3), 1.4, 0.1),
  );
  return faults.reduce((sum, fault) => sum + fault, 0);
}

/** The cameras of a room: the first looks across it, the others overlap with it by the strata in turn. */
export function placeViews(
  layout: Pick<Layout, 'solids' | 'low' | 'high'>,
  preset: Preset,
  count: number,
  aspect: number,
  random: Random,
): View[] {
  const scene = bulk(layout);
  const first = firstStance(scene, preset, aspect, random);
  const seen = glimpse(scene, first.focal, poseOf(first), aspect);
  const stances = [{ stance: first, overlap: 1 }];
  while (stances.length < count) {
    const stratum = overlapStrata[(stances.length - 1) % overlapStrata.length];
    stances.push(furtherStance(scene, first, seen, stratum, preset, aspect, random.fork('view', stances.length)));
  }
  return stances.map(({ stance, overlap }, index) => {
    const own = random.fork('exposure', index);
    return {
      worldFromCamera: poseOf(stance),
      focal: stance.focal,
      principal: [0.5 + own.uniform(-0.01, 0.01), 0.5 + own.uniform(-0.01, 0.01)],
      exposure: exactPow(2, own.uniform(...preset.exposure)),
      whiteBalance: {
        strength: own.uniform(...preset.balance),
        red: own.uniform(...preset.balanceError),
        blue: own.uniform(...preset.balanceError),
      },
      vignetting: own.uniform(...preset.vignetting),
      noise: own.uniform(...preset.noise),
      noiseSeed: own.uint32(),
      overlap,
    };
  });
}
