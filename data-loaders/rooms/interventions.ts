import type { Random } from '../../src/support/random.js';
import { layOut, type Layout } from './layout.js';
import { drawLighting } from './lighting.js';
import { carried, drawMaterial } from './materials.js';
import { presets } from './presets.js';
import type { Instance, RoomMaterial, RoomScene } from './scene.js';
import type { RoomClass } from './vocabulary.js';
import { blindness } from './views.js';

/** What an intervention changes while everything else is held. */
export type Factor = 'colour' | 'texture' | 'light' | 'geometry';

/** Changes every material; what shared a material before shares the new one. */
function remade(
  { instances, style }: RoomScene,
  random: Random,
  change: (old: RoomMaterial, drawn: RoomMaterial) => RoomMaterial,
): Instance[] {
  const made = new Map<RoomMaterial, RoomMaterial>();
  return instances.map(({ class: name, material }, index) => {
    if (!made.has(material)) made.set(material, change(material, drawMaterial(name, style, random.fork(index))));
    return { class: name, material: made.get(material)! };
  });
}

/** The same room in new colours: geometry, texture kinds, light and cameras stay. */
export function recolour(scene: RoomScene, random: Random): RoomScene {
  const instances = remade(scene, random, (old, { colour }) => ({
    ...old,
    colour,
    contrast: carried(old.contrast, colour),
  }));
  return { ...scene, instances };
}

/** The same room with new texture kinds, frequencies, orientations and contrasts: mean colours stay. */
export function retexture(scene: RoomScene, random: Random): RoomScene {
  const instances = remade(scene, random, (old, drawn) => ({
    ...drawn,
    colour: old.colour,
    specular: old.specular,
    gloss: old.gloss,
    contrast: carried(drawn.contrast, old.colour),
  }));
  return { ...scene, instances };
}

/** The same room in new light: at another hour, so that other lamps are on, stronger or weaker, of other colours. */
export function relight(scene: RoomScene, random: Random): RoomScene {
  return { ...scene, lighting: drawLighting(presets[scene.style.preset], random, scene.lighting.hour) };
}

/** A new room of new size with new furniture in the same materials and light, seen by the same cameras. */
export function rearrange(scene: RoomScene, random: Random): RoomScene {
  const layout = layoutFor(scene, random);
  const choice = random.fork('materials');
  const instances = layout.classes.map((name, index): Instance => {
    if (index < 6) return scene.instances[index];
    const alike = scene.instances.filter((instance) => instance.class === name);
    // A class that the old room did not have takes a material of anything but the room's own faces.
    const { material } = choice.choice(alike.length > 0 ? alike : scene.instances.slice(6));
    return { class: name, material };
  });
  const { low, high, solids, luminaires } = layout;
  return { ...scene, low, high, instances, solids, luminaires };
}

/** A room around given cameras in which each of them has something to see: the best of eight. */
function layoutFor({ views, style }: RoomScene, random: Random): Layout {
  const eyes = views.map(({ worldFromCamera: m }): [number, number, number] => [m[3], m[7], m[11]]);
  let best: { layout: Layout; fault: number } | undefined;
  for (let attempt = 0; attempt < 8; attempt++) {
    const layout = layOut(presets[style.preset], random.fork('layout', attempt), eyes);
    const fault = blindness(layout, views);
    if (!best || fault < best.fault) best = { layout, fault };
    if (fault === 0) break;
  }
  return best!.layout;
}

/**
 * The same room in which things look like others: those of each class have materials as are typical of another class that
 * is in the room, none of its own. Walls, floor and ceiling stay, and so do geometry, light and cameras.
 */
export function disguise(scene: RoomScene, random: Random): { scene: RoomScene; looks: Map<RoomClass, RoomClass> } {
  const faces = 6;
  const inRoom = [...new Set(scene.instances.slice(faces).map(({ class: name }) => name))].sort();
  const order = random.permutation(inRoom.length);
  // One step around a random circle: every class gets another one's look, and each look is given once.
  const looks = new Map<RoomClass, RoomClass>();
  order.forEach((from, i) => looks.set(inRoom[from], inRoom[order[(i + 1) % order.length]]));
  const typical = { ...scene.style, kappa: 1 };
  const instances = scene.instances.map((instance, index): Instance => {
    if (index < faces) return instance;
    const look = looks.get(instance.class)!;
    return { class: instance.class, material: drawMaterial(look, typical, random.fork('look', index)) };
  });
  return { scene: { ...scene, instances }, looks };
}

/** The interventions by the factor they change. */
export const interventions: Record<Factor, (scene: RoomScene, random: Random) => RoomScene> = {
  colour: recolour,
  texture: retexture,
  light: relight,
  geometry: rearrange,
};
