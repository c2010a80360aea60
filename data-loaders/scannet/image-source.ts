import type { FileTree } from '../../src/formats/file-tree.js';
import { readNetpbm } from '../../src/formats/netpbm.js';
import { readDepthPng, type DepthImage } from '../../src/formats/single-channel-png.js';
import type { Pose } from '../../src/geometry/pose.js';
import { decodeColour } from '../../src/image/decode.js';
import { InputError } from '../../src/support/errors.js';
import { fingerprintFiles } from '../fingerprint-files.js';
import { findAnnotation, findAnnotation25k, type OpenArchives } from './annotations.js';
import { imagesInFolders, imagesOfCpp } from './image-files.js';
import { cppColour, type ScanFolder } from './layout.js';
import { parseNumbers, poseOrLost } from './matrix-text.js';
import type { NumberedFiles } from './numbered-files.js';
import type { Calibration, FrameSource } from './stored-frame.js';
import { calibration25k, cppCalibration, pythonCalibration } from './text-calibration.js';

/**
 * The frames of a scan that were exported as images: `scannet_frames_25k`, or what the Python or the C++ SensReader
 * writes. Lists files, reads none. Throws InputError if a frame is there twice or the calibration is missing.
 */
export async function imageSource(
  scan: ScanFolder,
  layout: 'frames25k' | 'export',
  every: number,
  archives: OpenArchives,
): Promise<FrameSource> {
  const { tree, folder, id } = scan;
  const is25k = layout === 'frames25k';
  const isCpp = !is25k && (await tree.list(folder)).files.some((file) => cppColour.test(file));
  const { colour, depth, pose } = isCpp ? await imagesOfCpp(scan) : await imagesInFolders(scan);
  const hasDepth = depth.size > 0;
  const [labels, instances] = is25k
    ? [await findAnnotation25k(scan, 'label'), await findAnnotation25k(scan, 'instance')]
    : [await findAnnotation(scan, 'label', archives), await findAnnotation(scan, 'instance', archives)];
  const calibrationFiles = await (isCpp
    ? cppCalibration(scan)
    : is25k
      ? calibration25k(scan, hasDepth)
      : pythonCalibration(scan, hasDepth));
  const numbers = [...colour.keys()].filter((_, i) => i % every === 0);
  const images = [colour, depth, pose].flatMap((files) => numbers.flatMap((number) => files.get(number) ?? []));
  const annotated = [...(labels?.files ?? []), ...(instances?.files ?? [])];
  let calibration: Promise<Calibration> | undefined;
  return {
    names: numbers.map((number) => frameName(colour.get(number)!)),
    carried: {
      depth: hasDepth,
      pose: pose.size > 0,
      labels: labels !== undefined,
      instances: instances !== undefined,
    },
    labelKind: is25k ? 'nyu40' : 'raw',
    fingerprint: await fingerprintFiles(tree, [...images, ...calibrationFiles.files, ...annotated], id),
    calibration: () => (calibration ??= calibrationFiles.read()),
    read: async (index) => {
      const number = numbers[index];
      const path = colour.get(number)!;
      return {
        colour: await decodeColour(await tree.read(path), tree.describe(path)),
        depth: hasDepth ? await readDepth(tree, fileOf(tree, depth, number)) : undefined,
        pose: pose.size > 0 ? await readPose(tree, fileOf(tree, pose, number)) : undefined,
        labels: await labels?.read(number),
        instances: await instances?.read(number),
      };
    },
  };
}

/** The number in a file's name as it is written: `000100`, or 25 where it is not padded. */
function frameName(path: string): string {
  return /(\d+)(?:\.color)?\.\w+$/.exec(path)![1];
}

/** The file of a frame. Throws InputError if there is none, though there are such files of others. */
function fileOf(tree: FileTree, files: NumberedFiles, number: number): string {
  const path = files.get(number);
  if (path !== undefined) return path;
  const [other] = files.values();
  throw new InputError(
    `${tree.describe(other.slice(0, other.lastIndexOf('/')))} has no file of frame ${number} like ${other.slice(other.lastIndexOf('/') + 1)}, though its colour image is there. Add it or remove the frame.`,
  );
}

async function readDepth(tree: FileTree, path: string): Promise<DepthImage> {
  const [bytes, file] = [await tree.read(path), tree.describe(path)];
  if (path.endsWith('.png')) return readDepthPng(bytes, file);
  const { width, height, channels, values } = readNetpbm(bytes, file);
  if (channels !== 1 || !(values instanceof Uint16Array))
    throw new InputError(
      `${file} has ${channels} channels of ${values.BYTES_PER_ELEMENT * 8} bits; expected 1 of 16. Export it again.`,
    );
  return { width, height, values };
}

async function readPose(tree: FileTree, path: string): Promise<Pose | undefined> {
  const file = tree.describe(path);
  const text = Buffer.from(await tree.read(path)).toString('utf8');
  return poseOrLost(parseNumbers(text, [16], file), file);
}
