import { normalsFromDepth } from '../../src/geometry/normals.js';
import { InputError } from '../../src/support/errors.js';
import { readBytes, sha256 } from '../../src/support/files.js';
import { fingerprintFiles } from '../fingerprint-files.js';
import { instanceBounds } from '../instance-bounds.js';
import { resizeSample } from '../resize-sample.js';
import type { Box, Scene, SceneDataset } from '../sample.js';
import type { NyuAnnotation } from './annotation.js';
import { cropFrame, nyuEigenCrop, nyuInsideFrame } from './crops.js';
import { findLayout, openRoot } from './find-layout.js';
import { givenLists } from './frame-lists.js';
import type { NyuFrame, NyuSample } from './nyu-sample.js';
import { parseOptions, type CompleteOptions, type LayoutName, type NyuOptions } from './options.js';
import { thinned, withValidation } from './scenes.js';

/** Part of every fingerprint: raise it when the same files give other samples than before. */
const version = 1;

/** NYU Depth v2 in one of its layouts. */
export interface NyuDataset extends SceneDataset {
  readonly layout: LayoutName;
  readonly notes: readonly string[];
  /** Ids of frames whose labels are there but not their image, so that only `annotation` can read them. */
  readonly withoutImage: readonly string[];
  load(frameId: string): Promise<NyuSample>;
  /** The labels of a frame as stored. Throws InputError if it has none, or naming the file that cannot be used. */
  annotation(frameId: string): Promise<NyuAnnotation>;
}

const crops = { none: undefined, frame: nyuInsideFrame, eigen: nyuEigenCrop } as const;

/**
 * NYU Depth v2 (Silberman et al., ECCV 2012): rooms seen by a Kinect, in the layouts that docs/datasets/nyuv2.md lists. Normals
 * are computed from depth at the working size, but not of raw recordings, whose colour is not registered to depth.
 *
 * Opening lists files and reads the names of the labelled file. Throws InputError, naming file or option, if the root
 * cannot be used; `load` throws it for what is damaged.
 */
export async function nyuv2(options: NyuOptions): Promise<NyuDataset> {
  const complete = parseOptions(options);
  const { root, ...decided } = complete;
  const { width, height, every, validation } = decided;
  const crop = crops[decided.crop];
  const tree = await openRoot(root);
  const { kind, place } = await findLayout(root, tree, decided.layout);
  checkOwner(kind.name, complete);
  const layout = await kind.open(place, complete);
  const scenes = thinned(withValidation(layout.scenes, validation), every);
  const sceneOf = scenesByFrame(root, scenes);
  const files = new Set(scenes.flatMap((scene) => scene.frames.flatMap((frame) => layout.filesOf(frame))));
  const tables = layout.tables.map((file) => sha256(readBytes(file)));
  const { names, legend } = layout.classes ?? { names: [] };

  return {
    name: 'nyuv2',
    layout: kind.name,
    fingerprint: await fingerprintFiles(tree, files, { version, ...decided, layout: kind.name, scenes, tables }),
    modalities: layout.modalities,
    classes: names,
    legend,
    textureKinds: [],
    scenes,
    withoutImage: layout.withoutImage,
    notes: layout.notes,
    async load(frameId: string): Promise<NyuSample> {
      const scene = sceneOf.get(frameId);
      if (!scene) throw unknownFrame(root, frameId, scenes[0]?.frames[0]);
      const recorded = await layout.read(frameId);
      const frame = crop ? cropFrame(recorded, crop, frameId) : recorded;
      const native: NyuSample = { id: frameId, dataset: 'nyuv2', scene: scene.id, split: scene.split, ...frame };
      const boxes = boxesOf(frame, names);
      if (boxes) native.boxes = boxes;
      const sample = width !== undefined ? resizeSample(native, { width, height: height! }) : native;
      if (sample.depth && layout.modalities.includes('normals'))
        sample.normals = normalsFromDepth(sample.depth, sample.camera);
      return sample;
    },
    async annotation(frameId: string): Promise<NyuAnnotation> {
      if (!sceneOf.has(frameId) && !layout.withoutImage.includes(frameId))
        throw unknownFrame(root, frameId, scenes[0]?.frames[0] ?? layout.withoutImage[0]);
      if (!layout.annotation)
        throw new InputError(`${frameId} has no labels: ${root} is read in the layout ${kind.name}.`);
      return layout.annotation(frameId);
    },
    cloud(sceneId: string) {
      return Promise.reject(new InputError(`${sceneId} has no cloud: frames of NYU Depth v2 have no poses.`));
    },
  };
}

/** Throws InputError if an option was given that belongs to another layout. */
function checkOwner(layout: LayoutName, { root, ...options }: CompleteOptions): void {
  const refuse = (names: string, owner: LayoutName): never => {
    throw new InputError(
      `${root} is read in the layout ${layout}; ${names} belong to the layout ${owner}. Leave them out.`,
    );
  };
  if (layout !== 'mat' && (options.depthMap !== 'raw' || options.splitFile !== undefined))
    refuse('depthMap and splitFile', 'mat');
  if (layout !== 'sync' && givenLists(options).length > 0) refuse('trainList, valList and testList', 'sync');
}

function unknownFrame(root: string, frameId: string, example: string | undefined): InputError {
  return new InputError(`${root} has no frame ${frameId}. Its ids look like ${example}.`);
}

/** The scene of each frame. Throws InputError naming a frame that is there twice. */
function scenesByFrame(root: string, scenes: readonly Scene[]): Map<string, Scene> {
  const sceneOf = new Map<string, Scene>();
  for (const scene of scenes)
    for (const frame of scene.frames) {
      if (sceneOf.has(frame)) throw new InputError(`${root} has the frame ${frame} twice. Remove one of the folders.`);
      sceneOf.set(frame, scene);
    }
  return sceneOf;
}

/** The boxes of instances; those of what the classes leave out are to be ignored. */
function boxesOf({ instances, semantics, width }: NyuFrame, names: readonly string[]): Box[] | undefined {
  if (!instances || !semantics) return undefined;
  return Array.from(instanceBounds(instances, width), ([instance, { x, y, width: across, height, first }]) => {
    const classId = semantics[first];
    const box: Box = { x, y, width: across, height, class: names[classId], classId, instance };
    if (classId === 0) box.ignore = true;
    return box;
  });
}
