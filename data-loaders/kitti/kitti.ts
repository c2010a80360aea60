import type { FileTree } from '../../src/formats/file-tree.js';
import { InputError } from '../../src/support/errors.js';
import { canonicalJson, readText, sha256 } from '../../src/support/files.js';
import { fingerprintFiles } from '../fingerprint-files.js';
import { openRoot } from '../open-root.js';
import type { PointCloud, Scene, SceneDataset } from '../sample.js';
import { findLayout } from './find-layout.js';
import { keptCloud } from './kept-cloud.js';
import type { KittiSample } from './kitti-sample.js';
import type { KittiLayout } from './layout.js';
import { once } from './once.js';
import {
  checkLayoutOptions,
  listsOf,
  parseOptions,
  type CompleteOptions,
  type KittiOptions,
  type LayoutName,
} from './options.js';
import { sparseDepth } from './projection.js';
import { resizeFrame } from './resize-frame.js';
import { SceneCloud } from './scene-cloud.js';
import { archiveName } from './tree-paths.js';

/** Part of every fingerprint: raise it when the same files give other samples than before. */
const version = 1;

/** One of the layouts of KITTI. */
export interface KittiDataset extends SceneDataset {
  readonly layout: LayoutName;
  readonly notes: readonly string[];
  load(frameId: string): Promise<KittiSample>;
}

/**
 * KITTI in any of its layouts: object, raw, odometry, depth, stereo (with optical flow), semantics; see docs/datasets/kitti.md.
 * Names of files are listed when it is opened, frames are read when they are asked for.
 *
 * Where there are laser scans but no depth maps, `depth` is the scan projected into the image: sparse, and at the working
 * size, so that a small image has the more measured pixels. Rectified intrinsics are taken as calibrated.
 *
 * Throws InputError, naming file or option, if the root cannot be used; `load` throws it for damaged files.
 */
export async function kitti(options: KittiOptions): Promise<KittiDataset> {
  const complete = parseOptions(options);
  const { root, width, height, points = width === undefined, voxel } = complete;
  const { kind, place } = await findLayout(root, await openRoot(root, archiveName), complete.layout);
  checkLayoutOptions(complete, kind.name);
  const layout = await kind.open(place, complete);
  const sceneOf = new Map(layout.scenes.flatMap((scene) => scene.frames.map((frame) => [frame, scene] as const)));

  async function load(frameId: string): Promise<KittiSample> {
    const scene = sceneOf.get(frameId);
    if (!scene)
      throw new InputError(`${root} has no frame ${frameId}. Its ids look like ${sceneOf.keys().next().value}.`);
    const recorded = await layout.read(frameId, { scan: points || !layout.hasDepthMaps, maps: true });
    const { id, split } = scene;
    const sample: KittiSample = { id: frameId, dataset: 'kitti', scene: id, split, ...recorded };
    const resized = width !== undefined ? resizeFrame(sample, { width, height: height! }) : sample;
    if (!layout.hasDepthMaps && resized.points) resized.depth = sparseDepth(resized.points.positions, resized.camera);
    if (!points) delete resized.points;
    return resized;
  }

  async function fuse(scene: Scene): Promise<PointCloud> {
    const cloud = new SceneCloud(voxel);
    let scans = 0;
    for (const frame of scene.frames) {
      const { points: scan, worldFromCamera } = await layout.read(frame, { scan: true, maps: false });
      if (!scan || !worldFromCamera) continue;
      cloud.add(scan, worldFromCamera);
      scans++;
    }
    if (scans === 0)
      throw new InputError(`Scene ${scene.id} of ${root} has no laser scan with a pose, so it has no cloud.`);
    return cloud.cloud();
  }

  const fingerprint = await fingerprintOf(layout, { ...complete, layout: kind.name });
  // Clouds are large and asked for one after the other: the latest is kept.
  const latest = new Map<string, Promise<PointCloud>>();
  return {
    name: 'kitti',
    layout: kind.name,
    fingerprint,
    world: 'street',
    modalities: layout.modalities.filter((modality) => points || modality !== 'points'),
    classes: layout.classes,
    legend: layout.legend,
    ...(layout.trainIds && { trainIds: layout.trainIds }),
    textureKinds: [],
    scenes: layout.scenes,
    notes: [...layout.notes, ...(width === undefined ? [sizesDiffer] : [])],
    load,
    async cloud(sceneId: string): Promise<PointCloud> {
      const scene = layout.scenes.find(({ id }) => id === sceneId);
      if (!scene) throw new InputError(`${root} has no scene ${sceneId}; its first is ${layout.scenes[0]?.id}.`);
      if (!latest.has(sceneId)) latest.clear();
      return once(latest, sceneId, () => keptCloud({ fingerprint, sceneId }, () => fuse(scene)));
    },
  };
}

const sizesDiffer = 'Images of different days differ in size: give width and height for batches.';

async function fingerprintOf(layout: KittiLayout, options: CompleteOptions): Promise<string> {
  const { layout: name, width, height, every, camera, splitBy, labels, maps, incomplete, segment, voxel } = options;
  const decided = { version, name, width, height, every, camera, splitBy, labels, maps, incomplete, segment, voxel };
  const lists = listsOf(options).map(([of, file]) => [of, sha256(readText(file))]);
  const scenes = layout.scenes.map(({ id, split: of, frames }) => [id, of, frames]);
  const pathsOf = new Map<FileTree, string[]>();
  for (const { tree, path } of [...layout.sharedFiles, ...sceneFrames(layout).flatMap(layout.filesOf)])
    if (!pathsOf.get(tree)?.push(path)) pathsOf.set(tree, [path]);
  const fingerprints: string[] = [];
  for (const [tree, paths] of pathsOf) fingerprints.push(await fingerprintFiles(tree, paths, {}));
  return sha256(canonicalJson({ decided, lists, scenes, fingerprints })).slice(0, 16);
}

function sceneFrames({ scenes }: KittiLayout): string[] {
  return scenes.flatMap((scene) => scene.frames);
}
