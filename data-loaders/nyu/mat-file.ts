import { openHdf5, type Hdf5Dataset, type Hdf5File } from '../../src/formats/hdf5.js';
import type { RasterSize } from '../../src/image/resample.js';
import { InputError } from '../../src/support/errors.js';
import type { NyuAnnotation } from './annotation.js';

/** What else is known of a labelled image. */
export interface ImageRecord {
  sceneType?: string;
  rawRgbFilename?: string;
  rawDepthFilename?: string;
}

/** Rasters with one value a pixel, each of which the file may lack. */
const rasterNames = ['depths', 'rawDepths', 'labels', 'instances'] as const;
type RasterName = (typeof rasterNames)[number];

const recordFields = {
  sceneType: 'sceneTypes',
  rawRgbFilename: 'rawRgbFilenames',
  rawDepthFilename: 'rawDepthFilenames',
} as const satisfies Record<keyof ImageRecord, string>;

/**
 * The labelled images of `nyu_depth_v2_labeled.mat`, read one at a time. MATLAB's axes are stored in reverse, [image, column,
 * row]; what this gives is row-major, [row, column].
 */
export class MatFile {
  private constructor(
    readonly file: string,
    private readonly opened: Hdf5File,
    /** How many images there are. */
    readonly count: number,
    readonly size: RasterSize,
    /** Names of the labels from 1 on; none if the file has no labels. */
    readonly names: readonly string[],
    private readonly rasters: ReadonlyMap<RasterName, Hdf5Dataset>,
    private readonly images: Hdf5Dataset,
    /** Name of the place of each image (`basement_0001a`); none if the file does not tell. */
    readonly places: readonly string[],
  ) {}

  /** One for each image; read when first needed, since it takes a while. */
  private records: readonly ImageRecord[] | undefined;

  /** Opens the file and reads the names of labels and places. Throws InputError naming it if its parts do not fit each other. */
  static async open(file: string): Promise<MatFile> {
    const opened = await openHdf5(file);
    const present = new Set(opened.names());
    const images = opened.dataset('images');
    const [count, channels, width, height] = images.shape;
    if (images.shape.length !== 4 || channels !== 3)
      throw new InputError(
        `${file}: images has the shape [${images.shape.join(', ')}]. Expected [images, 3, columns, rows], as in nyu_depth_v2_labeled.mat.`,
      );
    const rasters = new Map<RasterName, Hdf5Dataset>();
    for (const name of rasterNames) {
      if (!present.has(name)) continue;
      const raster = opened.dataset(name);
      if (raster.shape.join() !== [count, width, height].join())
        throw new InputError(
          `${file}: ${name} has the shape [${raster.shape.join(', ')}], images [${images.shape.join(', ')}]. Download the file again.`,
        );
      rasters.set(name, raster);
    }
    const names = rasters.has('labels') ? opened.dataset('names').readTexts() : [];
    const places = present.has('scenes') ? textsOf(opened, 'scenes', count) : [];
    return new MatFile(file, opened, count, { width, height }, names, rasters, images, places);
  }

  has(raster: RasterName): boolean {
    return this.rasters.has(raster);
  }

  /** sRGB of the n-th image from 0, [height, width, 3]. */
  rgb(index: number): Uint8Array {
    const { width, height } = this.size;
    const stored = this.images.read([[index, index + 1]]);
    if (!(stored instanceof Uint8Array)) throw this.wrongType('images', '8 bits');
    const rgb = new Uint8Array(width * height * 3);
    const pixels = width * height;
    for (let u = 0; u < width; u++)
      for (let v = 0; v < height; v++) {
        const from = u * height + v;
        const to = (v * width + u) * 3;
        rgb[to] = stored[from];
        rgb[to + 1] = stored[pixels + from];
        rgb[to + 2] = stored[2 * pixels + from];
      }
    return rgb;
  }

  /** Metres, [height, width], 0 where nothing was measured; `filled`: with holes painted in. */
  depth(index: number, map: 'raw' | 'filled'): Float32Array {
    const name = map === 'raw' ? 'rawDepths' : 'depths';
    const depth = this.raster(name, index);
    if (!(depth instanceof Float32Array)) throw this.wrongType(name, '32-bit floating point');
    return depth;
  }

  annotation(index: number): NyuAnnotation {
    const labels = this.raster('labels', index);
    if (!(labels instanceof Uint16Array)) throw this.wrongType('labels', '16 bits');
    if (!this.has('instances')) return { ...this.size, labels };
    const instances = this.raster('instances', index);
    if (!(instances instanceof Uint8Array)) throw this.wrongType('instances', '8 bits');
    return { ...this.size, labels, instances };
  }

  /** What is known of the n-th image from 0 besides its rasters. */
  record(index: number): ImageRecord {
    if (!this.records) {
      const records = Array.from({ length: this.count }, (): ImageRecord => ({}));
      const present = new Set(this.opened.names());
      for (const [field, name] of Object.entries(recordFields) as [keyof ImageRecord, string][])
        if (present.has(name)) textsOf(this.opened, name, this.count).forEach((text, i) => (records[i][field] = text));
      this.records = records;
    }
    return this.records[index];
  }

  close(): void {
    this.opened.close();
  }

  private raster(name: RasterName, index: number): Float32Array | Uint16Array | Uint8Array | undefined {
    const dataset = this.rasters.get(name);
    if (!dataset) throw new InputError(`${this.file} has no ${name}. Download the file of the labelled images.`);
    const stored = dataset.read([[index, index + 1]]);
    if (stored instanceof Float32Array || stored instanceof Uint16Array || stored instanceof Uint8Array)
      return transposed(stored, this.size);
    return undefined;
  }

  private wrongType(name: string, expected: string): InputError {
    return new InputError(`${this.file}: ${name} are not numbers of ${expected}. Download the file again.`);
  }
}

/** One text for each image. */
function textsOf(opened: Hdf5File, name: string, count: number): string[] {
  const texts = opened.dataset(name).readTexts();
  if (texts.length === count) return texts;
  throw new InputError(
    `${opened.file}: ${name} has ${texts.length} entries for ${count} images. Download the file again.`,
  );
}

/** [column, row] as [row, column]. */
function transposed<T extends Float32Array | Uint16Array | Uint8Array>(stored: T, { width, height }: RasterSize): T {
  const SameType = stored.constructor as new (length: number) => T;
  const raster = new SameType(stored.length);
  for (let u = 0; u < width; u++) for (let v = 0; v < height; v++) raster[v * width + u] = stored[u * height + v];
  return raster;
}
