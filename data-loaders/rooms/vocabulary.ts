/** Semantic classes of Rooms; a class id is its index here, 0 is unlabelled. */
export const roomClasses = [
  'unlabelled',
  'wall',
  'floor',
  'ceiling',
  'window',
  'door',
  'picture',
  'curtain',
  'rug',
  'table',
  'chair',
  'sofa',
  'bed',
  'bedding',
  'cabinet',
  'shelf',
  'lamp',
  'book',
  'cushion',
  'vase',
  'plant',
  'ball',
  'box',
  'screen',
] as const;

export type RoomClass = Exclude<(typeof roomClasses)[number], 'unlabelled'>;

/** Class id by name. */
export const classId = Object.fromEntries(roomClasses.map((name, id) => [name, id])) as Record<RoomClass, number>;

/** Texture kinds; `Material.kind` is an index here. */
export const roomTextureKinds = ['flat', 'stripes', 'checks', 'noise', 'bricks'] as const;

export type TextureKind = (typeof roomTextureKinds)[number];
