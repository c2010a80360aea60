import { exactCos, exactSin } from '../../src/support/exact-math.js';
import type { Random } from '../../src/support/random.js';
import * as furniture from './furniture.js';
import type { Part, Piece, Top } from './furniture.js';
import type { Preset } from './presets.js';
import type { Luminaire, Solid, Vector } from './scene.js';
import type { RoomClass } from './vocabulary.js';

/** The geometry of a room: everything of a scene but materials, light and cameras. */
export interface Layout {
  low: Vector;
  high: Vector;
  /** Class of every instance; the first six are the room's own faces. */
  classes: RoomClass[];
  solids: Solid[];
  luminaires: Luminaire[];
}

/** A rectangle in two coordinates: the floor's x and y, or a wall's length and height. */
interface Rectangle {
  a0: number;
  a1: number;
  b0: number;
  b1: number;
}

const overlaps = (p: Rectangle, q: Rectangle): boolean => p.a0 < q.a1 && q.a0 < p.a1 && p.b0 < q.b1 && q.b0 < p.b1;

/** Room between a camera and the nearest furniture, metres. */
const eyeClearance = 0.45;

/** Three of the four walls by the quarter turns that carry a piece's back (+y) to them; the fourth, east, is 3. */
const northWall = 0;
const westWall = 1;
const southWall = 2;

/** Places pieces so that nothing stands in anything else. */
class Room {
  readonly classes: RoomClass[] = ['wall', 'wall', 'wall', 'wall', 'floor', 'ceiling'];
  readonly solids: Solid[] = [];
  readonly luminaires: Luminaire[] = [];
  private readonly floor: Rectangle[] = [];
  private readonly walls: Rectangle[][] = [[], [], [], []];

  constructor(
    readonly low: Vector,
    readonly high: Vector,
    private readonly eyes: readonly Vector[],
    private readonly random: Random,
  ) {}

  /** Adds a piece's solids with its origin at (x, y, z), turned by `yaw`. */
  private add(piece: Piece, x: number, y: number, z: number, yaw: number): void {
    const [c, s] = [exactCos(yaw), exactSin(yaw)];
    const turn = ([px, py, pz]: Vector): Vector => [c * px - s * py, s * px + c * py, pz];
    const move = (p: Vector): Vector => {
      const [qx, qy, qz] = turn(p);
      return [x + qx, y + qy, z + qz];
    };
    for (const thing of piece.things) {
      const instance = this.classes.push(thing.class) - 1;
      for (const part of thing.parts) this.solids.push(solidOf(part, instance, yaw, move(part.centre)));
      const light = thing.luminaire;
      if (light)
        this.luminaires.push({
          kind: light.kind,
          centre: move(light.centre),
          edges: [turn(light.edges[0]), turn(light.edges[1])],
          ...(light.facing ? { facing: turn(light.facing) } : {}),
          instance,
        });
    }
  }

  private blocksAnEye(area: Rectangle, height: number): boolean {
    return this.eyes.some(
      ([x, y, z]) =>
        z < height + eyeClearance &&
        x > area.a0 - eyeClearance &&
        x < area.a1 + eyeClearance &&
        y > area.b0 - eyeClearance &&
        y < area.b1 + eyeClearance,
    );
  }

  private claimFloor(area: Rectangle, height: number): boolean {
    const outside = area.a0 < this.low[0] || area.a1 > this.high[0] || area.b0 < this.low[1] || area.b1 > this.high[1];
    if (outside || this.floor.some((other) => overlaps(area, other)) || this.blocksAnEye(area, height)) return false;
    this.floor.push(area);
    return true;
  }

  /** Position on the floor of a point `along` a wall and `off` metres before it, and the wall's length. */
  private atWall(wall: number, along: number, off: number): [number, number] {
    const { low, high } = this;
    if (wall === northWall) return [low[0] + along, high[1] - off];
    if (wall === southWall) return [high[0] - along, low[1] + off];
    if (wall === westWall) return [low[0] + off, low[1] + along];
    return [high[0] - off, high[1] - along];
  }

  private wallLength(wall: number): number {
    const axis = wall === northWall || wall === southWall ? 0 : 1;
    return this.high[axis] - this.low[axis];
  }

  /** Hangs a piece on a random wall where it covers nothing else; `front` metres of floor before it stay free. */
  hang(piece: Piece, bottom: number, front = 0): boolean {
    for (let attempt = 0; attempt < 12; attempt++) {
      const wall = this.random.int(4);
      const length = this.wallLength(wall);
      if (length < 2 * piece.halfX + 0.2) continue;
      const along = this.random.uniform(piece.halfX + 0.1, length - piece.halfX - 0.1);
      const area = { a0: along - piece.halfX, a1: along + piece.halfX, b0: bottom, b1: piece.height + 0.1 };
      if (this.walls[wall].some((other) => overlaps(area, other))) continue;
      const [x, y] = this.atWall(wall, along, 0);
      if (front > 0 && !this.claimFloor(this.areaBefore(wall, along, piece.halfX, front), 0)) continue;
      this.walls[wall].push(area);
      this.add(piece, x, y, this.low[2], (wall * Math.PI) / 2);
      return true;
    }
    return false;
  }

  private areaBefore(wall: number, along: number, halfX: number, depth: number): Rectangle {
    const [x0, y0] = this.atWall(wall, along - halfX, 0);
    const [x1, y1] = this.atWall(wall, along + halfX, depth);
    return { a0: Math.min(x0, x1), a1: Math.max(x0, x1), b0: Math.min(y0, y1), b1: Math.max(y0, y1) };
  }

  /** Stands a piece with its back to a random wall, with free floor before it. Returns where, or undefined. */
  standAtWall(piece: Piece): { x: number; y: number; wall: number } | undefined {
    for (let attempt = 0; attempt < 16; attempt++) {
      const wall = this.random.int(4);
      const length = this.wallLength(wall);
      if (length < 2 * piece.halfX + 0.1) continue;
      const corner = this.random.chance(0.3);
      const along = corner
        ? this.random.choice([piece.halfX + 0.03, length - piece.halfX - 0.03])
        : this.random.uniform(piece.halfX + 0.03, length - piece.halfX - 0.03);
      const onWall = { a0: along - piece.halfX, a1: along + piece.halfX, b0: 0, b1: piece.height };
      if (this.walls[wall].some((other) => overlaps(onWall, other))) continue;
      const gap = this.random.uniform(0.02, 0.08);
      const area = this.areaBefore(wall, along, piece.halfX, 2 * piece.halfY + gap);
      if (!this.claimFloor(area, piece.height)) continue;
      this.walls[wall].push(onWall);
      const [x, y] = this.atWall(wall, along, piece.halfY + gap);
      this.add(piece, x, y, this.low[2], (wall * Math.PI) / 2);
      this.furnishTops(piece, x, y, wall);
      return { x, y, wall };
    }
    return undefined;
  }

  /** Puts a piece anywhere on the free floor, turned by `yaw` or at will. */
  standAnywhere(piece: Piece, yaw?: number): { x: number; y: number; yaw: number } | undefined {
    for (let attempt = 0; attempt < 12; attempt++) {
      const turn = yaw ?? this.random.uniform(0, 2 * Math.PI);
      const reach = this.turnedReach(piece, turn);
      const x = this.random.uniform(this.low[0] + reach[0], this.high[0] - reach[0]);
      const y = this.random.uniform(this.low[1] + reach[1], this.high[1] - reach[1]);
      if (this.standAt(piece, x, y, turn)) return { x, y, yaw: turn };
    }
    return undefined;
  }

  private turnedReach(piece: Piece, yaw: number): [number, number] {
    const [c, s] = [Math.abs(exactCos(yaw)), Math.abs(exactSin(yaw))];
    return [c * piece.halfX + s * piece.halfY, s * piece.halfX + c * piece.halfY];
  }

  standAt(piece: Piece, x: number, y: number, yaw: number): boolean {
    const [rx, ry] = this.turnedReach(piece, yaw);
    if (!this.claimFloor({ a0: x - rx, a1: x + rx, b0: y - ry, b1: y + ry }, piece.height)) return false;
    this.add(piece, x, y, this.low[2], yaw);
    this.furnishTops(piece, x, y, yaw / (Math.PI / 2));
    return true;
  }

  /** A rug lies under whatever stands there. */
  spread(piece: Piece): void {
    const x = this.random.uniform(this.low[0] + piece.halfX, this.high[0] - piece.halfX);
    const y = this.random.uniform(this.low[1] + piece.halfX, this.high[1] - piece.halfX);
    if (!(x > this.low[0] + piece.halfX && y > this.low[1] + piece.halfX)) return;
    this.add(piece, x, y, this.low[2], this.random.chance(0.5) ? 0 : Math.PI / 2);
  }

  hangFromCeiling(piece: Piece): void {
    const at = (axis: number): number => {
      const middle = (this.low[axis] + this.high[axis]) / 2;
      return middle + this.random.uniform(-0.15, 0.15) * (this.high[axis] - this.low[axis]);
    };
    for (let attempt = 0; attempt < 8; attempt++) {
      const [x, y] = [at(0), at(1)];
      const near = this.eyes.some((eye) => (eye[0] - x) * (eye[0] - x) + (eye[1] - y) * (eye[1] - y) < 0.25);
      if (near) continue;
      this.add(piece, x, y, this.high[2], 0);
      return;
    }
  }

  private furnishTops(piece: Piece, x: number, y: number, quarters: number): void {
    for (const top of piece.tops ?? []) this.furnishTop(top, x, y, (quarters * Math.PI) / 2);
  }

  private furnishTop(top: Top, x: number, y: number, yaw: number): void {
    const { random } = this;
    const taken: Rectangle[] = [];
    const [c, s] = [exactCos(yaw), exactSin(yaw)];
    const put = (piece: Piece, px: number, py: number, turn: number): void => {
      const area = { a0: px - piece.halfX, a1: px + piece.halfX, b0: py - piece.halfY, b1: py + piece.halfY };
      if (taken.some((other) => overlaps(area, other))) return;
      taken.push(area);
      this.add(piece, x + c * px - s * py, y + s * px + c * py, this.low[2] + top.z, yaw + turn);
    };
    if (top.halfX > 0.38 && top.z < 1.1 && random.chance(0.35))
      put(furniture.screen(random), top.x, top.y + top.halfY * 0.4, 0);
    const count = random.int(4);
    for (let i = 0; i < count; i++) {
      const piece = furniture.trinket(random, top.halfX * 0.8, top.halfY * 0.8);
      const [spareX, spareY] = [Math.max(top.halfX - piece.halfX, 0), Math.max(top.halfY - piece.halfY, 0)];
      put(
        piece,
        top.x + random.uniform(-spareX, spareX),
        top.y + random.uniform(-spareY, spareY),
        random.uniform(-0.3, 0.3),
      );
    }
  }
}

function solidOf(part: Part, instance: number, yaw: number, centre: Vector): Solid {
  const turn = yaw + (part.yaw ?? 0);
  const [c, s] = [exactCos(turn), exactSin(turn)];
  const [cl, sl] = [exactCos(part.lean ?? 0), exactSin(part.lean ?? 0)];
  return {
    shape: part.shape,
    centre,
    half: part.half,
    ...(part.top === undefined ? {} : { top: part.top }),
    axes: [
      [c, s, 0],
      [-s * cl, c * cl, sl],
      [s * sl, -c * sl, cl],
    ],
    instance,
    ...(part.glows ? { glows: part.glows } : {}),
    ...(part.relief ? { relief: true } : {}),
  };
}

/** Corners of a room of the preset's size that holds all eyes with a little space around them. */
function corners(preset: Preset, eyes: readonly Vector[], random: Random): { low: Vector; high: Vector } {
  const low: Vector = [0, 0, 0];
  const high: Vector = [0, 0, random.uniform(2.4, 2.9)];
  for (const axis of [0, 1] as const) {
    const side = random.uniform(...preset.side);
    const share = random.next();
    const least = Math.min(...eyes.map((eye) => eye[axis])) - 0.5;
    const most = Math.max(...eyes.map((eye) => eye[axis])) + 0.5;
    const spare = eyes.length > 0 ? Math.max(side - (most - least), 0) : 0;
    low[axis] = eyes.length > 0 ? least - share * spare : 0;
    high[axis] = eyes.length > 0 ? most + (1 - share) * spare : side;
  }
  return { low, high };
}

/**
 * A furnished room: doors and windows, furniture along the walls, a table with chairs, loose things, lamps.
 *
 * @param eyes cameras that must find themselves in free space (empty for a room that is still without cameras)
 */
export function layOut(preset: Preset, random: Random, eyes: readonly Vector[] = []): Layout {
  const { low, high } = corners(preset, eyes, random);
  const room = new Room(low, high, eyes, random);
  room.hang(furniture.door(random), 0, 0.7);
  const windows = 1 + random.int(2);
  for (let i = 0; i < windows; i++) room.hang(furniture.window(random), 0.8);
  room.hangFromCeiling(furniture.ceilingLamp(random));

  const kinds = random.permutation(5);
  const count = Math.round(random.uniform(...preset.furniture));
  for (let i = 0; i < count; i++) standOneAtWall(room, kinds[i % kinds.length], random);
  if (random.chance(0.65)) dine(room, random);
  if (random.chance(0.6)) room.spread(furniture.rug(random));
  const clutter = Math.round(random.uniform(...preset.clutter));
  const loose = [furniture.ball, furniture.crate, furniture.stool, furniture.plant, furniture.crate];
  for (let i = 0; i < clutter; i++) room.standAnywhere(random.choice(loose)(random));
  if (random.chance(0.5)) room.standAtWall(furniture.floorLamp(random));
  const pictures = random.int(5);
  for (let i = 0; i < pictures; i++) room.hang(furniture.picture(random), 1.1);
  return { low, high, classes: room.classes, solids: room.solids, luminaires: room.luminaires };
}

/** Where, in quarter turns, the front of a piece at a wall looks: one step from it into the room. */
const stepInto: readonly Vector[] = [
  [0, -1, 0],
  [1, 0, 0],
  [0, 1, 0],
  [-1, 0, 0],
];

function standOneAtWall(room: Room, kind: number, random: Random): void {
  switch (kind) {
    case 0: {
      const piece = furniture.sofa(random);
      const at = room.standAtWall(piece);
      if (!at || random.chance(0.4)) return;
      const [dx, dy] = stepInto[at.wall];
      const low = furniture.coffeeTable(random);
      const off = piece.halfY + low.halfY + 0.35;
      room.standAt(low, at.x + dx * off, at.y + dy * off, (at.wall * Math.PI) / 2);
      return;
    }
    case 1:
      room.standAtWall(furniture.bed(random));
      return;
    case 2:
      room.standAtWall(furniture.cabinet(random));
      return;
    case 3:
      room.standAtWall(furniture.shelf(random));
      return;
    default: {
      const desk = furniture.table(random);
      const at = room.standAtWall(desk);
      if (!at) return;
      const [dx, dy] = stepInto[at.wall];
      const off = desk.halfY + 0.32;
      const yaw = ((at.wall + 2) * Math.PI) / 2 + random.uniform(-0.4, 0.4);
      room.standAt(furniture.chair(random), at.x + dx * off, at.y + dy * off, yaw);
    }
  }
}

/** A table in the room with chairs around it. */
function dine(room: Room, random: Random): void {
  const piece = furniture.table(random);
  const at = room.standAnywhere(piece, random.chance(0.5) ? 0 : Math.PI / 2);
  if (!at) return;
  const [c, s] = [exactCos(at.yaw), exactSin(at.yaw)];
  for (const side of [0, 1, 2, 3]) {
    if (random.chance(0.35)) continue;
    const seat = furniture.chair(random);
    const reach = (side % 2 === 0 ? piece.halfY : piece.halfX) + seat.halfY + 0.08;
    // A chair's back (+y) points away from the table.
    const [ox, oy] = [
      [0, 1],
      [-1, 0],
      [0, -1],
      [1, 0],
    ][side];
    const [x, y] = [ox * reach, oy * reach];
    room.standAt(
      seat,
      at.x + c * x - s * y,
      at.y + s * x + c * y,
      at.yaw + (side * Math.PI) / 2 + random.uniform(-0.25, 0.25),
    );
  }
}
