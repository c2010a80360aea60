import { exactPow } from '../../src/support/exact-math.js';
import type { Random } from '../../src/support/random.js';
import { reflectance } from './colour.js';
import { presets, type PresetName } from './presets.js';
import type { RoomMaterial, Vector } from './scene.js';
import { roomClasses, roomTextureKinds, type RoomClass, type TextureKind } from './vocabulary.js';

/** The contrast that a colour can carry without a reflectance beyond 0.95. */
export function carried(contrast: number, colour: RoomMaterial['colour']): number {
  return Math.min(contrast, (0.95 / Math.max(...colour) - 1) / textureLimit);
}

/** How materials are chosen: the preset's palette, and how strongly they follow the class of what they cover. */
export interface Style {
  preset: PresetName;
  /** 0: independent of class and geometry; 1: decided by the class up to a narrow spread. */
  kappa: number;
}

/** Cycles per metre of textures: three octaves that an image of 64 pixels can still show. */
export const frequencyRange = [0.75, 6] as const;

/** Largest deviation of a texture from its mean in units of its contrast; keeps reflectance below 1. */
export const textureLimit = 2.2;

/** What things of a class look like in a real room: sRGB colours, likely texture kinds, frequency in octaves above the lowest. */
interface Look {
  colours: readonly Vector[];
  kinds: readonly TextureKind[];
  octave: number;
  /** Radians. */
  orientation: number;
  specular: number;
  /** Share of the visible surface in a typical room: the weight of this look where looks are drawn without a class. */
  area: number;
}

const white: Vector[] = [
  [240, 234, 218],
  [232, 222, 202],
  [242, 240, 234],
];
const wood: Vector[] = [
  [142, 74, 22],
  [112, 56, 18],
  [158, 90, 30],
  [94, 46, 18],
  [130, 58, 26],
];
const cloth: Vector[] = [
  [108, 78, 50],
  [134, 76, 26],
  [32, 58, 120],
  [134, 34, 26],
  [46, 88, 38],
  [148, 100, 30],
];
const bright: Vector[] = [
  [168, 44, 38],
  [34, 74, 148],
  [196, 140, 34],
  [58, 116, 58],
  [184, 162, 122],
  [64, 56, 66],
  [140, 62, 108],
];
/** Floors: dark boards, tiles, carpet. */
const ground: Vector[] = [
  [92, 70, 54],
  [72, 58, 48],
  [100, 84, 70],
  [66, 58, 54],
  [84, 74, 66],
];
/** Sofas: quieter than other cloth. */
const upholstery: Vector[] = [
  [94, 90, 86],
  [76, 84, 98],
  [108, 96, 80],
  [84, 74, 66],
  [72, 78, 70],
];

const half = Math.PI / 2;
const looks: Record<RoomClass, Look> = {
  wall: {
    colours: [...white, [230, 206, 148], [174, 202, 216], [230, 194, 170], [190, 206, 160]],
    kinds: ['flat', 'noise', 'flat', 'stripes', 'bricks'],
    octave: 1.2,
    orientation: 0,
    specular: 0.02,
    area: 0.36,
  },
  floor: {
    colours: ground,
    kinds: ['bricks', 'noise', 'stripes', 'checks'],
    octave: 1.8,
    orientation: half,
    specular: 0.06,
    area: 0.2,
  },
  ceiling: { colours: white, kinds: ['flat', 'flat', 'noise'], octave: 1, orientation: 0, specular: 0.01, area: 0.1 },
  window: { colours: white, kinds: ['flat'], octave: 1, orientation: 0, specular: 0.2, area: 0.02 },
  door: {
    colours: [...white, [206, 188, 156]],
    kinds: ['flat', 'noise'],
    octave: 1.5,
    orientation: half,
    specular: 0.1,
    area: 0.03,
  },
  picture: {
    colours: bright,
    kinds: ['noise', 'checks', 'stripes'],
    octave: 2.4,
    orientation: 0.6,
    specular: 0.08,
    area: 0.01,
  },
  curtain: {
    colours: [
      [206, 194, 170],
      [186, 176, 160],
      [196, 164, 140],
      [172, 182, 186],
    ],
    kinds: ['stripes', 'flat'],
    octave: 2.6,
    orientation: 0,
    specular: 0.01,
    area: 0.02,
  },
  rug: {
    colours: [...cloth, ...bright],
    kinds: ['checks', 'stripes', 'noise'],
    octave: 1.6,
    orientation: 0,
    specular: 0,
    area: 0.03,
  },
  table: { colours: wood, kinds: ['noise', 'flat'], octave: 1.8, orientation: 0, specular: 0.06, area: 0.03 },
  chair: {
    colours: [...wood, ...cloth],
    kinds: ['flat', 'noise'],
    octave: 2,
    orientation: half,
    specular: 0.1,
    area: 0.02,
  },
  sofa: {
    colours: upholstery,
    kinds: ['noise', 'stripes', 'flat'],
    octave: 2.2,
    orientation: half,
    specular: 0.01,
    area: 0.04,
  },
  bed: { colours: ground, kinds: ['noise', 'flat'], octave: 1.6, orientation: 0, specular: 0.08, area: 0.02 },
  bedding: {
    colours: cloth,
    kinds: ['checks', 'stripes', 'flat'],
    octave: 2,
    orientation: 0,
    specular: 0.01,
    area: 0.03,
  },
  cabinet: {
    colours: [...white, [188, 150, 104], [170, 128, 82]],
    kinds: ['noise', 'flat'],
    octave: 1.4,
    orientation: half,
    specular: 0.14,
    area: 0.04,
  },
  shelf: {
    colours: [...white, [188, 150, 104], [170, 128, 82]],
    kinds: ['noise', 'flat'],
    octave: 1.4,
    orientation: half,
    specular: 0.1,
    area: 0.02,
  },
  lamp: { colours: [...white, [206, 186, 150]], kinds: ['flat'], octave: 2, orientation: 0, specular: 0.1, area: 0.01 },
  book: {
    colours: [...upholstery, ...bright, ...white],
    kinds: ['flat', 'stripes'],
    octave: 2.8,
    orientation: 0,
    specular: 0.06,
    area: 0.01,
  },
  cushion: {
    colours: [...cloth, ...bright],
    kinds: ['checks', 'stripes', 'flat'],
    octave: 2.6,
    orientation: 0.8,
    specular: 0,
    area: 0.01,
  },
  vase: {
    colours: [...bright, ...white],
    kinds: ['flat', 'stripes', 'noise'],
    octave: 2.8,
    orientation: 0,
    specular: 0.3,
    area: 0.01,
  },
  plant: {
    colours: [
      [72, 98, 58],
      [88, 110, 66],
      [58, 82, 56],
    ],
    kinds: ['noise'],
    octave: 2.9,
    orientation: half,
    specular: 0.04,
    area: 0.01,
  },
  ball: {
    colours: bright,
    kinds: ['stripes', 'checks', 'flat'],
    octave: 2.4,
    orientation: 0,
    specular: 0.2,
    area: 0.01,
  },
  box: {
    colours: [[176, 142, 102], [158, 122, 84], ...cloth],
    kinds: ['flat', 'noise', 'checks'],
    octave: 2,
    orientation: 0,
    specular: 0.02,
    area: 0.02,
  },
  screen: {
    colours: [
      [34, 34, 38],
      [46, 46, 48],
    ],
    kinds: ['flat'],
    octave: 1,
    orientation: 0,
    specular: 0.3,
    area: 0.01,
  },
};

const allClasses = roomClasses.slice(1) as RoomClass[];

const totalArea = allClasses.reduce((sum, name) => sum + looks[name].area, 0);

/** A class with the probability of its area, from one uniform number. */
function classByArea(uniform: number): RoomClass {
  let rest = uniform * totalArea;
  for (const name of allClasses) if ((rest -= looks[name].area) < 0) return name;
  return 'wall';
}

/** Point `index` of the R₃ low-discrepancy sequence, coordinate `axis`: spreads the classes' own colours over the cube. */
function spread(index: number, axis: number): number {
  const step = [0.8191725133961645, 0.6710436067037893, 0.5497004779019703, 0.4503, 0.3689, 0.3022][axis];
  return (0.5 + index * step) % 1;
}

/** `centre` and a narrow spread around it, wrapped into [0, 1). */
function around(centre: number, uniform: number): number {
  const x = centre + 0.12 * (uniform - 0.5);
  return x - Math.floor(x);
}

/** The uniform numbers one material is made of; the same many whatever κ, so that κ alone moves between worlds. */
interface Draw {
  coupled: boolean;
  stranger: RoomClass;
  u: readonly number[];
}

function draw(style: Style, random: Random): Draw {
  const coupled = random.next() < style.kappa;
  const stranger = classByArea(random.next());
  const u: number[] = [];
  while (u.length < 12) u.push(random.next());
  return { coupled, stranger, u };
}

/** Log-uniform frequency from a number in [0, 1). */
function frequencyAt(uniform: number): number {
  return frequencyRange[0] * exactPow(frequencyRange[1] / frequencyRange[0], uniform);
}

/**
 * Draws a material for a thing of class `name`.
 *
 * With probability κ it is drawn around what is typical of the class, otherwise from the mixture over all classes, so that
 * the marginal distribution of materials is the same for every κ and only its dependence on the class changes. Kind,
 * colour and contrast are independent of each other: kinds share one mean and one contrast.
 */
export function drawMaterial(name: RoomClass, style: Style, random: Random): RoomMaterial {
  const { coupled, stranger, u } = draw(style, random);
  const preset = presets[style.preset];
  const material =
    preset.palette === 'cube'
      ? cubeMaterial(coupled ? name : undefined, u)
      : mutedMaterial(coupled ? name : stranger, u);
  const contrast = preset.contrast[0] + u[8] * (preset.contrast[1] - preset.contrast[0]);
  return {
    ...material,
    contrast: material.kind === 'flat' ? 0 : carried(contrast, material.colour),
    frequency: material.kind === 'flat' ? 0 : material.frequency,
    orientation: material.kind === 'flat' ? 0 : material.orientation,
    phase: [u[9], u[10]],
    gloss: 3 + Math.floor(4 * u[11]),
  };
}

type Drawn = Pick<RoomMaterial, 'kind' | 'colour' | 'frequency' | 'orientation' | 'specular'>;

/** Every reflectance, kind, frequency and orientation equally likely; a class owns a corner of that space. */
function cubeMaterial(name: RoomClass | undefined, u: readonly number[]): Drawn {
  const index = name === undefined ? 0 : roomClasses.indexOf(name);
  const at = (axis: number): number => (name === undefined ? u[axis] : around(spread(index, axis), u[axis]));
  const channel = (axis: number): number => {
    const x = 0.22 + 0.6 * at(axis);
    return x * x;
  };
  return {
    kind: roomTextureKinds[Math.floor(at(3) * roomTextureKinds.length)],
    colour: [channel(0), channel(1), channel(2)],
    frequency: frequencyAt(at(4)),
    orientation: Math.PI * at(5),
    specular: u[6] < 0.5 ? 0 : 0.3 * u[7],
  };
}

/** The look of a class: one of its colours, lighter or darker; one of its kinds. */
function mutedMaterial(name: RoomClass, u: readonly number[]): Drawn {
  const look = looks[name];
  const [red, green, blue] = look.colours[Math.floor(u[0] * look.colours.length)];
  const shade = 0.88 + 0.2 * u[1];
  const warmth = 0.12 * (u[2] - 0.5);
  const octaves = Math.min(Math.max((look.octave + 0.8 * (u[4] - 0.5)) / 3, 0), 1);
  const angle = (look.orientation + 0.1 * (u[5] - 0.5)) / Math.PI;
  return {
    kind: look.kinds[Math.floor(u[3] * look.kinds.length)],
    colour: reflectance(
      Math.min(red * shade * (1 + warmth), 238),
      Math.min(green * shade, 238),
      Math.min(blue * shade * (1 - warmth), 238),
    ),
    frequency: frequencyAt(octaves),
    orientation: Math.PI * (angle - Math.floor(angle)),
    specular: look.specular * (0.5 + u[6]),
  };
}
