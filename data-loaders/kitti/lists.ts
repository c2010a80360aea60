import { InputError } from '../../src/support/errors.js';

/** A frame of a raw recording as a list of a split names it. */
export interface ListedFrame {
  /** `2011_09_26_drive_0002_sync` */
  drive: string;
  camera: 0 | 1 | 2 | 3;
  /** Ten digits. */
  number: string;
}

const image =
  /^\/?(\d{4}_\d{2}_\d{2})\/(\1_drive_\d{4}_(?:sync|extract))\/image_0([0-3])\/data\/(\d{10})\.(?:png|jpe?g)$/;

/**
 * The frames of a list as BTS publishes that of Eigen's split, in its order: a line is the path of an image in the raw recordings, the path of
 * its depth map or `None`, and the focal length; only the image matters here. Throws InputError naming `file` and line.
 */
export function parseFrameList(text: string, file: string): ListedFrame[] {
  return lines(text).map(([line, number]) => {
    const path = line.split(/\s+/)[0];
    const [, , drive, camera, frame] = image.exec(path) ?? [];
    if (drive === undefined)
      throw new InputError(
        `${file}, line ${number}, names no image of a raw recording (<date>/<date>_drive_0001_sync/image_02/data/0000000000.png): ${JSON.stringify(path)}. Give a list as published with BTS.`,
      );
    return { drive, camera: Number(camera) as ListedFrame['camera'], number: frame };
  });
}

/** The six-digit numbers of a list of the object benchmark, one a line. Throws InputError naming `file` and line. */
export function parseNumberList(text: string, file: string): string[] {
  return lines(text).map(([line, number]) => {
    if (!/^\d{6}$/.test(line))
      throw new InputError(
        `${file}, line ${number}, is no number of six digits: ${JSON.stringify(line)}. Give a list of numbers like 000003, one a line.`,
      );
    return line;
  });
}

/** Lines that are not blank, with their numbers from 1. */
function lines(text: string): [string, number][] {
  return text
    .split('\n')
    .map((line, index): [string, number] => [line.trim(), index + 1])
    .filter(([line]) => line !== '');
}
