import { decodeColour } from '../../src/image/decode.js';
import { BenchmarkImages, byId, firstFifthForValidation, type BenchmarkImage } from './benchmark-images.js';
import { depthFromDisparity, parseDepthMap, parseFlowMap } from './depth-maps.js';
import { calibrationOf } from './frame-calibration.js';
import type { RecordedFrame } from './kitti-sample.js';
import type { LayoutKind } from './layout.js';
import { inFolder } from './tree-paths.js';
import { sameSize } from './same-size.js';

/** Folders of the maps of all pixels, and of those only that both images show. */
const mapFolders = {
  occ: { disparity: 'disp_occ_0', flow: 'flow_occ' },
  noc: { disparity: 'disp_noc_0', flow: 'flow_noc' },
} as const;

type MapFolders = (typeof mapFolders)['occ' | 'noc'];

/** Stereo and optical flow of 200 images (2015). */
export const stereoLayout: LayoutKind = {
  name: 'stereo',
  expected:
    'stereo: training/{image_2,image_3,disp_occ_0,disp_noc_0,flow_occ,flow_noc}/000000_10.png, training/calib_cam_to_cam/000000.txt, testing/… (also below scene_flow/)',
  bases: ['', 'scene_flow', 'data_scene_flow', 'stereo'],
  isAt: async (tree, base) => {
    for (const folder of Object.values(mapFolders).flatMap((kind) => Object.values(kind)))
      if (await tree.hasFolder(inFolder(base, `training/${folder}`))) return true;
    return false;
  },
  open: async ({ tree, base }, { every, maps, incomplete }) => {
    const folders = mapFolders[maps];
    const png = (number: string): string => `${number}.png`;
    const files = await BenchmarkImages.find(tree, base, {
      images: 'image_2',
      pattern: /^(\d{6}_10)\.png$/,
      every,
      beside: {
        image_3: png,
        [folders.disparity]: png,
        [folders.flow]: png,
        calib_cam_to_cam: (number) => `${number.slice(0, 6)}.txt`,
      },
    });
    const lacks = (folder: string, image: BenchmarkImage): boolean => files.presentIn(folder, image) === undefined;
    const lacking = files.images.filter((image) => image.training && lacks(folders.disparity, image));
    const leftOut = incomplete === 'leave-out' ? new Set(lacking) : new Set();
    const images = files.images.filter((image) => !leftOut.has(image));
    const uncalibrated = images.filter((image) => lacks('calib_cam_to_cam', image));
    const notes = ['The first fifth of the training images is val; test images have no truth.'];
    if (lacking.length > 0)
      notes.push(
        `Training images without ${folders.disparity}${leftOut.size > 0 ? ', left out' : ''}: ${lacking.length}.`,
      );
    if (uncalibrated.length > 0)
      notes.push(
        `Images without calib_cam_to_cam: ${uncalibrated.length}. Their cameras are those of the day that the image size tells.`,
      );
    const imageOf = byId(images);
    return {
      scenes: firstFifthForValidation(images),
      modalities: images.some((image) => !lacks(folders.disparity, image)) ? ['depth'] : [],
      classes: [],
      notes,
      sharedFiles: [],
      hasDepthMaps: true,
      filesOf: (id) => files.filesOf(imageOf(id)),
      read: (id) => readFrame(files, imageOf(id), folders),
    };
  },
};

async function readFrame(files: BenchmarkImages, image: BenchmarkImage, folders: MapFolders): Promise<RecordedFrame> {
  const { tree } = files;
  const path = files.imagePath(image);
  const colour = await decodeColour(await tree.read(path), tree.describe(path));
  const frame: RecordedFrame = { ...colour, ...(await calibrationOf(files, image, colour)) };
  const right = files.presentIn('image_3', image);
  if (right !== undefined) {
    const other = await decodeColour(await tree.read(right), tree.describe(right));
    sameSize(other, colour, tree.describe(right));
    frame.rightRgb = other.rgb;
  }
  const disparity = files.presentIn(folders.disparity, image);
  if (disparity !== undefined) {
    const map = parseDepthMap(await tree.read(disparity), tree.describe(disparity));
    sameSize(map, colour, tree.describe(disparity));
    frame.disparity = map.values;
    frame.depth = depthFromDisparity(map.values, frame.camera, tree.describe(disparity));
  }
  const flow = files.presentIn(folders.flow, image);
  if (flow !== undefined) {
    const map = parseFlowMap(await tree.read(flow), tree.describe(flow));
    sameSize(map, colour, tree.describe(flow));
    frame.flow = map.values;
  }
  return frame;
}
