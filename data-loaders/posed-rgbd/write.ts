import * as fs from 'node:fs';
import * as path from 'node:path';
import { writePng } from '../../src/formats/png.js';
import type { Camera } from '../../src/geometry/camera.js';
import { InputError } from '../../src/support/errors.js';
import { makeFolder, writeFileAtomic } from '../../src/support/files.js';
import { isPosed, type PosedSample } from '../posed-sample.js';
import type { SceneDataset, Split } from '../sample.js';

/** Options of {@link writePosedRgbd}. */
export interface WritePosedRgbdOptions {
  /** All splits when omitted. */
  split?: Split;
}

/** Largest stored depth in millimetres; the one above it means "no measurement". */
const farthest = 65534;

/** Pixels by which the camera of a frame may differ from the mean of its scene, of which the layout has one. */
const cameraTolerance = 1;

/**
 * Writes frames with depth and pose as folders that {@link posedRgbd} and most tools of the field read, a folder a scene:
 * colour and 16-bit depth in millimetres as PNG, poses (camera to world), and the scene's mean intrinsics. Returns the
 * folders.
 *
 * Depths are rounded to millimetres; from 65.535 m on they are written as not measured. Whatever else the samples carry
 * (normals, albedo, classes) has no place in this layout.
 * Throws InputError for a frame without depth or pose, one whose camera differs by more than a pixel from the mean of its
 * scene's, no frames, and a folder of a scene that is there already.
 */
export async function writePosedRgbd(
  dataset: SceneDataset,
  root: string,
  { split }: WritePosedRgbdOptions = {},
): Promise<string[]> {
  const scenes = dataset.scenes.filter((scene) => split === undefined || scene.split === split);
  if (scenes.length === 0)
    throw new InputError(`${dataset.name} has no scenes in ${split ?? 'any split'}: there is nothing to write.`);
  const folders: string[] = [];
  for (const { id, frames } of scenes) {
    const folder = path.join(root, id.replace(/[^\w.-]+/g, '_'));
    if (fs.existsSync(folder)) throw new InputError(`${folder} is there already: name another folder, or delete it.`);
    const samples: PosedSample[] = [];
    for (const frame of frames) {
      const sample = await dataset.load(frame);
      if (!isPosed(sample))
        throw new InputError(`Frame ${frame} has no depth or no pose: such a folder needs both of every frame.`);
      samples.push(sample);
    }
    makeFolder(folder);
    writeFileAtomic(path.join(folder, 'camera-intrinsics.txt'), intrinsicsText(samples));
    samples.forEach((sample, i) => writeFrame(sample, path.join(folder, `frame-${String(i).padStart(6, '0')}`)));
    folders.push(folder);
  }
  return folders;
}

function writeFrame({ width, height, rgb, depth, worldFromCamera }: PosedSample, name: string): void {
  const millimetres = Uint16Array.from(depth, (metres) => {
    const stored = Math.round(1000 * metres);
    return stored <= farthest ? stored : 0;
  });
  writeFileAtomic(`${name}.color.png`, writePng({ width, height, channels: 3, values: rgb }));
  writeFileAtomic(`${name}.depth.png`, writePng({ width, height, channels: 1, values: millimetres }));
  writeFileAtomic(`${name}.pose.txt`, matrixText([...worldFromCamera], 4));
}

/** The mean camera of frames. Throws InputError where one differs too much from it. */
function intrinsicsText(samples: readonly PosedSample[]): string {
  const keys = ['fx', 'fy', 'cx', 'cy'] as const;
  const mean = (of: (camera: Camera) => number): number =>
    samples.reduce((sum, { camera }) => sum + of(camera) / samples.length, 0);
  const [fx, fy, cx, cy] = keys.map((key) => {
    const value = mean((camera) => camera[key]);
    for (const { id, camera } of samples)
      if (Math.abs(camera[key] - value) > cameraTolerance)
        throw new InputError(
          `Frame ${id} has ${key} ${camera[key]}, the mean of its scene is ${value}: this layout has one camera a folder. Write frames of one camera.`,
        );
    return value;
  });
  return matrixText([fx, 0, cx, 0, fy, cy, 0, 0, 1], 3);
}

function matrixText(values: readonly number[], side: number): string {
  const lines = Array.from({ length: side }, (_, row) => values.slice(row * side, (row + 1) * side).join(' '));
  return `${lines.join('\n')}\n`;
}
