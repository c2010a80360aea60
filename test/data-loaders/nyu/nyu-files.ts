import * as fs from 'node:fs';
import * as path from 'node:path';
import * as h5wasm from 'h5wasm/node';
import { Mat5Writer } from '../../support/write-mat5.js';

export interface LabelledImages {
  width: number;
  height: number;
  /** One for each image. */
  scenes: string[];
  /** Names of labels from 1 on. */
  names: string[];
  /** Values at column u, row v of image n. */
  rgb(n: number, u: number, v: number): [number, number, number];
  depth(n: number, u: number, v: number): number;
  rawDepth(n: number, u: number, v: number): number;
  label(n: number, u: number, v: number): number;
  instance(n: number, u: number, v: number): number;
}

/** Three images of two places, in which every value tells where it is. */
export const labelled: LabelledImages = {
  width: 8,
  height: 6,
  scenes: ['kitchen_0001a', 'kitchen_0001a', 'office_0002'],
  names: ['book', 'wall', 'chair'],
  rgb: (n, u, v) => [n, u, v],
  depth: (n, u, v) => 1 + n + u / 8 + v / 64,
  rawDepth: (n, u, v) => (u === 0 ? 0 : 1 + n + u / 8 + v / 64),
  // Two chairs, one of the number of a book, before a wall; the last row is unlabelled.
  label: (_n, u, v) => (v === 5 ? 0 : u < 2 ? 3 : u < 4 ? 1 : u < 6 ? 3 : 2),
  instance: (_n, u) => (u < 2 ? 1 : u < 4 ? 1 : u < 6 ? 2 : 0),
};

export type Omitted = 'labels' | 'instances' | 'rawDepths' | 'scenes';

/** Writes `nyu_depth_v2_labeled.mat`: HDF5 behind a user block, the axes of MATLAB reversed, texts as references. */
export async function writeLabelled(
  file: string,
  images: LabelledImages = labelled,
  { without = [], shapeOfDepths }: { without?: Omitted[]; shapeOfDepths?: number[] } = {},
): Promise<void> {
  const { width, height, scenes, names } = images;
  const count = scenes.length;
  await h5wasm.ready;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const plain = `${file}.h5`;
  const out = new h5wasm.File(plain, 'w');
  const fill = <T extends Uint8Array | Uint16Array | Float32Array>(
    values: T,
    at: (n: number, u: number, v: number, channel: number) => number,
    channels = 1,
  ): T => {
    let i = 0;
    for (let n = 0; n < count; n++)
      for (let c = 0; c < channels; c++)
        for (let u = 0; u < width; u++) for (let v = 0; v < height; v++) values[i++] = at(n, u, v, c);
    return values;
  };
  const pixels = count * width * height;
  const write = (name: string, data: Uint8Array | Uint16Array | Float32Array, shape = [count, width, height]) => {
    if ((without as string[]).includes(name)) return;
    out.create_dataset({ name, data, shape, chunks: [1, ...shape.slice(1)], compression: 'gzip' });
  };
  write(
    'images',
    fill(new Uint8Array(pixels * 3), (n, u, v, c) => images.rgb(n, u, v)[c], 3),
    [count, 3, width, height],
  );
  write('depths', fill(new Float32Array(pixels), images.depth), shapeOfDepths);
  write('rawDepths', fill(new Float32Array(pixels), images.rawDepth));
  write('labels', fill(new Uint16Array(pixels), images.label));
  write('instances', fill(new Uint8Array(pixels), images.instance));
  const refs = out.create_group('#refs#');
  let references = 0;
  const cell = (name: string, texts: string[], shape: number[]) => {
    if ((without as string[]).includes(name)) return;
    const data = texts.map((text) => {
      const units = Uint16Array.from(text, (c) => c.charCodeAt(0));
      const reference = `r${references++}`;
      refs.create_dataset({ name: reference, data: units, shape: [units.length, 1] });
      return (refs.get(reference) as h5wasm.Dataset).create_reference();
    });
    out.create_dataset({ name, data, shape });
  };
  cell('names', names, [1, names.length]);
  cell('scenes', scenes, [1, count]);
  cell('sceneTypes', scenes.map((scene) => scene.replace(/_.*/, '')), [1, count]); // prettier-ignore
  cell('rawRgbFilenames', scenes.map((scene, n) => `${scene}/r-${n}.ppm`), [1, count]); // prettier-ignore
  cell('rawDepthFilenames', scenes.map((scene, n) => `${scene}/d-${n}.pgm`), [1, count]); // prettier-ignore
  out.close();
  const block = Buffer.alloc(512);
  block.write('MATLAB 7.3 MAT-file');
  writeFile(Buffer.concat([block, fs.readFileSync(plain)]), file);
  fs.rmSync(plain);
}

const mat5 = new Mat5Writer(true);

function column(name: string, values: readonly number[]): Buffer {
  return mat5.array(11, [values.length, 1], name, mat5.numbers(4, Uint16Array.from(values)));
}

/** Writes `splits.mat`. */
export function writeSplits(file: string, train: readonly number[], test: readonly number[]): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, mat5.file(column('trainNdxs', train), column('testNdxs', test)));
}

/** Writes `classMapping40.mat`: the NYU40 id and the name of each label. */
export function writeMapping(file: string, ids: readonly number[], names: readonly string[]): void {
  const texts = names.map((name) => {
    const units = Uint16Array.from(name, (c) => c.charCodeAt(0));
    return mat5.array(4, [1, name.length], '', mat5.numbers(4, units));
  });
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(
    file,
    mat5.file(column('mapClass', ids), mat5.array(1, [1, names.length], 'allClassName', ...texts)),
  );
}

/** Writes one frame as FastDepth does. */
export async function writeH5(
  file: string,
  { rgb, depth, shape }: { rgb: Uint8Array; depth: Float32Array | Float64Array; shape: [number, number] },
  shapeOfRgb = [3, ...shape],
): Promise<void> {
  await h5wasm.ready;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const out = new h5wasm.File(file, 'w');
  out.create_dataset({ name: 'rgb', data: rgb, shape: shapeOfRgb });
  out.create_dataset({ name: 'depth', data: depth, shape });
  out.close();
}

/** A PPM or PGM; 16 bits little-endian, as NYU stores them, unless `bigEndian`. */
export function netpbm(
  { width, height }: { width: number; height: number },
  values: Uint8Array | Uint16Array,
  { bigEndian = false }: { bigEndian?: boolean } = {},
): Buffer {
  const wide = values instanceof Uint16Array;
  const data = Buffer.from(new Uint8Array(values.buffer.slice(0)));
  if (wide && bigEndian) data.swap16();
  const header = `${values.length === width * height ? 'P5' : 'P6'} ${width} ${height} ${wide ? 65535 : 255}\n`;
  return Buffer.concat([Buffer.from(header), data]);
}

/** Writes a file and the folders it lies in; a new one, since the HDF5 library knows those that are open. */
export function writeFile(content: Uint8Array | string, ...parts: string[]): void {
  const file = path.join(...parts);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.rmSync(file, { force: true });
  fs.writeFileSync(file, content);
}
