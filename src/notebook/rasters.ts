import type { FeatureMap } from '../features/feature-map.js';
import { isMeasured } from '../geometry/posed-depth.js';
import { rgbFromLab } from '../image/colour-space.js';
import { colourise, type Colormap } from '../image/colormap.js';
import type { Probed, ResultKey } from '../probes/index.js';
import { InputError } from '../support/errors.js';

/** A colour raster, sRGB [height, width, 3], 0..255. Every sample is one. */
export interface Raster {
  width: number;
  height: number;
  rgb: Uint8Array;
  /** Places around which a frame is drawn. */
  marks?: readonly Mark[];
}

/** A rectangle, in pixels of its raster. */
export interface Mark {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Options of {@link depthPicture}. */
export interface DepthPictureOptions {
  /** Metres that get the first and the last colour; by default the least and the greatest depth of this map. */
  near?: number;
  far?: number;
  colormap?: Colormap;
}

/**
 * Depth [height, width] in metres as colours on a logarithmic scale, dark near and bright far; grey where there is no
 * measurement (0).
 *
 * Throws InputError when the sample has no depth.
 */
export function depthPicture(
  { width, height, depth }: { width: number; height: number; depth?: Float32Array },
  { near, far, colormap }: DepthPictureOptions = {},
): Raster {
  if (!depth) throw new InputError('This sample has no depth: choose a dataset whose modalities include depth.');
  const logarithms = depth.map((metres) => (isMeasured(metres) ? Math.log(metres) : NaN));
  const [least, greatest] = range(logarithms);
  const low = near === undefined ? least : Math.log(near);
  const high = far === undefined ? greatest : Math.log(far);
  return { width, height, rgb: colourise(logarithms, { low, high: high > low ? high : low + 1, colormap }) };
}

/**
 * Surface normals as colours: right, up and towards the camera make red, green and blue; grey where unknown.
 *
 * Throws InputError when the sample has no normals.
 */
export function normalsPicture({
  width,
  height,
  normals,
}: {
  width: number;
  height: number;
  normals?: Float32Array;
}): Raster {
  if (!normals) throw new InputError('This sample has no normals: choose a dataset whose modalities include normals.');
  // In the camera frame y runs down and z away from the camera.
  const rgb = Uint8Array.from(normals, (value, i) => Math.round(127.5 * (1 + (i % 3 === 0 ? value : -value))));
  return { width, height, rgb };
}

/** The lightness L* at which colours without lightness are painted. */
const LIGHTNESS = 65;

/**
 * A map of one to three channels as one picture for each of its images, cell by cell: three channels are sRGB in 0..1,
 * as the probe target `rgb` reads them out; two are a* and b*, as `albedo` and `chroma` do, painted at one lightness; one
 * channel is log-depth, as the target `depth` does, coloured as by {@link depthPicture}.
 *
 * Throws InputError for another number of channels.
 */
export function mapPictures(map: FeatureMap, { near, far, colormap }: DepthPictureOptions = {}): Raster[] {
  const { count, width, height, channels } = map;
  const size = width * height * channels;
  const images = Array.from({ length: count }, (_, i) => map.values.subarray(i * size, (i + 1) * size));
  if (channels === 3)
    return images.map((values) => ({
      width,
      height,
      rgb: Uint8Array.from(values, (value) => Math.round(255 * Math.min(1, Math.max(0, value)))),
    }));
  if (channels === 2) return images.map((values) => ({ width, height, rgb: rgbFromLab(atLightness(values)) }));
  if (channels === 1)
    return images.map((values) =>
      depthPicture({ width, height, depth: values.map(Math.exp) }, { near, far, colormap }),
    );
  throw new InputError(
    `A map of ${channels} channels is no picture: read out rgb (3 channels), albedo or chroma (2), or depth (1).`,
  );
}

/** Which read-out is painted, and how. */
export interface ReadOutPictureOptions extends DepthPictureOptions, Pick<ResultKey, 'stage' | 'head'> {}

/**
 * What a probe of `rgb`, `albedo`, `chroma` or `depth` sees in some test frames, cell by cell: a picture for each, as
 * {@link mapPictures} draws it. The linear probe of the last stage unless another `head` or `stage` is given.
 *
 * Throws InputError when the target was not probed or a frame is not among the test frames.
 */
export async function readOutPictures(
  probed: Probed,
  target: string,
  frames: readonly string[],
  { stage: given, head, ...options }: ReadOutPictureOptions = {},
): Promise<Raster[]> {
  const { stage, readOut } = probed.result(target, { stage: given, head });
  const drawn = mapPictures(await readOut!.predict(probed.features.test[stage]), options);
  return frames.map((id) => {
    const index = probed.samples.test.findIndex((sample) => sample.id === id);
    if (index < 0) throw new InputError(`Frame ${id} is not among the test frames that were probed.`);
    return drawn[index];
  });
}

/** L*a*b* [cells, 3] of a*b* [cells, 2]; grey where it is not known. */
function atLightness(ab: Float32Array): Float32Array {
  const known = (value: number): number => (Number.isNaN(value) ? 0 : value);
  return Float32Array.from({ length: (ab.length / 2) * 3 }, (_, i) =>
    i % 3 === 0 ? LIGHTNESS : known(ab[2 * Math.floor(i / 3) + (i % 3) - 1]),
  );
}

function range(values: Float32Array): [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 1];
}
