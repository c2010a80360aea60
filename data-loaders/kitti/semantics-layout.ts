import { readDepthPng, readLabelPng } from '../../src/formats/single-channel-png.js';
import { decodeColour } from '../../src/image/decode.js';
import { classSets, type ClassSet } from '../cityscapes/class-set.js';
import { checkLabelIds } from '../cityscapes/instance-ids.js';
import { BenchmarkImages, byId, firstFifthForValidation, type BenchmarkImage } from './benchmark-images.js';
import { calibrationOf } from './frame-calibration.js';
import { countedInstances, instanceBoxes } from './instance-boxes.js';
import type { RecordedFrame } from './kitti-sample.js';
import type { LayoutKind } from './layout.js';
import { inFolder } from './tree-paths.js';
import { sameSize } from './same-size.js';

/** Semantic and instance labels of 200 images (2015). */
export const semanticsLayout: LayoutKind = {
  name: 'semantics',
  expected: 'semantics: training/{image_2,semantic,instance}/000000_10.png, testing/image_2/… (also below semantics/)',
  bases: ['', 'semantics', 'data_semantics'],
  isAt: (tree, base) => tree.hasFolder(inFolder(base, 'training/semantic')),
  open: async ({ tree, base }, { every, labels }) => {
    const png = (number: string): string => `${number}.png`;
    const files = await BenchmarkImages.find(tree, base, {
      images: 'image_2',
      pattern: /^(\d{6}_10)\.png$/,
      every,
      beside: { semantic: png, instance: png, calib_cam_to_cam: (number) => `${number.slice(0, 6)}.txt` },
    });
    const imageOf = byId(files.images);
    const classes = classSets[labels];
    const has = (folder: string): boolean => files.images.some((image) => files.presentIn(folder, image) !== undefined);
    return {
      scenes: firstFifthForValidation(files.images),
      modalities: [
        ...(has('semantic') ? (['semantics'] as const) : []),
        ...(has('instance') ? (['instances', 'boxes'] as const) : []),
      ],
      classes: classes.names,
      legend: classes.legend,
      trainIds: classes.trainIds,
      notes: [
        'The first fifth of the training images is val, as Pri3D has it; test images have no labels.',
        'The download has no calibration: cameras are those of the day that the image size tells.',
      ],
      sharedFiles: [],
      hasDepthMaps: false,
      filesOf: (id) => files.filesOf(imageOf(id)),
      read: (id) => readFrame(files, imageOf(id), classes),
    };
  },
};

async function readFrame(files: BenchmarkImages, image: BenchmarkImage, classes: ClassSet): Promise<RecordedFrame> {
  const { tree } = files;
  const path = files.imagePath(image);
  const colour = await decodeColour(await tree.read(path), tree.describe(path));
  const frame: RecordedFrame = { ...colour, ...(await calibrationOf(files, image, colour)) };
  const semantic = files.presentIn('semantic', image);
  if (semantic !== undefined) {
    const ids = readLabelPng(await tree.read(semantic), tree.describe(semantic));
    sameSize(ids, colour, tree.describe(semantic));
    checkLabelIds(ids.values, ids.width, tree.describe(semantic));
    frame.rawSemantics = Uint16Array.from(ids.values);
    frame.semantics = frame.rawSemantics.map((id) => classes.ofLabelId[id]);
  }
  const instance = files.presentIn('instance', image);
  if (instance !== undefined) {
    const stored = readDepthPng(await tree.read(instance), tree.describe(instance));
    sameSize(stored, colour, tree.describe(instance));
    frame.boxes = instanceBoxes(stored.values, stored.width, classes, tree.describe(instance));
    frame.instances = countedInstances(stored.values);
  }
  return frame;
}
