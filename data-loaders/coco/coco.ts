import type { FileTree } from '../../src/formats/file-tree.js';
import type { PointCloud } from '../../src/geometry/point-cloud.js';
import type { RasterSize } from '../../src/image/resample.js';
import { InputError } from '../../src/support/errors.js';
import { fingerprintFiles } from '../fingerprint-files.js';
import { nominalCamera } from '../nominal-camera.js';
import { openRoot } from '../open-root.js';
import type { Modality, Scene, SceneDataset } from '../sample.js';
import type { CocoAnnotation } from './annotation.js';
import { chooseSubsets, kindsOf } from './choose-subsets.js';
import { classesOf, type ClassSet } from './class-set.js';
import type { CocoSample, Labels } from './coco-sample.js';
import { listFrames, type Frame } from './frames.js';
import type { CocoCategory } from './labels.js';
import { archive, findSegments, type SegmentFolder } from './layout.js';
import { notesOn } from './notes.js';
import { labelsOfObjects, readCaptions, readObjects } from './object-labels.js';
import { parseOptions, type CocoLayout, type CocoOptions, type CompleteOptions } from './options.js';
import { labelsOfSegments, readPanoptic, type PanopticAnnotation } from './panoptic-labels.js';
import { resizeCoco } from './resize-coco.js';
import { OpenSubset } from './subset.js';

/** Part of every fingerprint: raise it when the same files give other samples than before. */
const version = 1;

/** Photographs of COCO: every image is a scene of its own, named by its id. */
export interface CocoDataset extends SceneDataset {
  readonly layout: CocoLayout;
  readonly notes: readonly string[];
  /** In the order of their ids: class id i of `classes` is category i − 1, whose `id` files and results have. */
  readonly categories: readonly CocoCategory[];
  /** Names of the keypoints and which of them to join; undefined if no file has keypoints. */
  readonly keypoints?: Pick<CocoCategory, 'keypoints' | 'skeleton'>;
  /** Ids of the frames whose images are not on disk; loading them fails. */
  readonly missing: readonly string[];
  load(frameId: string): Promise<CocoSample>;
  /** The objects of an image with their own, overlapping masks, at its stored size. Of the layout `instances`. */
  annotations(frameId: string): Promise<CocoAnnotation[]>;
  /** The segments of an image with their ids as the PNG has them, at its stored size. Of the layout `panoptic`. */
  segments(frameId: string): Promise<PanopticAnnotation>;
}

/**
 * COCO, releases 2014 and 2017 (and collections in its format and layout): objects with masks, boxes, keypoints and
 * captions, or panoptic segments; see docs/datasets/coco.md. Annotation files of any size are indexed once and then read
 * image by image.
 *
 * Throws InputError, naming file or option, if the root cannot be used or an annotation file is damaged; `load` throws it
 * for damaged or missing images and wrong annotations.
 */
export async function coco(options: CocoOptions): Promise<CocoDataset> {
  const complete = parseOptions(options);
  const tree = await openRoot(complete.root, archive);
  const { layout, subsets: chosen, notes } = await chooseSubsets(tree, complete);
  const subsets: OpenSubset[] = [];
  for (const subset of chosen) subsets.push(await OpenSubset.open(tree, subset, kindsOf[layout]));
  const pngs = new Map<OpenSubset, SegmentFolder>();
  if (layout === 'panoptic')
    for (const open of subsets) pngs.set(open, await findSegments(tree, open.subset.annotations.panoptic!));
  const frames = listFrames(subsets, complete);
  const fingerprint = await fingerprintOf(tree, subsets, frames, complete);
  const classes = classesOf(subsets);
  return new OpenCoco(complete, layout, fingerprint, frames, classes, pngs, {
    keypoints: keypointsOf(subsets),
    notes: [...notes, ...notesOn(subsets, classes)],
  });
}

class OpenCoco implements CocoDataset {
  readonly name = 'coco';
  readonly modalities: readonly Modality[];
  readonly classes: readonly string[];
  readonly categories: readonly CocoCategory[];
  readonly textureKinds = [];
  readonly scenes: readonly Scene[];
  readonly missing: readonly string[];
  readonly keypoints: CocoDataset['keypoints'];
  readonly notes: readonly string[];

  constructor(
    private readonly options: CompleteOptions,
    readonly layout: CocoLayout,
    readonly fingerprint: string,
    private readonly frames: ReadonlyMap<string, Frame>,
    private readonly classSet: ClassSet,
    private readonly pngs: ReadonlyMap<OpenSubset, SegmentFolder>,
    { keypoints, notes }: Pick<CocoDataset, 'keypoints' | 'notes'>,
  ) {
    this.modalities = classSet.categories.length > 0 ? ['semantics', 'instances', 'boxes'] : [];
    this.classes = classSet.names;
    this.categories = classSet.categories;
    this.scenes = [...frames].map(([id, { open }]) => ({ id, split: open.subset.split, frames: [id] }));
    this.missing = [...frames].filter(([, { open, image }]) => !open.has(image)).map(([id]) => id);
    this.keypoints = keypoints;
    this.notes = notes;
  }

  async load(frameId: string): Promise<CocoSample> {
    const frame = this.find(frameId);
    const { open, image } = frame;
    const colour = await open.readImage(image);
    const captions = await readCaptions(open, image.id);
    const sample: CocoSample = {
      id: frameId,
      dataset: this.name,
      scene: frameId,
      split: open.subset.split,
      ...colour,
      camera: nominalCamera(colour),
      ...(await this.readLabels(frame, colour)),
      ...(captions && { captions }),
    };
    const { width, height } = this.options;
    return width === undefined ? sample : resizeCoco(sample, { width, height: height! });
  }

  async annotations(frameId: string): Promise<CocoAnnotation[]> {
    const { open, image } = this.find(frameId, 'instances');
    return (await readObjects(open, image.id, image.size!)) ?? [];
  }

  async segments(frameId: string): Promise<PanopticAnnotation> {
    const { open, image } = this.find(frameId, 'panoptic');
    const annotation = await readPanoptic(open, this.pngs.get(open)!, image.id);
    if (!annotation) throw new InputError(`${open.main.name} has no annotation of image ${frameId}.`);
    return annotation;
  }

  async cloud(sceneId: string): Promise<PointCloud> {
    this.find(sceneId);
    throw new InputError('COCO has photographs without depth, so that no image has a point cloud.');
  }

  private async readLabels({ open, image }: Frame, size: RasterSize): Promise<Labels> {
    if (this.layout === 'panoptic') {
      const annotation = await readPanoptic(open, this.pngs.get(open)!, image.id);
      return annotation ? labelsOfSegments(annotation, size, this.classSet) : {};
    }
    const objects = await readObjects(open, image.id, size);
    return objects ? labelsOfObjects(objects, size, this.classSet) : {};
  }

  /** Throws InputError if there is no such frame, or the dataset is not of the layout that is asked of it. */
  private find(frameId: string, layout = this.layout): Frame {
    const { root } = this.options;
    if (layout !== this.layout)
      throw new InputError(`${root} was opened with the layout ${this.layout}. Open it with the layout ${layout}.`);
    const frame = this.frames.get(frameId);
    if (!frame)
      throw new InputError(`${root} has no image ${frameId}. Its ids look like ${this.frames.keys().next().value}.`);
    return frame;
  }
}

function keypointsOf(subsets: readonly OpenSubset[]): CocoDataset['keypoints'] {
  for (const { files } of subsets)
    for (const { keypoints, skeleton } of files.get('person_keypoints')?.index.categories ?? [])
      if (keypoints) return { keypoints, skeleton };
  return undefined;
}

/** Of the annotation files' sizes and times and of the names of images: those of COCO do not change under their names. */
async function fingerprintOf(
  tree: FileTree,
  subsets: readonly OpenSubset[],
  frames: ReadonlyMap<string, Frame>,
  { root: _, ...options }: CompleteOptions,
): Promise<string> {
  const paths = subsets.flatMap(({ subset, files }) => [...files.keys()].map((kind) => subset.annotations[kind]!));
  const images = [...frames.values()].map(({ open, image }) => [image.file, open.has(image)]);
  return fingerprintFiles(tree, paths, { version, ...options, images });
}
