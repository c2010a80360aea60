import { exactCos, exactSin } from '../../src/support/exact-math.js';
import type { Random } from '../../src/support/random.js';
import type { Luminaire, Solid, Vector } from './scene.js';
import type { RoomClass } from './vocabulary.js';

/** A solid in the frame of its piece of furniture, turned about the vertical by `yaw`, then leaned back by `lean` radians. */
export interface Part extends Pick<Solid, 'shape' | 'centre' | 'half' | 'top' | 'glows' | 'relief'> {
  yaw?: number;
  lean?: number;
}

/** One class, one material. */
export interface Thing {
  class: RoomClass;
  parts: Part[];
  luminaire?: Pick<Luminaire, 'kind' | 'centre' | 'edges' | 'facing'>;
}

/** A horizontal place on which things can stand. */
export interface Top {
  x: number;
  y: number;
  z: number;
  halfX: number;
  halfY: number;
}

/**
 * A piece of furniture in its own frame: origin on the floor below its middle, x to the right, y backwards (towards the
 * wall it stands at), z up; metres.
 */
export interface Piece {
  things: Thing[];
  /** Half extents on the floor, and height. */
  halfX: number;
  halfY: number;
  height: number;
  tops?: Top[];
}

const box = (x: number, y: number, z: number, hx: number, hy: number, hz: number, more: Partial<Part> = {}): Part => ({
  shape: 'box',
  centre: [x, y, z],
  half: [hx, hy, hz],
  ...more,
});

const ellipsoid = (
  x: number,
  y: number,
  z: number,
  hx: number,
  hy: number,
  hz: number,
  more: Partial<Part> = {},
): Part => ({
  shape: 'ellipsoid',
  centre: [x, y, z],
  half: [hx, hy, hz],
  ...more,
});

/** Upright, from `low` to `high`, radius `bottom` below and `top` above. */
const frustum = (
  x: number,
  y: number,
  low: number,
  high: number,
  bottom: number,
  top = bottom,
  more: Partial<Part> = {},
): Part => ({
  shape: 'frustum',
  centre: [x, y, (low + high) / 2],
  half: [bottom, bottom, (high - low) / 2],
  top,
  ...more,
});

/** Marks parts as shallow ones that throw no shadow. */
const relief = (parts: readonly Part[]): Part[] => parts.map((part) => ({ ...part, relief: true }));

const fourLegs = (hx: number, hy: number, height: number, thick: number): Part[] =>
  [-1, 1].flatMap((i) =>
    [-1, 1].map((j) => box(i * (hx - thick), j * (hy - thick), height / 2, thick, thick, height / 2)),
  );

export function table(random: Random): Piece {
  const height = random.uniform(0.66, 0.78);
  if (random.chance(0.35)) {
    const radius = random.uniform(0.4, 0.62);
    const parts = [
      frustum(0, 0, height - 0.04, height, radius),
      frustum(0, 0, 0.03, height - 0.04, 0.06, 0.04),
      frustum(0, 0, 0, 0.03, radius * 0.6, radius * 0.5),
    ];
    const top = { x: 0, y: 0, z: height, halfX: radius * 0.65, halfY: radius * 0.65 };
    return { things: [{ class: 'table', parts }], halfX: radius, halfY: radius, height, tops: [top] };
  }
  const [hx, hy] = [random.uniform(0.5, 0.9), random.uniform(0.35, 0.48)];
  const parts = [
    box(0, 0, height - 0.02, hx, hy, 0.02),
    ...fourLegs(hx, hy, height - 0.04, random.uniform(0.02, 0.04)),
  ];
  const top = { x: 0, y: 0, z: height, halfX: hx * 0.9, halfY: hy * 0.9 };
  return { things: [{ class: 'table', parts }], halfX: hx, halfY: hy, height, tops: [top] };
}

/** A low table before a sofa. */
export function coffeeTable(random: Random): Piece {
  const height = random.uniform(0.36, 0.46);
  const [hx, hy] = [random.uniform(0.4, 0.6), random.uniform(0.25, 0.35)];
  const parts = [
    box(0, 0, height - 0.025, hx, hy, 0.025),
    box(0, 0, 0.14, hx * 0.9, hy * 0.9, 0.012),
    ...fourLegs(hx, hy, height - 0.05, 0.025),
  ];
  const top = { x: 0, y: 0, z: height, halfX: hx * 0.85, halfY: hy * 0.85 };
  return { things: [{ class: 'table', parts }], halfX: hx, halfY: hy, height, tops: [top] };
}

/** Seen from the front: the back is at +y. */
export function chair(random: Random): Piece {
  const [hx, seat] = [random.uniform(0.2, 0.24), random.uniform(0.42, 0.48)];
  const back = seat + random.uniform(0.38, 0.55);
  const parts = [box(0, 0, seat - 0.02, hx, hx, 0.025), ...fourLegs(hx, hx, seat - 0.04, 0.02)];
  if (random.chance(0.5)) parts.push(box(0, hx - 0.015, (seat + back) / 2 + 0.06, hx, 0.018, (back - seat) / 2 - 0.06));
  else
    for (const share of [0.35, 0.68, 0.95])
      parts.push(box(0, hx - 0.015, seat + share * (back - seat), hx, 0.014, 0.045));
  for (const side of [-1, 1])
    parts.push(box(side * (hx - 0.018), hx - 0.015, (seat + back) / 2, 0.018, 0.018, (back - seat) / 2));
  return { things: [{ class: 'chair', parts }], halfX: hx, halfY: hx, height: back };
}

export function sofa(random: Random): Piece {
  const [hx, hy] = [random.uniform(0.75, 1.1), random.uniform(0.4, 0.46)];
  const [seat, back, arm] = [random.uniform(0.38, 0.44), random.uniform(0.74, 0.88), random.uniform(0.54, 0.64)];
  const seats = hx > 0.9 ? 3 : 2;
  const width = (hx - 0.13) / seats;
  const parts = [
    box(0, 0.02, seat / 2 - 0.03, hx, hy - 0.02, seat / 2 - 0.06),
    box(0, hy - 0.1, back / 2 + 0.04, hx - 0.1, 0.1, back / 2 - 0.04),
  ];
  for (const side of [-1, 1]) parts.push(box(side * (hx - 0.07), 0, arm / 2 + 0.03, 0.07, hy, arm / 2 - 0.03));
  for (let i = 0; i < seats; i++)
    parts.push(box((2 * i + 1 - seats) * width, -0.1, seat - 0.03, width - 0.008, hy - 0.12, 0.06));
  const things: Thing[] = [{ class: 'sofa', parts }];
  const cushions = random.int(4);
  for (let i = 0; i < cushions; i++) {
    const x = random.uniform(-hx + 0.3, hx - 0.3);
    things.push({
      class: 'cushion',
      parts: [ellipsoid(x, hy - 0.27, seat + 0.2, 0.21, 0.09, 0.2, { lean: 0.3, yaw: random.uniform(-0.3, 0.3) })],
    });
  }
  return { things, halfX: hx, halfY: hy, height: back };
}

/** Head at the wall. */
export function bed(random: Random): Piece {
  const [hx, hy] = [random.choice([0.48, 0.62, 0.82]), random.uniform(0.98, 1.06)];
  const frame = random.uniform(0.26, 0.34);
  const head = random.uniform(0.75, 1.1);
  const mattress = frame + random.uniform(0.16, 0.22);
  const things: Thing[] = [
    {
      class: 'bed',
      parts: [
        box(0, 0, frame / 2 + 0.05, hx, hy, frame / 2 - 0.05),
        box(0, hy - 0.025, head / 2, hx, 0.03, head / 2),
        box(0, -hy - 0.01, frame / 2 + 0.12, hx, 0.025, frame / 2 + 0.12),
      ],
    },
    { class: 'bedding', parts: [box(0, 0, (frame + mattress) / 2, hx - 0.03, hy - 0.06, (mattress - frame) / 2)] },
    {
      class: 'bedding',
      parts: [box(0, -0.22, mattress - 0.05, hx + 0.025, hy - 0.26, 0.08)],
    },
  ];
  const pillows = hx > 0.6 ? 2 : 1;
  for (let i = 0; i < pillows; i++) {
    const x = (2 * i + 1 - pillows) * hx * 0.46;
    things.push({
      class: 'cushion',
      parts: [ellipsoid(x, hy - 0.3, mattress + 0.06, hx / pillows - 0.07, 0.2, 0.1, { lean: 0.15 })],
    });
  }
  return { things, halfX: hx, halfY: hy, height: mattress };
}

/** Chest, wardrobe or sideboard with doors and knobs. */
export function cabinet(random: Random): Piece {
  const tall = random.chance(0.35);
  const [hx, hy] = [random.uniform(0.4, 0.75), random.uniform(0.2, 0.3)];
  const height = tall ? random.uniform(1.7, 2.1) : random.uniform(0.6, 1.05);
  const parts = [box(0, 0, height / 2 + 0.03, hx, hy, height / 2 - 0.03)];
  const columns = hx > 0.55 ? 3 : 2;
  const rows = tall ? 1 : 1 + random.int(3);
  const [w, h] = [hx / columns, (height - 0.12) / 2 / rows];
  for (let i = 0; i < columns; i++)
    for (let j = 0; j < rows; j++) {
      const [x, z] = [(2 * i + 1 - columns) * w, 0.08 + (2 * j + 1) * h];
      const knob = ellipsoid(x + (rows === 1 ? w - 0.06 : 0), -hy - 0.025, z, 0.015, 0.015, 0.015);
      parts.push(...relief([box(x, -hy, z, w - 0.012, 0.012, h - 0.012), knob]));
    }
  const tops = tall ? [] : [{ x: 0, y: 0, z: height, halfX: hx * 0.85, halfY: hy * 0.75 }];
  return { things: [{ class: 'cabinet', parts }], halfX: hx, halfY: hy + 0.03, height, tops };
}

/** Open shelf with rows of books. */
export function shelf(random: Random): Piece {
  const [hx, hy] = [random.uniform(0.35, 0.6), random.uniform(0.14, 0.18)];
  const boards = 3 + random.int(4);
  const gap = random.uniform(0.3, 0.38);
  const height = 0.06 + boards * gap;
  const parts = [
    box(0, hy - 0.008, height / 2, hx, 0.008, height / 2),
    ...[-1, 1].map((side) => box(side * (hx - 0.012), 0, height / 2, 0.014, hy, height / 2)),
  ];
  const things: Thing[] = [{ class: 'shelf', parts }];
  for (let board = 0; board <= boards; board++) {
    const z = 0.05 + board * gap;
    parts.push(box(0, 0, z, hx - 0.02, hy, 0.012));
    if (board === boards || random.chance(0.2)) continue;
    things.push(...booksOnBoard(random, hx - 0.05, hy, z + 0.012, gap - 0.05));
  }
  const tops = [{ x: 0, y: 0, z: height, halfX: hx * 0.8, halfY: hy * 0.7 }];
  return { things, halfX: hx, halfY: hy, height, tops };
}

/** A row of upright books in blocks of one colour, from the left. */
function booksOnBoard(random: Random, halfX: number, halfY: number, z: number, room: number): Thing[] {
  const things: Thing[] = [];
  let x = -halfX + 0.02;
  const end = halfX - random.uniform(0, halfX);
  while (x < end && things.length < 4) {
    const width = random.uniform(0.04, 0.14);
    const tall = random.uniform(0.65, 0.95) * room;
    const deep = random.uniform(0.6, 0.85) * halfY;
    if (x + 2 * width > halfX) break;
    things.push({ class: 'book', parts: [box(x + width, halfY - 0.02 - deep, z + tall / 2, width, deep, tall / 2)] });
    x += 2 * width + (random.chance(0.3) ? random.uniform(0.02, 0.12) : 0.002);
  }
  return things;
}

export function floorLamp(random: Random): Piece {
  const height = random.uniform(1.35, 1.7);
  const radius = random.uniform(0.15, 0.22);
  return {
    things: [
      {
        class: 'lamp',
        parts: [
          frustum(0, 0, 0, 0.03, 0.15, 0.13),
          frustum(0, 0, 0.03, height - 0.2, 0.013),
          frustum(0, 0, height - 0.26, height, radius, radius * 0.7, { glows: 'lamp' }),
        ],
        luminaire: {
          kind: 'lamp',
          centre: [0, 0, height - 0.1],
          edges: [
            [0.1, 0, 0],
            [0, 0.1, 0],
          ],
        },
      },
    ],
    halfX: 0.2,
    halfY: 0.2,
    height,
  };
}

export function plant(random: Random): Piece {
  const [radius, pot] = [random.uniform(0.11, 0.17), random.uniform(0.2, 0.34)];
  const crown = random.uniform(0.35, 0.7);
  const leaves: Part[] = [frustum(0, 0, pot, pot + crown * 0.7, 0.02, 0.012)];
  const count = 9 + random.int(6);
  for (let i = 0; i < count; i++) {
    // Leaves stand around the stem, wider in the middle of the crown, each leaning outward.
    const share = (i + random.next()) / count;
    const turn = 2.4 * i + random.uniform(-0.4, 0.4);
    const out = 0.16 * (1 - Math.abs(2 * share - 0.8)) + 0.05;
    const size = random.uniform(0.08, 0.13);
    const [x, y] = [-out * exactSin(turn), out * exactCos(turn)];
    const z = pot + crown * (0.25 + 0.8 * share);
    leaves.push(ellipsoid(x, y, z, size * 0.5, size * 0.25, size, { yaw: turn, lean: random.uniform(-0.9, -0.3) }));
  }
  return {
    things: [
      { class: 'vase', parts: [frustum(0, 0, 0, pot, radius * 0.75, radius)] },
      { class: 'plant', parts: leaves },
    ],
    halfX: radius + 0.08,
    halfY: radius + 0.08,
    height: pot + crown,
  };
}

export function ball(random: Random): Piece {
  const r = random.uniform(0.1, 0.28);
  return { things: [{ class: 'ball', parts: [ellipsoid(0, 0, r, r, r, r)] }], halfX: r, halfY: r, height: 2 * r };
}

/** A cardboard box, sometimes with a smaller one on top. */
export function crate(random: Random): Piece {
  const [hx, hy, hz] = [random.uniform(0.14, 0.3), random.uniform(0.12, 0.26), random.uniform(0.1, 0.24)];
  const things: Thing[] = [{ class: 'box', parts: [box(0, 0, hz, hx, hy, hz, { yaw: random.uniform(-0.5, 0.5) })] }];
  let height = 2 * hz;
  if (random.chance(0.35)) {
    const h = random.uniform(0.06, 0.14);
    things.push({
      class: 'box',
      parts: [box(0, 0, height + h, hx * 0.7, hy * 0.7, h, { yaw: random.uniform(-0.8, 0.8) })],
    });
    height += 2 * h;
  }
  const reach = Math.sqrt(hx * hx + hy * hy);
  return { things, halfX: reach, halfY: reach, height };
}

/** A round stool or side table. */
export function stool(random: Random): Piece {
  const [r, height] = [random.uniform(0.17, 0.26), random.uniform(0.4, 0.6)];
  const parts = random.chance(0.5)
    ? [frustum(0, 0, 0.02, height, r)]
    : [frustum(0, 0, height - 0.05, height, r), frustum(0, 0, 0, height - 0.05, r * 0.7, r * 0.3)];
  const top = { x: 0, y: 0, z: height, halfX: r * 0.5, halfY: r * 0.5 };
  return { things: [{ class: 'chair', parts }], halfX: r, halfY: r, height, tops: [top] };
}

export function rug(random: Random): Piece {
  const [hx, hy] = [random.uniform(0.7, 1.2), random.uniform(0.5, 0.9)];
  const round = random.chance(0.25);
  const parts = round ? [frustum(0, 0, 0, 0.012, hy)] : [box(0, 0, 0.006, hx, hy, 0.006)];
  return { things: [{ class: 'rug', parts: relief(parts) }], halfX: round ? hy : hx, halfY: hy, height: 0.012 };
}

/** Something small that stands on a table, a cabinet or a shelf. */
export function trinket(random: Random, roomX: number, roomY: number): Piece {
  const reach = Math.min(roomX, roomY);
  const choice = random.int(5);
  if (choice === 0) {
    const [r, h] = [Math.min(random.uniform(0.05, 0.09), reach), random.uniform(0.14, 0.3)];
    const parts = [frustum(0, 0, 0, h * 0.7, r * 0.7, r), frustum(0, 0, h * 0.7, h, r, r * 0.5)];
    return { things: [{ class: 'vase', parts }], halfX: r, halfY: r, height: h };
  }
  if (choice === 1) {
    const [hx, hy] = [Math.min(0.13, reach), Math.min(0.1, reach)];
    const things: Thing[] = [];
    const count = 1 + random.int(4);
    let z = 0;
    for (let i = 0; i < count; i++) {
      const h = random.uniform(0.012, 0.03);
      things.push({
        class: 'book',
        parts: [box(0, 0, z + h, hx * random.uniform(0.75, 1), hy, h, { yaw: random.uniform(-0.25, 0.25) })],
      });
      z += 2 * h;
    }
    return { things, halfX: hx, halfY: hy, height: z };
  }
  if (choice === 2) {
    const r = Math.min(random.uniform(0.05, 0.1), reach);
    return { things: [{ class: 'ball', parts: [ellipsoid(0, 0, r, r, r, r)] }], halfX: r, halfY: r, height: 2 * r };
  }
  if (choice === 3) {
    const h = random.uniform(0.32, 0.46);
    const things: Thing[] = [
      {
        class: 'lamp',
        parts: [
          frustum(0, 0, 0, 0.02, 0.07),
          frustum(0, 0, 0.02, h - 0.12, 0.015),
          frustum(0, 0, h - 0.17, h, 0.11, 0.075, { glows: 'lamp' }),
        ],
      },
    ];
    return { things, halfX: 0.11, halfY: 0.11, height: h };
  }
  const [hx, hy, hz] = [
    Math.min(random.uniform(0.06, 0.14), reach),
    Math.min(random.uniform(0.05, 0.1), reach),
    random.uniform(0.04, 0.12),
  ];
  return { things: [{ class: 'box', parts: [box(0, 0, hz, hx, hy, hz)] }], halfX: hx, halfY: hy, height: 2 * hz };
}

/** A television or monitor for the back of a table or cabinet. */
export function screen(random: Random): Piece {
  const hx = random.uniform(0.28, 0.5);
  const hz = hx * 0.56;
  const parts = [
    box(0, 0, 0.07 + hz, hx, 0.018, hz),
    box(0, 0, 0.04, 0.03, 0.02, 0.04),
    box(0, 0, 0.008, hx * 0.4, 0.08, 0.008),
  ];
  return { things: [{ class: 'screen', parts }], halfX: hx, halfY: 0.09, height: 0.07 + 2 * hz };
}

/** A window on a wall, its pane glowing with daylight; the wall is at y = 0, the room at negative y. */
export function window(random: Random): Piece {
  const [hx, hz] = [random.uniform(0.4, 0.75), random.uniform(0.5, 0.65)];
  const z = random.uniform(0.85, 1) + hz;
  const bar = (x: number, dz: number, wide: number, high: number): Part => box(x, -0.03, z + dz, wide, 0.03, high);
  const frame = [
    bar(0, hz, hx + 0.05, 0.04),
    bar(0, -hz, hx + 0.05, 0.04),
    bar(-hx, 0, 0.04, hz),
    bar(hx, 0, 0.04, hz),
    bar(0, 0, 0.025, hz),
  ];
  if (random.chance(0.5)) frame.push(bar(0, hz * 0.3, hx, 0.02));
  const sill = box(0, -0.07, z - hz - 0.05, hx + 0.1, 0.08, 0.015);
  const pane = box(0, 0, z, hx, 0.012, hz, { glows: 'daylight' });
  const edges: [Vector, Vector] = [
    [hx, 0, 0],
    [0, 0, hz],
  ];
  const things: Thing[] = [
    {
      class: 'window',
      parts: [...relief([...frame, pane]), sill],
      luminaire: { kind: 'daylight', centre: [0, -0.1, z], edges, facing: [0, -1, 0] },
    },
  ];
  if (random.chance(0.6)) {
    const low = random.chance(0.5) ? 0.05 : z - hz - 0.15;
    const high = z + hz + 0.12;
    const parts: Part[] = [];
    for (const side of [-1, 1])
      for (let fold = 0; fold < 3; fold++)
        parts.push(frustum(side * (hx + 0.02 + fold * 0.075), -0.1, low, high, 0.048, 0.04));
    things.push({ class: 'curtain', parts: relief(parts) });
  }
  return { things, halfX: hx + 0.2, halfY: 0.12, height: z + hz };
}

/** A door leaf with frame and knob on a wall at y = 0. */
export function door(random: Random): Piece {
  const [hx, height] = [random.uniform(0.4, 0.46), random.uniform(1.98, 2.08)];
  const parts = [
    box(0, -0.015, height / 2, hx, 0.02, height / 2),
    box(-hx - 0.04, -0.02, height / 2 + 0.02, 0.04, 0.035, height / 2 + 0.02),
    box(hx + 0.04, -0.02, height / 2 + 0.02, 0.04, 0.035, height / 2 + 0.02),
    box(0, -0.02, height + 0.04, hx + 0.08, 0.035, 0.04),
    ellipsoid(hx - 0.07, -0.07, 1, 0.03, 0.03, 0.03),
  ];
  if (random.chance(0.6))
    for (const z of [0.27, 0.73]) parts.push(box(0, -0.035, height * z, hx * 0.7, 0.008, height * 0.18));
  return { things: [{ class: 'door', parts: relief(parts) }], halfX: hx + 0.1, halfY: 0.1, height: height + 0.1 };
}

/** A framed picture on a wall at y = 0. */
export function picture(random: Random): Piece {
  const [hx, hz] = [random.uniform(0.18, 0.45), random.uniform(0.16, 0.38)];
  const z = random.uniform(1.45, 1.65);
  const parts = [box(0, -0.012, z, hx, 0.014, hz)];
  return { things: [{ class: 'picture', parts: relief(parts) }], halfX: hx, halfY: 0.04, height: z + hz };
}

/** A lamp hanging from a ceiling at z = 0; lower z is negative. */
export function ceilingLamp(random: Random): Piece {
  const [drop, r] = [random.uniform(0.25, 0.5), random.uniform(0.14, 0.24)];
  const shade = random.chance(0.5)
    ? ellipsoid(0, 0, -drop - r * 0.6, r, r, r * 0.7, { glows: 'ceiling' })
    : frustum(0, 0, -drop - r, -drop, r * 1.25, r * 0.6, { glows: 'ceiling' });
  return {
    things: [
      {
        class: 'lamp',
        parts: [frustum(0, 0, -drop, 0, 0.01), frustum(0, 0, -0.03, 0, 0.05), shade],
        luminaire: {
          kind: 'ceiling',
          centre: [0, 0, -drop - r * 0.6],
          edges: [
            [0.18, 0, 0],
            [0, 0.18, 0],
          ],
        },
      },
    ],
    halfX: r,
    halfY: r,
    height: drop + 2 * r,
  };
}
