import { invertPose, multiplyPoses } from '../../src/geometry/pose.js';
import { decodeColour } from '../../src/image/decode.js';
import { InputError } from '../../src/support/errors.js';
import { readText } from '../../src/support/files.js';
import type { Scene, Split } from '../sample.js';
import { BenchmarkImages, byId, oneScenePerImage, type BenchmarkImage } from './benchmark-images.js';
import type { RecordedFrame } from './kitti-sample.js';
import type { LayoutKind } from './layout.js';
import { parseNumberList } from './lists.js';
import { objectClasses, parseObjectLabels } from './object-labels.js';
import { inFolder, readTextFile } from './tree-paths.js';
import { listsOf, type CompleteOptions } from './options.js';
import { scanInCamera } from './projection.js';
import { cameraOf, camerasOf, objectRig } from './rig.js';
import { parseVelodyne } from './velodyne.js';

/** The boxes in pixels are those of the left colour image. */
const labelledCamera = 2;

/** The object benchmark: single images with scan, calibration and labelled boxes. */
export const objectLayout: LayoutKind = {
  name: 'object',
  expected:
    'object: training/{image_2,calib,label_2,velodyne}/000000.{png,txt,txt,bin}, testing/… (also below object/)',
  bases: ['', 'object', 'data_object'],
  isAt: async (tree, base) => {
    for (const part of ['training', 'testing'])
      for (const folder of ['calib', 'label_2', 'velodyne'])
        if (await tree.hasFolder(inFolder(base, `${part}/${folder}`))) return true;
    return false;
  },
  open: async ({ tree, base }, options) => {
    const text = (number: string): string => `${number}.txt`;
    const files = await BenchmarkImages.find(tree, base, {
      images: `image_${options.camera}`,
      pattern: /^(\d{6})\.(?:png|jpe?g)$/,
      every: options.every,
      beside: { calib: text, label_2: text, velodyne: (number) => `${number}.bin` },
    });
    const lacking = files.images.filter((image) => !isComplete(files, image));
    const leftOut = options.incomplete === 'leave-out' ? new Set(lacking) : new Set();
    const images = files.images.filter((image) => !leftOut.has(image));
    const { scenes, note } = splitObjects(images, options);
    const hasScans = images.some((image) => files.presentIn('velodyne', image) !== undefined);
    const hasLabels = images.some((image) => files.presentIn('label_2', image) !== undefined);
    const notes = [note];
    if (lacking.length > 0)
      notes.push(`Images without scan or label${leftOut.size > 0 ? ', left out' : ''}: ${lacking.length}.`);
    if (hasScans) notes.push('The world of each image is the frame of its laser scanner, z up: images share no world.');
    const imageOf = byId(images);
    return {
      scenes,
      modalities: [
        ...(hasScans ? (['depth', 'pose', 'points'] as const) : []),
        ...(hasLabels && options.camera === labelledCamera ? (['boxes'] as const) : []),
        ...(hasLabels ? (['boxes3d'] as const) : []),
      ],
      classes: objectClasses,
      notes,
      sharedFiles: [],
      hasDepthMaps: false,
      filesOf: (id) => files.filesOf(imageOf(id)),
      read: (id) => readFrame(files, imageOf(id), options),
    };
  },
};

function isComplete(files: BenchmarkImages, image: BenchmarkImage): boolean {
  const hasScan = files.presentIn('velodyne', image) !== undefined;
  return hasScan && (!image.training || files.presentIn('label_2', image) !== undefined);
}

async function readFrame(
  files: BenchmarkImages,
  image: BenchmarkImage,
  options: CompleteOptions,
): Promise<RecordedFrame> {
  const { tree } = files;
  const path = files.imagePath(image);
  const calibration = files.pathIn('calib', image);
  if (files.presentIn('calib', image) === undefined)
    throw new InputError(`${tree.describe(calibration)} is missing. Unpack data_object_calib.zip.`);
  const rig = objectRig(await readTextFile(tree, calibration), tree.describe(calibration));
  const scanPath = files.presentIn('velodyne', image);
  // Images are decoded by other threads while scans are read.
  const [colour, scan] = await Promise.all([
    tree.read(path).then((bytes) => decodeColour(bytes, tree.describe(path))),
    scanPath === undefined
      ? undefined
      : tree.read(scanPath).then((bytes) => parseVelodyne(bytes, tree.describe(scanPath))),
  ]);
  const { camera, cameraFromRectified } = cameraOf(rig, options.camera, colour, tree.describe(path));
  const cameraFromVelodyne = multiplyPoses(cameraFromRectified, rig.rectifiedFromVelodyne!);
  const cameras = camerasOf(rig, colour);
  const frame: RecordedFrame = { ...colour, camera, cameraFromRectified, cameras, cameraFromVelodyne };
  if (scan) {
    frame.points = scanInCamera(scan, cameraFromVelodyne, { camera, rgb: colour.rgb });
    frame.worldFromCamera = invertPose(cameraFromVelodyne);
  }
  const label = files.presentIn('label_2', image);
  if (label !== undefined) {
    const text = await readTextFile(tree, label);
    const { boxes, boxes3d } = parseObjectLabels(text, tree.describe(label), cameraFromRectified);
    frame.boxes3d = boxes3d;
    if (options.camera === labelledCamera) frame.boxes = boxes;
  }
  return frame;
}

/** By lists of numbers if given; else all training images are for training, since nothing tells their drives. */
function splitObjects(images: readonly BenchmarkImage[], options: CompleteOptions): { scenes: Scene[]; note: string } {
  const lists = listsOf(options);
  if (lists.length === 0)
    return {
      scenes: oneScenePerImage(images, ({ training }) => (training ? 'train' : 'test')),
      note: 'All training images are train, all test images (without labels) test: give lists of numbers (`trainList` …) to validate on some of them.',
    };
  const splitOf = new Map<string, Split>();
  for (const [split, file] of lists)
    for (const number of parseNumberList(readText(file), file)) {
      if (splitOf.has(number))
        throw new InputError(
          `${file} lists ${number}, which is listed before for ${splitOf.get(number)}. List it once.`,
        );
      splitOf.set(number, split);
    }
  const listed = images.filter(({ training, number }) => training && splitOf.has(number));
  if (listed.length === 0)
    throw new InputError(
      `None of the ${splitOf.size} images that the lists name is there. Check the lists and the root.`,
    );
  return {
    scenes: oneScenePerImage(listed, ({ number }) => splitOf.get(number)!),
    note: `Training images split by lists: ${listed.length} of the ${splitOf.size} listed are there; others are left out.`,
  };
}
