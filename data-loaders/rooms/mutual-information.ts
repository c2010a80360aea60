import { defaultSignal } from '../../src/support/default-signal.js';
import { InputError, throwIfAborted } from '../../src/support/errors.js';
import { seeded } from '../../src/support/random.js';
import { textTable } from '../text-table.js';
import type { RoomsDataset, RoomsSample } from './rooms.js';

/** Mutual information in bits between what a surface is made of and what and where it is, pixel by pixel. */
export interface Coupling {
  /** Base colour (27 bins) and class. */
  colourClass: number;
  /** Texture (flat; kind × octave, 13 bins) and class. */
  textureClass: number;
  /** Base colour and log-depth (8 bins of equal share). */
  colourDepth: number;
  /** Base colour and the direction a surface faces in the world (up, level, down) with its height (4 bins). */
  colourPlace: number;
  /** Texture and log-depth; texture and place. */
  textureDepth: number;
  texturePlace: number;
  /** Entropy of the bins of base colour and of texture: the most that anything can tell of them. */
  colourEntropy: number;
  textureEntropy: number;
}

/** Bins of one pixel's surface. */
interface Cell {
  /** Which instance of which scene; its material is what is permuted for the null. */
  surface: number;
  class: number;
  depth: number;
  place: number;
}

/**
 * Measures how much material tells of class and geometry: I(X; Y) = Σ p(x, y)·log₂(p(x, y) / (p(x)·p(y))) over the pixels
 * of the given frames (every fourth row and column), less its mean over `permutations` random exchanges of materials
 * between instances. The exchange keeps areas and clusters as they are, so it measures the bias of the estimate exactly
 * where few large surfaces make up most pixels.
 *
 * @throws InputError if there are no frames
 */
export async function coupling(
  dataset: RoomsDataset,
  {
    frameIds = dataset.scenes.map((scene) => scene.frames[0]),
    permutations = 8,
    signal = defaultSignal(),
  }: { frameIds?: readonly string[]; permutations?: number; signal?: AbortSignal } = {},
): Promise<Coupling> {
  if (frameIds.length === 0) throw new InputError('Coupling needs frames, but the list is empty: give ids of frames.');
  const collected = new Collected();
  for (const id of frameIds) {
    throwIfAborted(signal);
    collected.add(await dataset.load(id));
  }
  collected.binDepths();
  const { cells } = collected;
  const [colours, textures] = [collected.colourBins(), collected.textureBins()];
  const random = seeded('coupling');
  const orders = Array.from({ length: permutations }, () => random.permutation(colours.length));
  const excess = (materials: Int32Array, other: (cell: Cell) => number): number => {
    const found = information(cells, (cell) => materials[cell.surface], other);
    const chance = orders.map((order) => information(cells, (cell) => materials[order[cell.surface]], other));
    return found - chance.reduce((sum, value) => sum + value, 0) / permutations;
  };
  return {
    colourClass: excess(colours, (cell) => cell.class),
    textureClass: excess(textures, (cell) => cell.class),
    colourDepth: excess(colours, (cell) => cell.depth),
    colourPlace: excess(colours, (cell) => cell.place),
    textureDepth: excess(textures, (cell) => cell.depth),
    texturePlace: excess(textures, (cell) => cell.place),
    colourEntropy: entropy(cells, colours),
    textureEntropy: entropy(cells, textures),
  };
}

/** What the couplings are called in a table, and the entropy that bounds each. */
const couplingRows = [
  ['colourClass', 'base colour and class', 'colourEntropy'],
  ['textureClass', 'texture and class', 'textureEntropy'],
  ['colourPlace', 'base colour and place', 'colourEntropy'],
  ['texturePlace', 'texture and place', 'textureEntropy'],
  ['colourDepth', 'base colour and log-depth', 'colourEntropy'],
  ['textureDepth', 'texture and log-depth', 'textureEntropy'],
] as const;

/** The couplings measured in a world of coupling κ as a text table, with the range that each may lie in. */
export function couplingTable(measured: Coupling, kappa: number): string {
  const lines = couplingRows.map(([key, title, most]) => [
    title,
    measured[key].toFixed(2),
    `0 … ${measured[most].toFixed(2)}`,
  ]);
  return textTable([['mutual information, bits', 'here', 'range'], ['κ, as set', kappa.toFixed(2), '0 … 1'], ...lines]);
}

/** Pixels and surfaces of the frames measured. */
class Collected {
  readonly cells: Cell[] = [];
  private readonly surfaces = new Map<string, number>();
  private readonly materials: NonNullable<RoomsSample['materials'][number]>[] = [];
  private readonly depths: number[] = [];

  add(sample: RoomsSample): void {
    const { width, height, camera, depth, normals, worldFromCamera: m } = sample;
    for (let v = 2; v < height; v += 4)
      for (let u = 2; u < width; u += 4) {
        const pixel = v * width + u;
        const z = depth[pixel];
        if (z === 0) continue;
        const instance = sample.instances[pixel];
        const [x, y] = [(z * (u + 0.5 - camera.cx)) / camera.fx, (z * (v + 0.5 - camera.cy)) / camera.fy];
        const worldHeight = m[8] * x + m[9] * y + m[10] * z + m[11];
        const p = pixel * 3;
        const up = m[8] * normals[p] + m[9] * normals[p + 1] + m[10] * normals[p + 2];
        const facing = up > 0.7 ? 2 : up < -0.7 ? 0 : 1;
        const storey = Math.min(Math.max(Math.floor(worldHeight / 0.6), 0), 3);
        this.depths.push(z);
        this.cells.push({
          surface: this.surface(sample, instance),
          class: sample.semantics[pixel],
          depth: 0,
          place: facing * 4 + storey,
        });
      }
  }

  private surface(sample: RoomsSample, instance: number): number {
    const key = `${sample.scene} ${instance}`;
    let index = this.surfaces.get(key);
    if (index === undefined) {
      index = this.materials.push(sample.materials[instance]!) - 1;
      this.surfaces.set(key, index);
    }
    return index;
  }

  /** Puts every pixel's depth into one of eight bins of equal share. */
  binDepths(): void {
    const limits = quantiles(this.depths, 8);
    this.cells.forEach((cell, i) => (cell.depth = bin(this.depths[i], limits)));
  }

  /** Thirds of each channel, equally many surfaces in each. */
  colourBins(): Int32Array {
    const limits = [0, 1, 2].map((k) =>
      quantiles(
        this.materials.map(({ colour }) => colour[k]),
        3,
      ),
    );
    return Int32Array.from(this.materials, ({ colour }) =>
      colour.reduce((index, value, k) => index * 3 + bin(value, limits[k]), 0),
    );
  }

  textureBins(): Int32Array {
    const limits = quantiles(
      this.materials.filter(({ kind }) => kind > 0).map(({ frequency }) => frequency),
      3,
    );
    return Int32Array.from(this.materials, ({ kind, frequency }) =>
      kind === 0 ? 0 : 1 + (kind - 1) * 3 + bin(frequency, limits),
    );
  }
}

/** The values that part a list into `parts` of equal number. */
function quantiles(values: readonly number[], parts: number): number[] {
  const sorted = Float64Array.from(values).sort();
  return Array.from({ length: parts - 1 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / parts)]);
}

/** How many limits a value reaches. */
function bin(value: number, limits: readonly number[]): number {
  return limits.filter((limit) => value >= limit).length;
}

/** Plug-in estimate of the entropy of materials over pixels, in bits. */
function entropy(cells: readonly Cell[], materials: Int32Array): number {
  const of = (cell: Cell): number => materials[cell.surface];
  return information(cells, of, of);
}

/** Plug-in estimate of mutual information in bits. */
function information(cells: readonly Cell[], x: (cell: Cell) => number, y: (cell: Cell) => number): number {
  const joint = new Map<number, number>();
  const [first, second] = [new Map<number, number>(), new Map<number, number>()];
  const count = (map: Map<number, number>, key: number): unknown => map.set(key, (map.get(key) ?? 0) + 1);
  for (const cell of cells) {
    const [a, b] = [x(cell), y(cell)];
    count(joint, a * 256 + b);
    count(first, a);
    count(second, b);
  }
  let bits = 0;
  for (const [key, n] of joint) {
    const independent = first.get(Math.floor(key / 256))! * second.get(key % 256)!;
    bits += (n / cells.length) * Math.log2((n * cells.length) / independent);
  }
  return bits;
}
