import type { FileTree } from '../../src/formats/file-tree.js';
import { readDepthPng, type DepthImage } from '../../src/formats/single-channel-png.js';
import { decodeColour, type ColourImage } from '../../src/image/decode.js';
import type { RasterSize } from '../../src/image/resample.js';
import { InputError } from '../../src/support/errors.js';
import type { Sample } from '../sample.js';
import { readAnnotation, type CityscapesAnnotation } from './annotation.js';
import { boxesOf } from './boxes.js';
import { cameraOf, parseCalibration, type Calibration } from './calibration.js';
import type { ClassSet } from './class-set.js';
import { depthFromDisparity } from './depth.js';
import { expectedPath, type FileKind, type StoredFrame, type StoredFrames } from './frames.js';
import { isInstance } from './instance-ids.js';

/** What is read of a frame besides its image. */
export interface WantedParts {
  annotations: boolean;
  depth: boolean;
  right: boolean;
}

/** A frame at its recorded size. */
export type RecordedFrame = Omit<Sample, 'id' | 'dataset' | 'scene' | 'split'>;

/** Reads the parts of frames. Every method throws InputError naming the file that is missing or cannot be used. */
export class FrameReader {
  constructor(
    private readonly tree: FileTree,
    private readonly stored: Pick<StoredFrames, 'naming'>,
    private readonly classes: ClassSet,
  ) {}

  async frame(frame: StoredFrame, wanted: WantedParts): Promise<RecordedFrame> {
    // Colour is decoded by other threads while the other parts are read.
    const left = this.colour(frame, 'left');
    const right = wanted.right ? this.colour(frame, 'right') : undefined;
    const [image, parts, other] = await Promise.all([left, this.parts(frame, wanted), right]);
    const { calibration, disparity, annotation } = parts;
    const recorded: RecordedFrame = { ...image, camera: cameraOf(calibration, image) };
    if (other) {
      this.checkSize(frame, other, image, ['right']);
      recorded.rightRgb = other.rgb;
    }
    if (disparity && calibration) {
      this.checkSize(frame, disparity, image, ['disparity']);
      recorded.depth = depthFromDisparity(disparity.values, calibration.fx, calibration.baseline);
    }
    if (annotation) {
      this.checkSize(frame, annotation, image, ['labelIds', 'instanceIds', 'polygons']);
      Object.assign(recorded, labelRasters(annotation, this.classes));
    }
    return recorded;
  }

  /** The labels of a frame, whether or not its image is there. */
  async annotation(frame: StoredFrame): Promise<CityscapesAnnotation> {
    const { labelIds, instanceIds, polygons } = frame.files;
    if (labelIds === undefined && instanceIds === undefined && polygons === undefined)
      this.pathOf(frame, 'instanceIds', 'Unpack the archive of labels, or leave labels out (annotations: false).');
    return readAnnotation(this.tree, frame.files);
  }

  private async parts(
    frame: StoredFrame,
    { annotations, depth }: WantedParts,
  ): Promise<{ calibration?: Calibration; disparity?: DepthImage; annotation?: CityscapesAnnotation }> {
    return {
      calibration: depth || frame.files.camera !== undefined ? await this.calibration(frame) : undefined,
      disparity: depth ? await this.disparity(frame) : undefined,
      annotation: annotations ? await this.annotation(frame) : undefined,
    };
  }

  private async colour(frame: StoredFrame, kind: 'left' | 'right'): Promise<ColourImage> {
    const path = this.pathOf(frame, kind, 'Unpack the archive of these images.');
    return decodeColour(await this.tree.read(path), this.tree.describe(path));
  }

  private async calibration(frame: StoredFrame): Promise<Calibration> {
    const remedy = 'Depth takes it: unpack the archive of cameras, or leave depth out (depth: false).';
    const path = this.pathOf(frame, 'camera', remedy);
    return parseCalibration(Buffer.from(await this.tree.read(path)).toString('utf8'), this.tree.describe(path));
  }

  private async disparity(frame: StoredFrame): Promise<DepthImage> {
    const path = this.pathOf(frame, 'disparity', 'Unpack the archive of disparity, or leave depth out (depth: false).');
    return readDepthPng(await this.tree.read(path), this.tree.describe(path));
  }

  private pathOf(frame: StoredFrame, kind: FileKind, remedy: string): string {
    const path = frame.files[kind];
    if (path !== undefined) return path;
    throw new InputError(`${this.tree.describe(expectedPath(this.stored, frame, kind))} is missing. ${remedy}`);
  }

  /** `kinds`: the first of them that is there is the file in question. */
  private checkSize(frame: StoredFrame, found: RasterSize, image: RasterSize, kinds: readonly FileKind[]): void {
    if (found.width === image.width && found.height === image.height) return;
    const file = this.tree.describe(frame.files[kinds.find((kind) => frame.files[kind] !== undefined)!]!);
    throw new InputError(
      `${file} is ${found.width}×${found.height}, its image ${image.width}×${image.height}. Use both as they were downloaded, or resized alike.`,
    );
  }
}

function labelRasters({ width, labelIds, instanceIds }: CityscapesAnnotation, classes: ClassSet): Partial<Sample> {
  const rawSemantics = Uint16Array.from(labelIds);
  const semantics = new Uint16Array(labelIds.length);
  for (let pixel = 0; pixel < semantics.length; pixel++) semantics[pixel] = classes.ofLabelId[labelIds[pixel]];
  if (!instanceIds) return { rawSemantics, semantics };
  const instances = new Uint16Array(instanceIds.length);
  for (let pixel = 0; pixel < instances.length; pixel++)
    if (isInstance(instanceIds[pixel])) instances[pixel] = instanceIds[pixel];
  return { rawSemantics, semantics, instances, boxes: boxesOf(instanceIds, width, classes) };
}
