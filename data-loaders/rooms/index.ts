export { createScene } from './create-scene.js';
export { interventions, rearrange, recolour, relight, retexture, type Factor } from './interventions.js';
export type { Style } from './materials.js';
export type { ResolvedRooms, RoomsCache, RoomsOptions } from './options.js';
export { presets, type Preset, type PresetName } from './presets.js';
export { renderView, type Frame } from './render.js';
export { rooms, type RoomsDataset, type RoomsSample } from './rooms.js';
export type { RoomScene, RoomMaterial, Solid, Lighting, Luminaire, View } from './scene.js';
export { roomClasses, roomTextureKinds } from './vocabulary.js';
