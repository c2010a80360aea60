import type { FileTree } from '../../src/formats/file-tree.js';
import { InputError } from '../../src/support/errors.js';
import { colourFromDepth } from './calibration.js';
import { join, type ScanFolder } from './layout.js';
import { intrinsicsOf, parseNumbers, rigid } from './matrix-text.js';
import { parseScanInfo } from './scan-info.js';
import type { Calibration } from './stored-frame.js';

/** The text files of one scan that hold its calibration. */
export interface CalibrationFiles {
  /** Those that are there. */
  files: readonly string[];
  read(): Promise<Calibration>;
}

/** In all that ScanNet writes but the C++ export, which says. */
const millimetres = 1000;

/**
 * `intrinsics_color.txt` and `intrinsics_depth.txt` of `scannet_frames_25k`. Throws InputError naming the one that is
 * missing.
 */
export async function calibration25k({ tree, folder }: ScanFolder, hasDepth: boolean): Promise<CalibrationFiles> {
  const [colour, depth] = ['intrinsics_color.txt', 'intrinsics_depth.txt'].map((name) => join(folder, name));
  const files = hasDepth ? [colour, depth] : [colour];
  await checkFiles(tree, files);
  return {
    files,
    read: async () => ({
      colour: intrinsicsOf(await readMatrix(tree, colour, [9, 16]), tree.describe(colour)),
      depth: hasDepth ? intrinsicsOf(await readMatrix(tree, depth, [9, 16]), tree.describe(depth)) : undefined,
      unitsPerMetre: millimetres,
    }),
  };
}

/**
 * `intrinsic/{intrinsic,extrinsic}_{color,depth}.txt` of the Python SensReader. Throws InputError naming the intrinsics
 * that are missing; without extrinsics both cameras stand at one place.
 */
export async function pythonCalibration({ tree, folder }: ScanFolder, hasDepth: boolean): Promise<CalibrationFiles> {
  const path = (name: string): string => join(folder, `intrinsic/${name}.txt`);
  const [colour, depth] = [path('intrinsic_color'), path('intrinsic_depth')];
  const extrinsics = [path('extrinsic_color'), path('extrinsic_depth')];
  const files = hasDepth ? [colour, depth] : [colour];
  await checkFiles(tree, files);
  const hasExtrinsics = (await tree.has(extrinsics[0])) && (await tree.has(extrinsics[1]));
  if (hasExtrinsics) files.push(...extrinsics);
  const readRigid = async (name: string): Promise<Float64Array> =>
    rigid(await readMatrix(tree, name, [16]), tree.describe(name));
  return {
    files,
    read: async () => ({
      colour: intrinsicsOf(await readMatrix(tree, colour, [9, 16]), tree.describe(colour)),
      depth: hasDepth ? intrinsicsOf(await readMatrix(tree, depth, [9, 16]), tree.describe(depth)) : undefined,
      colourFromDepth: hasExtrinsics
        ? colourFromDepth(await readRigid(extrinsics[0]), await readRigid(extrinsics[1]))
        : undefined,
      unitsPerMetre: millimetres,
    }),
  };
}

/** `_info.txt` of the C++ SensReader. Throws InputError if it is missing. */
export async function cppCalibration({ tree, folder }: ScanFolder): Promise<CalibrationFiles> {
  const path = join(folder, '_info.txt');
  await checkFiles(tree, [path]);
  return { files: [path], read: async () => parseInfo(await readText(tree, path), tree.describe(path)) };
}

function parseInfo(text: string, file: string): Calibration {
  const info = parseScanInfo(text);
  const matrix = (key: string): Float64Array => {
    const numbers = info.get(key);
    if (numbers === undefined) throw new InputError(`${file} has no line ${key}. Export the scan again.`);
    return parseNumbers(numbers, [16], `${file}, ${key},`);
  };
  const readRigid = (key: string): Float64Array => rigid(matrix(key), `${file}, ${key},`);
  const unitsPerMetre = Number(info.get('m_depthShift'));
  if (!(unitsPerMetre > 0 && unitsPerMetre < Infinity))
    throw new InputError(`${file} has no usable m_depthShift (units of depth per metre). Export the scan again.`);
  return {
    colour: intrinsicsOf(matrix('m_calibrationColorIntrinsic'), file),
    depth: intrinsicsOf(matrix('m_calibrationDepthIntrinsic'), file),
    colourFromDepth: colourFromDepth(
      readRigid('m_calibrationColorExtrinsic'),
      readRigid('m_calibrationDepthExtrinsic'),
    ),
    unitsPerMetre,
  };
}

async function checkFiles(tree: FileTree, paths: readonly string[]): Promise<void> {
  for (const path of paths)
    if (!(await tree.has(path)))
      throw new InputError(
        `${tree.describe(path)} is missing, which holds the scan's intrinsics. Add it; frames with a camera-intrinsics.txt are read as posed-rgbd.`,
      );
}

async function readMatrix(tree: FileTree, path: string, counts: readonly number[]): Promise<Float64Array> {
  return parseNumbers(await readText(tree, path), counts, tree.describe(path));
}

async function readText(tree: FileTree, path: string): Promise<string> {
  return Buffer.from(await tree.read(path)).toString('utf8');
}
