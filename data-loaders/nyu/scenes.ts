import type { Scene } from '../sample.js';

/** Every n-th frame of each split, in the order of the scenes; scenes without any are left out. */
export function thinned(scenes: readonly Scene[], every: number): Scene[] {
  const seen = { train: 0, val: 0, test: 0 };
  return scenes
    .map((scene) => ({ ...scene, frames: scene.frames.filter(() => seen[scene.split]++ % every === 0) }))
    .filter(({ frames }) => frames.length > 0);
}

/** The place of a scene, of which there may be several stretches, told apart by a letter: `basement_0001a`, `basement_0001b`. */
export function placeOf(scene: string): string {
  return scene.replace(/(\d)[a-z]$/, '$1');
}

/** The last share of the training scenes made validation, in their order; stretches of one place stay together. */
export function withValidation(scenes: readonly Scene[], share: number): Scene[] {
  const training = scenes.filter(({ split }) => split === 'train');
  const held = training.slice(training.length - Math.floor(share * training.length));
  const places = new Set(held.map(({ id }) => placeOf(id)));
  return scenes.map((scene) =>
    scene.split === 'train' && places.has(placeOf(scene.id)) ? { ...scene, split: 'val' } : scene,
  );
}
