import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Pose } from '../../src/geometry/pose.js';
import { InputError } from '../../src/support/errors.js';
import { explainFileError } from '../../src/support/files.js';
import { readIntrinsics, readPose, type Intrinsics } from './text-matrix.js';

/** One frame on disk. */
export interface FrameFiles {
  /** Name without extensions: `frame-000000`. */
  name: string;
  colour: string;
  depth: string;
  /** Camera to the world of the folder, as stored. */
  pose: Pose;
}

/** One folder of frames, taken at one place. */
export interface RecordedScene {
  /** Name of the folder. */
  name: string;
  folder: string;
  intrinsics: Intrinsics;
  /** In the order of their numbers, which is that of time. */
  frames: FrameFiles[];
}

const colourFile = /^(frame-\d+)\.color\.(?:jpg|jpeg|png)$/;
const intrinsicsFile = 'camera-intrinsics.txt';

/**
 * Finds the scenes of a root: the root itself if it holds frames, else each of its sub-folders that does. Reads poses and
 * intrinsics, no images. Throws InputError, naming folder or file, if there is no frame, if a frame lacks its depth or
 * pose, or if a pose or the intrinsics cannot be used.
 *
 * @param every keep every n-th frame of a scene
 */
export function findScenes(root: string, every: number): RecordedScene[] {
  const folders = holdsFrames(root)
    ? [root]
    : list(root)
        .map((name) => path.join(root, name))
        .filter((folder) => fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory() && holdsFrames(folder));
  if (folders.length === 0)
    throw new InputError(
      `${root} has no frame-000000.color.jpg (or .png), and none of its sub-folders has. Point --root at the folder that holds frame-*.color.jpg, frame-*.depth.png, frame-*.pose.txt and ${intrinsicsFile}.`,
    );
  return folders.map((folder) => ({
    name: path.basename(path.resolve(folder)),
    folder,
    intrinsics: readIntrinsics(path.join(folder, intrinsicsFile)),
    frames: findFrames(folder, every),
  }));
}

function list(folder: string): string[] {
  try {
    return fs.readdirSync(folder).sort(byNumber);
  } catch (error) {
    throw explainFileError(error, folder, 'list the folder');
  }
}

/** Natural order: frame-2 before frame-10. */
function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

function holdsFrames(folder: string): boolean {
  return list(folder).some((name) => colourFile.test(name));
}

function findFrames(folder: string, every: number): FrameFiles[] {
  const names = list(folder);
  const present = new Set(names);
  const colourOf = new Map<string, string>();
  for (const name of names) {
    const frame = colourFile.exec(name)?.[1];
    if (frame !== undefined) colourOf.set(frame, name);
  }
  return [...colourOf]
    .filter((_, index) => index % every === 0)
    .map(([name, colour]) => {
      for (const part of [`${name}.depth.png`, `${name}.pose.txt`])
        if (!present.has(part))
          throw new InputError(
            `${path.join(folder, part)} is missing, though ${colour} is there. Add it or remove the frame.`,
          );
      return {
        name,
        colour: path.join(folder, colour),
        depth: path.join(folder, `${name}.depth.png`),
        pose: readPose(path.join(folder, `${name}.pose.txt`)),
      };
    });
}
