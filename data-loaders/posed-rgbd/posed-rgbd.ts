import * as fs from 'node:fs';
import * as path from 'node:path';
import { scaleCamera, type Camera } from '../../src/geometry/camera.js';
import { normalsFromDepth } from '../../src/geometry/normals.js';
import type { PointCloud } from '../../src/geometry/point-cloud.js';
import { multiplyPoses, type Pose } from '../../src/geometry/pose.js';
import type { PosedDepth } from '../../src/geometry/posed-depth.js';
import { fuseCloud, type PosedRgbd } from '../../src/geometry/voxels.js';
import type { RasterSize } from '../../src/image/resample.js';
import { defaultSignal } from '../../src/support/default-signal.js';
import { InputError, throwIfAborted } from '../../src/support/errors.js';
import { cacheFolder, canonicalJson, explainFileError, sha256 } from '../../src/support/files.js';
import { progress } from '../../src/support/progress.js';
import { BoundedCache } from '../bounded-cache.js';
import type { Sample, Scene, SceneDataset } from '../sample.js';
import { findScenes, type FrameFiles, type RecordedScene } from './folder.js';
import { decodeFrame, depthSize, throughCache, type FrameRasters } from './frame.js';
import { resolvePosedRgbd, type PosedRgbdOptions } from './options.js';
import { fewestScenes, partName, splitByScene, splitByTime, splitSizes } from './split.js';
import { differentFrames } from './thin.js';
import { zUpFromRecorded } from './vertical.js';

/** Part of every fingerprint: raise it when the same files give other samples than before. */
const version = 1;

/** Bytes of decoded frames that are kept on disk. */
const cacheLimit = 2e9;

/** Frames of a recording whose normals say where up is. */
const framesForVertical = 32;

/** A recorded frame: it always has what such folders hold. */
export interface PosedRgbdSample extends Sample {
  depth: Float32Array;
  normals: Float32Array;
  worldFromCamera: Float64Array;
}

/** Recorded frames, with notes on how they were split. */
export interface PosedRgbdDataset extends SceneDataset {
  readonly notes: readonly string[];
  load(frameId: string): Promise<PosedRgbdSample>;
}

/** One recorded folder with everything that its frames share. */
interface Recording extends RecordedScene {
  camera: Camera;
  depthSize: RasterSize;
  /** Rotation from the recorded world to one with z up; found when first needed. */
  zUpFromRecorded?: Promise<Pose>;
}

interface Frame {
  files: FrameFiles;
  recording: Recording;
  scene: Scene;
}

/** Consecutive frames of a recording that stand for a scene: those that the scene lists, and all of which its cloud is made. */
interface Stretch {
  scene: Scene;
  recording: Recording;
  files: readonly FrameFiles[];
}

/**
 * Posed RGB-D frames: `frame-000000.color.jpg` (or `.png`), `frame-000000.depth.png` (16 bits, 0 and 65535 = no
 * measurement), `frame-000000.pose.txt` (4×4, camera to world, metres) and one `camera-intrinsics.txt` (3×3, pixels of
 * the depth image) in a folder; `root` is such a folder, or holds several, one a scene.
 *
 * Five or more scenes are split by scene; fewer are each split by time, with gaps, into segments that stand for scenes.
 * Validation and test list no two frames in a row that show the same picture, unless `nearDuplicates` are wanted. The
 * world is turned so that z is up. Normals are computed from depth. Decoded frames are cached on disk.
 *
 * Throws InputError, naming file or option, if the folder cannot be used; `load` throws it for damaged images.
 */
export function posedRgbd(options: PosedRgbdOptions): PosedRgbdDataset {
  const { root, width, height, every, depthScale, voxel, nearDuplicates } = resolvePosedRgbd(options);
  const recordings = findScenes(root, every).map((scene): Recording => {
    const size = depthSize(scene.frames[0].depth);
    return { ...scene, depthSize: size, camera: workingCamera(scene, size, { width, height }) };
  });
  const byScene = recordings.length >= fewestScenes;
  const splits = byScene ? splitByScene(recordings.length) : [];
  const frames = new Map<string, Frame>();
  const stretches: Stretch[] = [];
  recordings.forEach((recording, index) => {
    const segments = byScene
      ? [{ split: splits[index], begin: 0, end: recording.frames.length }]
      : splitByTime(recording.frames.length, recording.folder);
    segments.forEach(({ split, begin, end }, part) => {
      const id = byScene ? recording.name : partName(recording.name, part);
      const scene: Scene = { id, split, frames: [] };
      const all = recording.frames.slice(begin, end);
      stretches.push({ scene, recording, files: all });
      for (const files of split === 'train' || nearDuplicates ? all : withoutNearDuplicates(all)) {
        scene.frames.push(`${id}/${files.name}`);
        frames.set(`${id}/${files.name}`, { files, recording, scene });
      }
    });
  });
  const scenes = stretches.map(({ scene }) => scene);

  const fingerprint = fingerprintOf({ version, width, height, every, depthScale, voxel, scenes }, recordings);
  const cache = new BoundedCache({ folder: cacheFolder('posed-rgbd'), limit: cacheLimit }, 'Decoded frames');
  const clouds = new Map<string, Promise<PointCloud>>();

  const keptName = (files: FrameFiles, recording: Recording): string =>
    sha256([fingerprint, recording.name, files.name].join('/')).slice(0, 32);

  async function rasters(files: FrameFiles, recording: Recording): Promise<FrameRasters> {
    const { camera, depthSize } = recording;
    const decode = () => decodeFrame(files, depthSize, camera, depthScale);
    if (!isReduced(recording)) return decode();
    return throughCache(cache, keptName(files, recording), camera, decode);
  }

  async function findVertical(recording: Recording): Promise<Pose> {
    const views: PosedDepth[] = [];
    for (const files of spread(recording.frames, framesForVertical)) {
      // A frame that cannot be read is reported where it is loaded; for this purpose any others will do.
      const depth = await rasters(files, recording).then(
        (frame) => frame.depth,
        () => undefined,
      );
      if (depth) views.push({ camera: recording.camera, worldFromCamera: files.pose, depth });
    }
    return zUpFromRecorded(
      recording.frames.map(({ pose }) => pose),
      views,
    );
  }

  function frameOf(frameId: string): Frame {
    const frame = frames.get(frameId);
    if (!frame) throw new InputError(`${root} has no frame ${frameId}. The first is ${scenes[0].frames[0]}.`);
    return frame;
  }

  async function view({ files, recording }: Pick<Frame, 'files' | 'recording'>): Promise<PosedRgbd> {
    const { rgb, depth } = await rasters(files, recording);
    recording.zUpFromRecorded ??= findVertical(recording);
    const worldFromCamera = multiplyPoses(await recording.zUpFromRecorded, files.pose);
    return { rgb, depth, camera: recording.camera, worldFromCamera };
  }

  async function fuse(sceneId: string): Promise<PointCloud> {
    const stretch = stretches.find(({ scene }) => scene.id === sceneId);
    if (!stretch)
      throw new InputError(`${root} has no scene ${sceneId}; it has ${scenes.map(({ id }) => id).join(', ')}.`);
    const views: PosedRgbd[] = [];
    for (const files of stretch.files) views.push(await view({ files, recording: stretch.recording }));
    return fuseCloud(views, { voxel });
  }

  return {
    name: 'posed-rgbd',
    fingerprint,
    modalities: ['depth', 'normals', 'pose', 'cloud'],
    classes: [],
    textureKinds: [],
    scenes,
    notes: notes(recordings, scenes, { byScene, thinned: !nearDuplicates }),
    async prepare({ signal = defaultSignal() } = {}): Promise<void> {
      const missing = stretches
        .filter(({ recording }) => isReduced(recording))
        .flatMap(({ files, recording }) => files.map((one) => ({ files: one, recording })))
        .filter(({ files, recording }) => !cache.has(keptName(files, recording)));
      const task = progress().start('Decoding frames', missing.length);
      try {
        for (const [done, { files, recording }] of missing.entries()) {
          throwIfAborted(signal);
          await rasters(files, recording);
          task.update(done + 1);
        }
      } finally {
        task.finish();
      }
    },
    async load(frameId: string): Promise<PosedRgbdSample> {
      const frame = frameOf(frameId);
      const { rgb, depth, camera, worldFromCamera } = await view(frame);
      const { scene } = frame;
      return {
        id: frameId,
        dataset: 'posed-rgbd',
        scene: scene.id,
        split: scene.split,
        width: camera.width,
        height: camera.height,
        rgb,
        camera,
        depth,
        normals: normalsFromDepth(depth, camera),
        worldFromCamera,
      };
    },
    cloud(sceneId: string): Promise<PointCloud> {
      let cloud = clouds.get(sceneId);
      if (!cloud) clouds.set(sceneId, (cloud = fuse(sceneId)));
      return cloud;
    },
  };
}

/** The camera at the working size. Throws InputError if the intrinsics cannot belong to the depth image. */
function workingCamera(
  { folder, intrinsics }: RecordedScene,
  depth: RasterSize,
  { width = depth.width, height = depth.height }: Partial<RasterSize>,
): Camera {
  const { cx, cy } = intrinsics;
  if (!(cx > 0 && cx < depth.width && cy > 0 && cy < depth.height))
    throw new InputError(
      `${path.join(folder, 'camera-intrinsics.txt')} has its principal point at (${cx}, ${cy}), outside the depth image of ${depth.width}×${depth.height}. Give the intrinsics of the depth image, in its pixels.`,
    );
  return scaleCamera({ ...intrinsics, width: depth.width, height: depth.height }, width, height);
}

/** The frames of a stretch that differ enough to be listed where frames are measured. */
function withoutNearDuplicates(files: readonly FrameFiles[]): FrameFiles[] {
  return differentFrames(files.map(({ pose }) => pose)).map((index) => files[index]);
}

/** Whether frames are made smaller, so that decoding them takes much longer than reading the result back. */
function isReduced({ camera, depthSize }: Recording): boolean {
  return camera.width * camera.height < depthSize.width * depthSize.height;
}

/** At most `count` items, evenly spread. */
function spread<T>(items: readonly T[], count: number): T[] {
  return items.filter(
    (_, i) => Math.floor((i * count) / items.length) !== Math.floor(((i - 1) * count) / items.length),
  );
}

function fingerprintOf(decided: Record<string, unknown>, recordings: readonly RecordedScene[]): string {
  const files = recordings.map(({ name, intrinsics, frames }) => ({
    name,
    intrinsics,
    frames: frames.map(({ name: frame, pose, colour, depth }) => {
      return [frame, [...pose], path.extname(colour), ...[colour, depth].flatMap(sizeAndTime)];
    }),
  }));
  return sha256(canonicalJson({ ...decided, files })).slice(0, 16);
}

function sizeAndTime(file: string): [number, number] {
  try {
    const { size, mtimeMs } = fs.statSync(file);
    return [size, mtimeMs];
  } catch (error) {
    throw explainFileError(error, file, 'read');
  }
}

function notes(
  recordings: readonly RecordedScene[],
  scenes: readonly Scene[],
  { byScene, thinned }: { byScene: boolean; thinned: boolean },
): string[] {
  const sizes = splitSizes(scenes);
  const split = byScene
    ? `${recordings.length} scenes split by scene: ${sizes}.`
    : `${recordings.length === 1 ? 'One recording' : `${recordings.length} recordings, each`} split by time with gaps between the splits, into segments that stand for scenes: ${sizes}. Train and test see the same place at different times, so skill on new places is not measured.`;
  const thinning =
    'In validation and test, frames closer than 0.1 m and 5° to the one before are left out, but for the clouds.';
  return [
    split,
    ...(thinned ? [thinning] : []),
    'World turned so that z is up, as cameras and surface normals tell it.',
    'Normals computed from depth.',
  ];
}
