/** Lowest and highest value of something drawn evenly in between. */
export type Range = readonly [low: number, high: number];

/** What distinguishes one kind of world from another. */
export interface Preset {
  /** Coupling of material to class when the caller names none. */
  kappa: number;
  /** Where colours come from: the whole cube of reflectances, or what such things are painted in real rooms. */
  palette: 'cube' | 'muted';
  /** Contrast of textures: standard deviation over mean of the reflectance. */
  contrast: Range;
  /** Length and width of the room, metres. */
  side: Range;
  /** Furniture along the walls, and loose things on the floor. */
  furniture: Range;
  clutter: Range;
  /** Saturation of the light's tint, and the spread of powers in doublings. */
  tint: Range;
  power: Range;
  /** Share of indirect light. */
  ambient: Range;
  /** Focal length in image widths; eye height in metres; pitch (down is negative) and roll in degrees. */
  focal: Range;
  eye: Range;
  pitch: Range;
  roll: Range;
  /** Error of the light meter in doublings, of the white balance as a factor, and the share of tint removed. */
  exposure: Range;
  balanceError: Range;
  balance: Range;
  vignetting: Range;
  noise: Range;
}

/** The kinds of world by name. */
export const presets = {
  /** Materials and light drawn without regard to geometry: colour says nothing of depth. */
  independent: {
    kappa: 0,
    palette: 'cube',
    contrast: [0.18, 0.4],
    side: [3.4, 6],
    furniture: [3, 6],
    clutter: [3, 7],
    tint: [0, 0.45],
    power: [-0.6, 0.6],
    ambient: [0.3, 0.5],
    focal: [0.75, 1.1],
    eye: [1, 1.8],
    pitch: [-28, 2],
    roll: [-6, 6],
    exposure: [-0.5, 0.5],
    balanceError: [0.92, 1.08],
    balance: [0.4, 0.9],
    vignetting: [0, 0.35],
    noise: [0.006, 0.02],
  },
  /** Statistics in the range of real indoor RGB-D frames. */
  natural: {
    kappa: 1,
    palette: 'muted',
    contrast: [0.05, 0.16],
    side: [4.2, 5],
    furniture: [4, 6],
    clutter: [2, 6],
    tint: [0.15, 0.5],
    power: [-0.4, 0.4],
    ambient: [0.36, 0.5],
    focal: [0.82, 0.92],
    eye: [1.3, 1.45],
    pitch: [-24, -19],
    roll: [-3, 3],
    exposure: [-0.15, 0.15],
    balanceError: [0.95, 1.05],
    balance: [0.15, 0.5],
    vignetting: [0.1, 0.4],
    noise: [0.005, 0.011],
  },
} as const satisfies Record<string, Preset>;

/** The name of a preset of Rooms. */
export type PresetName = keyof typeof presets;
