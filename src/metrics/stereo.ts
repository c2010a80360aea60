import { InputError } from '../support/errors.js';
import { fillFromBackground } from './fill-from-background.js';
import { checkSameSize, placeOf, type Raster } from './raster.js';

/** Pixels of one region that have a true disparity. */
export interface DisparityErrors {
  pixels: number;
  /** Of them, those whose error is above 3 pixels and above 5 % of the truth. */
  outliers: number;
  /** Σ|d − g| in pixels. */
  absolute: number;
  /** Of them, those that were predicted, and not filled in. */
  predicted: number;
}

/** Errors on background and on foreground; plain data, so that workers can send it. */
export interface StereoTally {
  background: DisparityErrors;
  foreground: DisparityErrors;
  images: number;
}

/** NaN where a region has no pixel. */
export interface StereoScores {
  /** Share of outliers in percent, on background, foreground and everywhere. */
  'D1-bg': number;
  'D1-fg': number;
  'D1-all': number;
  /** End-point error: mean |d − g| in pixels. */
  EPE: number;
  /** Share of the pixels that were predicted, in percent. */
  density: number;
  pixels: number;
  images: number;
}

const outlierPixels = 3;
const outlierShare = 0.05;

/** What the devkit compares where nothing is predicted, even after filling. */
const nothing = -1;

/** Nothing, to begin with. */
export function noStereo(): StereoTally {
  return { background: noErrors(), foreground: noErrors(), images: 0 };
}

/**
 * Adds one image: predicted against true disparity in pixels, 0 = none; what the prediction leaves open is filled from
 * the background. Arithmetic is in single precision, as in the devkit, so that errors of just 5 % fall on the same side.
 *
 * @param objects 0 on background, above on foreground (`obj_map` of the devkit); without it all is background
 *
 * Throws InputError, naming `name`, if sizes differ, a disparity is negative or not a number, or none is predicted.
 *
 * Reference: Menze & Geiger, CVPR 2015; evaluate_scene_flow.cpp of KITTI's devkit.
 */
export function addStereo(
  tally: StereoTally,
  prediction: Raster,
  truth: Raster,
  { objects, name = 'The prediction' }: { objects?: Raster; name?: string } = {},
): void {
  checkSameSize(prediction, truth, name);
  if (objects) checkSameSize(objects, truth, `The object map of ${name}`);
  checkDisparities(prediction, name);
  checkDisparities(truth, `The truth of ${name}`);
  const filled = fillFromBackground(prediction.values, truth);
  if (filled.every((disparity) => disparity === 0))
    throw new InputError(`${name} has no disparity at all. Write disparity · 256 as a 16-bit PNG; 0 means none.`);
  for (let pixel = 0; pixel < filled.length; pixel++) {
    const g = truth.values[pixel];
    if (g === 0) continue;
    const error = Math.fround(Math.abs(Math.fround(g) - Math.fround(filled[pixel] || nothing)));
    const region = objects && objects.values[pixel] !== 0 ? tally.foreground : tally.background;
    region.pixels++;
    region.absolute += error;
    if (error > outlierPixels && Math.fround(error / Math.fround(g)) > outlierShare) region.outliers++;
    if (prediction.values[pixel] !== 0) region.predicted++;
  }
  tally.images++;
}

/** The errors of all parts together. */
export function mergeStereo(parts: Iterable<StereoTally>): StereoTally {
  const total = noStereo();
  for (const { background, foreground, images } of parts) {
    total.background = sumOf(total.background, background);
    total.foreground = sumOf(total.foreground, foreground);
    total.images += images;
  }
  return total;
}

/** Scores over all pixels of all images, as KITTI reports them. Throws InputError if no pixel has a true disparity. */
export function stereoScores({ background, foreground, images }: StereoTally): StereoScores {
  const all = sumOf(background, foreground);
  if (all.pixels === 0) throw new InputError('No pixel has a true disparity, so there is nothing to score.');
  const percent = (part: number, whole: number): number => (100 * part) / whole;
  return {
    'D1-bg': percent(background.outliers, background.pixels),
    'D1-fg': percent(foreground.outliers, foreground.pixels),
    'D1-all': percent(all.outliers, all.pixels),
    EPE: all.absolute / all.pixels,
    density: percent(all.predicted, all.pixels),
    pixels: all.pixels,
    images,
  };
}

function noErrors(): DisparityErrors {
  return { pixels: 0, outliers: 0, absolute: 0, predicted: 0 };
}

function sumOf(a: DisparityErrors, b: DisparityErrors): DisparityErrors {
  return {
    pixels: a.pixels + b.pixels,
    outliers: a.outliers + b.outliers,
    absolute: a.absolute + b.absolute,
    predicted: a.predicted + b.predicted,
  };
}

function checkDisparities({ values, width }: Raster, name: string): void {
  for (let pixel = 0; pixel < values.length; pixel++)
    if (!(values[pixel] >= 0 && values[pixel] < Infinity))
      throw new InputError(
        `${name} has the disparity ${values[pixel]} at ${placeOf(pixel, width)}. Expected pixels above 0, or 0 for none.`,
      );
}
