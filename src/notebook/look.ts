import * as path from 'node:path';
import { inspect } from 'node:util';
import { rooms } from '../../data-loaders/rooms/index.js';
import type { SceneDataset } from '../../data-loaders/sample.js';
import { lookAt, type Look, type LookAtOptions } from '../analysis/index.js';
import { startBackend } from '../backend/index.js';
import { encoderSource, type FeatureSource } from '../features/index.js';
import { writePng } from '../formats/index.js';
import { decodePhotograph, resizeNearest, type ColourImage } from '../image/index.js';
import { loadZoo, type Encoder } from '../nn/index.js';
import { formatNumber } from '../plot/index.js';
import { defaultSignal } from '../support/default-signal.js';
import { makeFolder, writeFileAtomic } from '../support/files.js';
import type { CompositeOptions } from './composite-png.js';
import { jupyterDisplay, type Displayable } from './displayable.js';
import { lookPictures } from './look-pictures.js';
import { lookSheet } from './look-sheet.js';
import type { MimeBundle } from './nbformat.js';
import type { Raster } from './rasters.js';

/** Options of {@link look}. */
export interface LookOptions extends Partial<
  Pick<LookAtOptions, 'stage' | 'places' | 'neighbours' | 'seed' | 'signal'>
> {
  /** Who looks, by name; the encoders of the zoo unless given. */
  encoders?: Readonly<Record<string, Encoder | FeatureSource>>;
  /** On what the probes are fitted; Rooms as the encoders of the zoo saw it unless given. */
  world?: SceneDataset;
}

/** Scenes of Rooms on which probes are fitted, chosen and scored. */
const scenes = { train: 64, val: 24, test: 40 };

/** Least width in pixels of the pictures that are written one by one. */
const pictureWidth = 640;

/** What encoders see in a photograph, as one page of pictures; show it with `display`. */
export class PhotographLook implements Displayable {
  constructor(
    readonly look: Look,
    private readonly photograph: ColourImage,
  ) {}

  /** The page as PNG, with two image pixels per screen pixel unless told. */
  png(options: CompositeOptions = { density: 2 }): Promise<Uint8Array> {
    return lookSheet(this.look, lookPictures(this.look), this.photograph, options);
  }

  /** Writes the page `look.png` and each of its maps as PNG of its own into a folder; returns their paths. */
  async save(folder: string): Promise<string[]> {
    makeFolder(folder);
    const { seen, position, encoders } = lookPictures(this.look);
    const single: [string, Raster][] = [['seen', seen], ['position-depth', position]]; // prettier-ignore
    for (const { name, colour, depth, features } of encoders)
      single.push([`${name}-colour`, colour], [`${name}-depth`, depth], [`${name}-features`, features]);
    const files: [string, Uint8Array][] = [['look', await this.png()], ...single.map(([name, raster]): [string, Uint8Array] => [name, enlarged(raster)])]; // prettier-ignore
    return files.map(([name, png]) => {
      const file = path.join(folder, `${name}.png`);
      writeFileAtomic(file, png);
      return file;
    });
  }

  async [jupyterDisplay](): Promise<MimeBundle> {
    const png = await this.png({ density: 1.5, fewColours: true });
    return { 'image/png': Buffer.from(png).toString('base64'), 'text/plain': this.describe() };
  }

  [inspect.custom](): string {
    return this.describe();
  }

  private describe(): string {
    const { photograph, world, encoders } = this.look;
    const lines = encoders.map(({ name, stage, colour, depth }) => `${name} at ${stage}: R² of colour here ${formatNumber(colour.r2)}; of depth in ${world} ${formatNumber(depth.r2InWorld)}, r with the place alone ${formatNumber(depth.likePosition)}`); // prettier-ignore
    return [`What is seen in ${photograph.id} (${photograph.width} × ${photograph.height})`, ...lines].join('\n');
  }
}

/**
 * What each variation of the zoo, or any encoder of this package, sees in a photograph: colour and depth as linear probes fitted on Rooms
 * read them out, features as colours, and what in Rooms looks most alike, as one page to `display`. See `lookAt` for what is
 * measured; a backend is started where none runs.
 *
 * Throws InputError when the file is no picture that can be read, and as `lookAt` does.
 */
export async function look(
  photograph: string | (ColourImage & { name?: string }),
  { encoders, world, seed = 0, signal = defaultSignal(), ...options }: LookOptions = {},
): Promise<PhotographLook> {
  const image = typeof photograph === 'string' ? await decodePhotograph(photograph) : photograph;
  const name = typeof photograph === 'string' ? path.basename(photograph) : (photograph.name ?? 'the picture');
  await startBackend();
  const own = encoders ? {} : await loadZoo();
  try {
    const sources = Object.entries(encoders ?? own).map(([key, one]) => [key, 'extract' in one ? one : encoderSource(one, { name: key, signal })] as const); // prettier-ignore
    const seenOn = world ?? rooms({ scenes });
    await seenOn.prepare?.({ signal });
    const found = await lookAt({ ...image, name }, Object.fromEntries(sources), seenOn, { ...options, seed, signal });
    return new PhotographLook(found, image);
  } finally {
    for (const encoder of Object.values(own)) encoder.dispose();
  }
}

function enlarged(raster: Raster): Uint8Array {
  const factor = Math.max(1, Math.ceil(pictureWidth / raster.width));
  const size = { width: raster.width * factor, height: raster.height * factor };
  return writePng({ ...size, channels: 3, values: resizeNearest(raster.rgb, raster, size, 3) });
}
