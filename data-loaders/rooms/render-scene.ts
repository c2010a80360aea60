import { seeded } from '../../src/support/random.js';
import type { Split } from '../sample.js';
import { createScene } from './create-scene.js';
import { compileRoom } from './compiled-room.js';
import type { Style } from './materials.js';
import { renderView } from './render.js';
import type { RoomScene } from './scene.js';
import { classesOf, encodeScene, materialsOf } from './scene-file.js';

/** Everything that decides one scene's bytes. */
export interface SceneRequest {
  generatorVersion: number;
  style: Style;
  width: number;
  height: number;
  views: number;
  /** Seed of the world that the scene belongs to. */
  world: number | string;
  split: Split;
  index: number;
}

/** The description of a requested scene. It is the same at every resolution of one aspect ratio. */
export function describeScene({ style, views, width, height, world, split, index }: SceneRequest): RoomScene {
  return createScene(style, views, width / height, seeded('rooms', world, split, index));
}

/** Renders all views of a scene; returns the bytes that `decodeScene` reads. */
export function renderScene(request: SceneRequest): Uint8Array {
  const { width, height } = request;
  const scene = describeScene(request);
  const compiled = compileRoom(scene);
  const frames = scene.views.map(({ worldFromCamera, overlap }, index) => ({
    ...renderView(scene, index, width, height, compiled),
    worldFromCamera,
    overlap,
  }));
  return encodeScene({ frames, classes: classesOf(scene), materials: materialsOf(scene) });
}
