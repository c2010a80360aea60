import { InputError } from '../../src/support/errors.js';
import { fingerprintFiles } from '../fingerprint-files.js';
import { openRoot } from '../open-root.js';
import { resizeSample } from '../resize-sample.js';
import type { Modality, Sample, Scene, SceneDataset, Split } from '../sample.js';
import type { CityscapesAnnotation } from './annotation.js';
import { classSets } from './class-set.js';
import { archive } from './folders.js';
import { findFrames, type FileKind, type SplitFolder, type StoredFrame } from './frames.js';
import { parseOptions, type CityscapesOptions, type LayoutName } from './options.js';
import { FrameReader, type WantedParts } from './read-frame.js';

/** Part of every fingerprint: raise it when the same files give other samples than before. */
const version = 1;

/** Cityscapes, with what only it has. */
export interface CityscapesDataset extends SceneDataset {
  readonly layout: LayoutName;
  readonly notes: readonly string[];
  /** Train id of each of `classes`; 255 = left out of training and scoring. */
  readonly trainIds: readonly number[];
  /** Ids of frames whose labels are there but not their image, so that only `annotation` can read them. */
  readonly withoutImage: readonly string[];
  /** The labels of a frame as stored. Throws InputError if it has none, or naming the file that cannot be used. */
  annotation(frameId: string): Promise<CityscapesAnnotation>;
}

/**
 * Cityscapes (Cordts et al., CVPR 2016): street scenes with labels, instances, and depth from stereo. A scene is a sequence
 * of a city, by which the dataset is split; `train_extra` (coarse labels only) is training. The labels of `test` are dummies
 * and not given.
 *
 * Depth is that of the disparity with each frame's own camera: 0 where nothing was matched, Infinity where the disparity is 0.
 * `instances` holds label id · 1000 + number; groups that are not told apart have none, but a box with `ignore`.
 *
 * Opening lists files. Throws InputError, naming file or option, if the root cannot be used; `load` throws it for what is
 * damaged or missing.
 */
export async function cityscapes(options: CityscapesOptions): Promise<CityscapesDataset> {
  const { root, ...decided } = parseOptions(options);
  const { width, height, every, labels, layout } = decided;
  const tree = await openRoot(root, archive);
  const stored = await findFrames(tree, layout);
  const classes = classSets[labels];
  const reader = new FrameReader(tree, stored, classes);
  const parts = wantedParts(stored.frames, decided, root);
  const withImage = stored.frames.filter(({ files }) => files.left !== undefined);
  const scenes = scenesOf(withImage, every, root);
  const frames = new Map(stored.frames.map((frame) => [idOf(frame), frame]));
  const kept = scenes.flatMap((scene) => scene.frames.map((id) => frames.get(id)!));
  const withoutImage = stored.frames.filter(
    (frame) => frame.files.left === undefined && parts[frame.split].annotations,
  );

  function find(frameId: string): StoredFrame {
    const frame = frames.get(frameId);
    if (frame) return frame;
    throw new InputError(`${root} has no frame ${frameId}. Its ids look like ${frames.keys().next().value}.`);
  }

  return {
    name: 'cityscapes',
    layout: stored.layout,
    fingerprint: await fingerprintFiles(
      tree,
      kept.flatMap((frame) => Object.values(frame.files)),
      { version, ...decided },
    ),
    modalities: modalitiesOf(kept, parts),
    classes: classes.names,
    legend: classes.legend,
    trainIds: classes.trainIds,
    textureKinds: [],
    scenes,
    withoutImage: withoutImage.map(idOf),
    notes: notesOf(kept, parts, withoutImage),
    async load(frameId: string): Promise<Sample> {
      const frame = find(frameId);
      const split = splitOf[frame.split];
      const recorded = await reader.frame(frame, parts[frame.split]);
      const sample: Sample = { id: frameId, dataset: 'cityscapes', scene: frame.sequence, split, ...recorded };
      return width !== undefined ? resizeSample(sample, { width, height: height! }) : sample;
    },
    async annotation(frameId: string): Promise<CityscapesAnnotation> {
      const frame = find(frameId);
      if (frame.split === 'test')
        throw new InputError(`${frameId} has no labels: those of the test split are dummies. Choose train or val.`);
      return reader.annotation(frame);
    },
    cloud(sceneId: string) {
      return Promise.reject(new InputError(`${sceneId} has no cloud: frames of Cityscapes have no poses.`));
    },
  };
}

const splitOf: Readonly<Record<SplitFolder, Split>> = {
  train: 'train',
  train_extra: 'train',
  val: 'val',
  test: 'test',
};

/** `aachen_000001/000019` */
function idOf({ sequence, name }: StoredFrame): string {
  return `${sequence}/${name.slice(sequence.length + 1)}`;
}

/** What is read of the frames of each split: what was asked for, else what files there are. */
function wantedParts(
  frames: readonly StoredFrame[],
  { annotations, depth, right }: { annotations: boolean; depth?: boolean; right: boolean },
  root: string,
): Record<SplitFolder, WantedParts> {
  const has = (split: SplitFolder, ...kinds: FileKind[]): boolean =>
    frames.some((frame) => frame.split === split && kinds.some((kind) => frame.files[kind] !== undefined));
  const partsOf = (split: SplitFolder): WantedParts => ({
    annotations: annotations && split !== 'test' && has(split, 'labelIds', 'instanceIds', 'polygons'),
    depth: depth ?? has(split, 'disparity'),
    right,
  });
  const splits = Object.keys(splitOf) as SplitFolder[];
  if (depth && !splits.some((split) => has(split, 'disparity')))
    throw new InputError(`${root} has no disparity/. Unpack disparity_trainvaltest.zip there, or leave depth out.`);
  if (right && !splits.some((split) => has(split, 'right')))
    throw new InputError(
      `${root} has no rightImg8bit/. Unpack rightImg8bit_trainvaltest.zip there, or leave right out.`,
    );
  return Object.fromEntries(splits.map((split) => [split, partsOf(split)])) as Record<SplitFolder, WantedParts>;
}

/** The sequences with every n-th frame of each city. Throws InputError if a city is in two splits, which are made by city. */
function scenesOf(frames: readonly StoredFrame[], every: number, root: string): Scene[] {
  const cities = new Map<string, { split: SplitFolder; frames: number }>();
  const scenes = new Map<string, Scene>();
  for (const frame of frames) {
    const { city, sequence, split } = frame;
    const known = cities.get(city) ?? { split, frames: 0 };
    cities.set(city, known);
    if (known.split !== split)
      throw new InputError(
        `${root} has the city ${city} in ${known.split} and in ${split}. Cityscapes is split by city: remove one.`,
      );
    if (known.frames++ % every !== 0) continue;
    let scene = scenes.get(sequence);
    if (!scene) scenes.set(sequence, (scene = { id: sequence, split: splitOf[split], frames: [] }));
    scene.frames.push(idOf(frame));
  }
  return [...scenes.values()];
}

function modalitiesOf(frames: readonly StoredFrame[], parts: Record<SplitFolder, WantedParts>): Modality[] {
  const modalities: Modality[] = [];
  const some = (holds: (frame: StoredFrame) => boolean): boolean => frames.some(holds);
  if (some(({ split }) => parts[split].depth)) modalities.push('depth');
  if (some(({ split }) => parts[split].annotations)) modalities.push('semantics');
  const hasInstances = ({ split, files }: StoredFrame): boolean =>
    parts[split].annotations && (files.instanceIds !== undefined || files.polygons !== undefined);
  if (some(hasInstances)) modalities.push('instances', 'boxes');
  return modalities;
}

function notesOf(
  frames: readonly StoredFrame[],
  parts: Record<SplitFolder, WantedParts>,
  withoutImage: readonly StoredFrame[],
): string[] {
  const counts = (Object.keys(splitOf) as SplitFolder[]).map((split): [string, number] => [
    split,
    frames.filter((frame) => frame.split === split).length,
  ]);
  const present = counts.filter(([, count]) => count > 0).map(([split, count]) => `${split} ${count}`);
  const notes = [`Split by city: ${present.join(', ') || 'no'} frames. Labels of test are dummies and left out.`];
  if (frames.some(({ split }) => parts[split].depth))
    notes.push('Depth is from stereo matching: noisy, wrong on the hood; Infinity where the disparity is 0.');
  const uncalibrated = frames.filter(({ files }) => files.camera === undefined);
  if (uncalibrated.length > 0)
    notes.push(
      `${uncalibrated.length} frames have no camera file (first: ${uncalibrated[0].name}); their camera is not known.`,
    );
  if (withoutImage.length > 0)
    notes.push(`${withoutImage.length} frames have labels but no image (first: ${withoutImage[0].name}); left out.`);
  return notes;
}
