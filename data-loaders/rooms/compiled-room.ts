import { compileLights, type CompiledLights } from './compiled-lights.js';
import { compileMaterials, type CompiledMaterials } from './compiled-materials.js';
import { compileScene, type CompiledScene } from './compiled-scene.js';
import type { RoomScene } from './scene.js';

/** A room as arrays: all that its views have in common. */
export interface CompiledRoom {
  scene: CompiledScene;
  materials: CompiledMaterials;
  lights: CompiledLights;
}

/** Turns a room's description into arrays. */
export function compileRoom(room: RoomScene): CompiledRoom {
  return { scene: compileScene(room), materials: compileMaterials(room), lights: compileLights(room) };
}
