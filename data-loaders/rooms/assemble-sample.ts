import type { Box, Split } from '../sample.js';
import type { RoomsSample } from './rooms.js';
import type { RenderedFrame, RenderedScene } from './scene-file.js';
import { roomClasses } from './vocabulary.js';

/** Makes a `Sample` of a rendered frame, whose colour, albedo and depth become the sample's own. */
export function assembleSample(
  { id, scene, split }: { id: string; scene: string; split: Split },
  frame: RenderedFrame,
  { classes, materials }: Pick<RenderedScene, 'classes' | 'materials'>,
): RoomsSample {
  const { width, height } = frame.camera;
  return {
    id,
    dataset: 'rooms',
    scene,
    split,
    width,
    height,
    rgb: frame.rgb,
    camera: frame.camera,
    depth: frame.depth,
    normals: unitNormals(frame.normals),
    albedo: frame.albedo,
    semantics: classesByPixel(frame.instances, classes),
    instances: new Uint16Array(frame.instances),
    boxes: boxesOf(frame.instances, width, classes),
    materials,
    worldFromCamera: Float64Array.from(frame.worldFromCamera),
  };
}

function classesByPixel(instances: Uint8Array, classes: readonly number[]): Uint16Array {
  const byInstance = Uint16Array.from(classes);
  const semantics = new Uint16Array(instances.length);
  for (let pixel = 0; pixel < semantics.length; pixel++) semantics[pixel] = byInstance[instances[pixel]];
  return semantics;
}

function unitNormals(steps: Int8Array): Float32Array {
  const normals = new Float32Array(steps.length);
  let [sx, sy, sz] = [0, 0, 0];
  let [x, y, z] = [0, 0, 0];
  for (let p = 0; p < steps.length; p += 3) {
    // Most pixels lie on the same flat face as the one before.
    if (steps[p] !== sx || steps[p + 1] !== sy || steps[p + 2] !== sz) {
      sx = steps[p];
      sy = steps[p + 1];
      sz = steps[p + 2];
      const length = Math.sqrt(sx * sx + sy * sy + sz * sz);
      x = sx / length;
      y = sy / length;
      z = sz / length;
    }
    normals[p] = x;
    normals[p + 1] = y;
    normals[p + 2] = z;
  }
  return normals;
}

/** Boxes around the visible part of every thing; the room's own faces (the first six instances) have none. */
function boxesOf(instances: Uint8Array, width: number, classes: readonly number[]): Box[] {
  const left = new Int32Array(classes.length).fill(width);
  const right = new Int32Array(classes.length).fill(-1);
  const top = new Int32Array(classes.length);
  const bottom = new Int32Array(classes.length);
  const height = instances.length / width;
  for (let v = 0; v < height; v++) {
    const row = v * width;
    for (let u = 0; u < width;) {
      const instance = instances[row + u];
      if (right[instance] < 0) top[instance] = v;
      bottom[instance] = v;
      if (u < left[instance]) left[instance] = u;
      while (u < width && instances[row + u] === instance) u++;
      if (u - 1 > right[instance]) right[instance] = u - 1;
    }
  }
  const boxes: Box[] = [];
  for (let instance = 7; instance < classes.length; instance++) {
    if (right[instance] < 0) continue;
    boxes.push({
      x: left[instance],
      y: top[instance],
      width: right[instance] - left[instance] + 1,
      height: bottom[instance] - top[instance] + 1,
      class: roomClasses[classes[instance]],
      classId: classes[instance],
      instance,
    });
  }
  return boxes;
}
