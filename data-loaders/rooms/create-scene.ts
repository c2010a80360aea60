import type { Random } from '../../src/support/random.js';
import { drawLighting } from './lighting.js';
import { layOut, type Layout } from './layout.js';
import { drawMaterial, type Style } from './materials.js';
import { presets } from './presets.js';
import type { Instance, RoomScene } from './scene.js';
import type { RoomClass } from './vocabulary.js';
import { placeViews } from './views.js';

/** Materials for a list of classes. The walls mostly share one, as they are papered together. */
function paint(classes: readonly RoomClass[], style: Style, random: Random): Instance[] {
  const papered = random.fork('papered').chance(0.7);
  const accent = random.fork('accent').int(4);
  const instances = classes.map((name, index) => ({
    class: name,
    material: drawMaterial(name, style, random.fork('instance', index)),
  }));
  if (papered)
    for (let wall = 0; wall < 4; wall++)
      if (wall !== accent) instances[wall].material = instances[(accent + 1) % 4].material;
  return instances;
}

/** Draws a whole scene. Geometry, materials, light and cameras each have random numbers of their own. */
export function createScene(style: Style, views: number, aspect: number, random: Random): RoomScene {
  const preset = presets[style.preset];
  const layout: Layout = layOut(preset, random.fork('layout'));
  return {
    style,
    low: layout.low,
    high: layout.high,
    instances: paint(layout.classes, style, random.fork('materials')),
    solids: layout.solids,
    luminaires: layout.luminaires,
    lighting: drawLighting(preset, random.fork('lighting')),
    views: placeViews(layout, preset, views, aspect, random.fork('views')),
  };
}
