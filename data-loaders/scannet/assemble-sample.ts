import type { Camera } from '../../src/geometry/camera.js';
import { invertPose, multiplyPoses, type Pose } from '../../src/geometry/pose.js';
import { resizeNearest, type RasterSize } from '../../src/image/resample.js';
import { InputError } from '../../src/support/errors.js';
import type { Sample } from '../sample.js';
import { labelsOf, type LabelMap } from './label-map.js';
import type { ScanFolder } from './layout.js';
import type { Intrinsics } from './matrix-text.js';
import { registerAtOnePlace, registerByDepth, type Registration, type View } from './registration.js';
import type { Calibration, IdImage, StoredFrame } from './stored-frame.js';

/** What a frame's parts give when they are brought to one camera. */
export type Assembled = Pick<
  Sample,
  'width' | 'height' | 'rgb' | 'camera' | 'depth' | 'semantics' | 'rawSemantics' | 'instances' | 'worldFromCamera'
>;

/**
 * Brings the parts of a frame to one camera and size: that of the depth image, to which colour, labels and instances are
 * registered by the intrinsics of both; where there is no depth, that of the colour image.
 *
 * Without `labels`, the map of their ids, labels are left out. Throws InputError naming the scan if the intrinsics cannot belong to the images, or naming the label image if it shows
 * another view or holds a label outside the table.
 */
export function assembleSample(
  frame: StoredFrame,
  calibration: Calibration,
  labels: LabelMap | undefined,
  { tree, folder }: Pick<ScanFolder, 'tree' | 'folder'>,
): Assembled {
  const scan = tree.describe(folder);
  const colour = viewOf(calibration.colour, frame.colour, `${scan}: colour`);
  if (!frame.depth || !calibration.depth) return colourSample(frame, colour, calibration.colourFromDepth, labels);
  const view = viewOf(calibration.depth, frame.depth, `${scan}: depth`);
  const depth = metresOf(frame.depth.values, calibration.unitsPerMetre);
  const { colourFromDepth } = calibration;
  const registration = colourFromDepth
    ? registerByDepth(colour, view, colourFromDepth, depth)
    : registerAtOnePlace(colour, view);
  return {
    ...rasters(frame, colour, labels, registration),
    width: view.width,
    height: view.height,
    camera: cameraOf(view),
    depth,
    worldFromCamera: frame.pose,
  };
}

/** In a loop, which is ten times as fast as `Float32Array.from`. */
function metresOf(stored: Uint16Array, unitsPerMetre: number): Float32Array {
  const metres = new Float32Array(stored.length);
  for (let i = 0; i < stored.length; i++) metres[i] = stored[i] / unitsPerMetre;
  return metres;
}

/** The poses of a scan are those of its depth camera. */
function colourSample(
  frame: StoredFrame,
  view: View,
  colourFromDepth: Pose | undefined,
  labels: LabelMap | undefined,
): Assembled {
  const registration: Registration = {
    colour: (rgb) => rgb,
    labels: (ids, size) => resizeNearest(ids, size, view),
  };
  return {
    ...rasters(frame, view, labels, registration),
    width: view.width,
    height: view.height,
    camera: cameraOf(view),
    worldFromCamera:
      frame.pose && colourFromDepth ? multiplyPoses(frame.pose, invertPose(colourFromDepth)) : frame.pose,
  };
}

function rasters(
  { colour, labels, instances }: StoredFrame,
  view: View,
  map: LabelMap | undefined,
  registration: Registration,
): Pick<Assembled, 'rgb' | 'semantics' | 'rawSemantics' | 'instances'> {
  const registered = (image: IdImage | undefined): Uint16Array | undefined => {
    if (image) checkAspect(image, view);
    return image && registration.labels(image.ids, image);
  };
  const rawSemantics = map && registered(labels);
  return {
    rgb: registration.colour(colour.rgb),
    ...(rawSemantics && { rawSemantics, semantics: labelsOf(rawSemantics, map!, labels!.file) }),
    ...(instances && { instances: registered(instances) }),
  };
}

function viewOf(intrinsics: Intrinsics, { width, height }: RasterSize, name: string): View {
  const { cx, cy } = intrinsics;
  if (!(cx > 0 && cx < width && cy > 0 && cy < height))
    throw new InputError(
      `${name} has its principal point at (${cx}, ${cy}), outside its images of ${width}×${height}. Give the intrinsics of these images, in their pixels.`,
    );
  return { ...intrinsics, width, height };
}

function cameraOf({ width, height, fx, fy, cx, cy }: View): Camera {
  return { width, height, fx, fy, cx, cy };
}

/** Annotations may be smaller or larger than the colour image, but show the same view: 1296×968 and 640×480 do. */
const aspectTolerance = 0.02;

function checkAspect(image: IdImage, colour: View): void {
  const ratio = image.width / image.height / (colour.width / colour.height);
  if (Math.abs(ratio - 1) > aspectTolerance)
    throw new InputError(
      `${image.file} is ${image.width}×${image.height}, the colour image ${colour.width}×${colour.height}: another aspect ratio, so they do not show the same view. Use annotations of the uncropped image.`,
    );
}
