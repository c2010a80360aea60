import { openTree } from '../../src/formats/open-tree.js';
import { normalsFromDepth } from '../../src/geometry/normals.js';
import type { PointCloud } from '../../src/geometry/point-cloud.js';
import { multiplyPoses } from '../../src/geometry/pose.js';
import { voxelResample } from '../../src/geometry/voxels.js';
import { InputError } from '../../src/support/errors.js';
import { canonicalJson, sha256 } from '../../src/support/files.js';
import { resizeSample } from '../resize-sample.js';
import type { Sample, SceneDataset } from '../sample.js';
import { assembleSample, type Assembled } from './assemble-sample.js';
import { boxesOf } from './boxes.js';
import { classSets } from './class-set.js';
import { fusedCloud } from './fused-cloud.js';
import { throughCache } from './kept-frame.js';
import { labelMaps } from './label-map.js';
import { readLabelTables } from './label-table.js';
import { chooseLayout, findScans, type LayoutName } from './layout.js';
import { readMesh, readMeshCloud, type LabelledMesh } from './mesh.js';
import { modalitiesOf, notesOf } from './notes.js';
import { parseOptions, type ScannetOptions } from './options.js';
import { Recent } from './recent.js';
import { openScans, scenesOf, type Scan } from './scan.js';
import { readSplitFiles } from './splits.js';
import type { FrameSource } from './stored-frame.js';

/** Part of every fingerprint: raise it when the same files give other samples than before. */
const version = 2;

/** Clouds that are kept in memory. */
const mostClouds = 64;

/** ScanNet, with what only it has. */
export interface ScannetDataset extends SceneDataset {
  readonly notes: readonly string[];
  readonly layout: LayoutName;
  readonly meshes: readonly string[];
  /** A scan's reconstructed surface with its annotated objects. Throws InputError if it has none or a file is damaged. */
  mesh(sceneId: string): Promise<LabelledMesh>;
}

/**
 * ScanNet (Dai et al., CVPR 2017): RGB-D scans of rooms with poses, meshes, and 2D and 3D annotation, in the layouts that
 * docs/datasets/scannet.md lists. Samples have the camera and the size of the depth image; colour, labels and instances
 * are registered to it. The world is that of the scan, z up. Frames where tracking was lost have `trackingLost` and no
 * pose. A scene's cloud is that of its mesh, or fused from its frames.
 *
 * Opening lists files and reads the headers of `.sens` files. Throws InputError, naming file or option, if the root cannot
 * be used; `load`, `cloud` and `mesh` throw it for what is damaged or missing.
 */
export async function scannet(options: ScannetOptions): Promise<ScannetDataset> {
  const { root, every, labels, world, voxel, width, height, ...given } = parseOptions(options);
  const tree = await openTree(root);
  const found = await findScans(tree);
  const layout = chooseLayout(root, found, given.layout);
  const lists = readSplitFiles(given, root);
  const { scans, splitNote } = await openScans(tree, found, { layout, every, align: world === 'aligned', lists });
  const tables = readLabelTables(root, given.labelTable);
  const classes = classSets[labels];
  const maps = labelMaps(tables, classes);
  const decided = { version, layout, every, labels, world, voxel, width, height };
  const fingerprint = fingerprintOf(decided, [...tables, ...scans.values()]);
  const size = width && height ? { width, height } : undefined;
  const clouds = new Recent<PointCloud>(mostClouds);

  const all = [...scans.values()];
  const scenes = all.flatMap(scenesOf);
  const scanOfScene = new Map(all.flatMap((scan) => scan.parts.map(({ id }) => [id, scan] as const)));

  function scanOf(sceneId: string): Scan {
    const scan = scanOfScene.get(sceneId);
    if (scan) return scan;
    throw new InputError(`${root} has no scan ${sceneId} in layout ${layout}. The first is ${scenes[0].id}.`);
  }

  async function read(scan: Scan, source: FrameSource, index: number): Promise<Assembled> {
    const frame = assembleSample(await source.read(index), await source.calibration(), maps[source.labelKind], scan);
    const pose = frame.worldFromCamera;
    return pose && scan.alignment ? { ...frame, worldFromCamera: multiplyPoses(scan.alignment, pose) } : frame;
  }

  async function load(frameId: string): Promise<Sample> {
    const cut = frameId.lastIndexOf('/');
    const scan = scans.get(frameId.slice(0, Math.max(0, cut)));
    const { source } = scan ?? {};
    const index = source?.names.indexOf(frameId.slice(cut + 1)) ?? -1;
    if (!scan || !source || index < 0)
      throw new InputError(`${root} has no frame ${frameId}. Its ids look like ${scenes[0].frames[0] ?? 'none'}.`);
    const part = scan.parts.find(({ begin, end }) => begin <= index && index < end);
    if (!part)
      throw new InputError(
        `${frameId} is left out: ${scan.id} is split by time, and it lies in a gap between the splits. Choose another frame.`,
      );
    const { id: scene, split } = part;
    const decode = async (): Promise<Sample> => {
      const native = { id: frameId, dataset: 'scannet', scene, split, ...(await read(scan, source, index)) };
      return size ? resizeSample(native, size) : native;
    };
    const frame = size ? await throughCache({ kind: 'frame', fingerprint, frameId }, size, decode) : await decode();
    const sample: Sample = { id: frameId, dataset: 'scannet', scene, split, ...frame };
    const { depth, camera, semantics, instances } = sample;
    if (depth) sample.normals = normalsFromDepth(depth, camera);
    if (semantics && instances) sample.boxes = boxesOf(instances, semantics, sample.width, classes);
    if (source.carried.pose && !sample.worldFromCamera) sample.trackingLost = true;
    return sample;
  }

  /** That of the mesh is one for all parts of a scan. */
  function cloud(sceneId: string): Promise<PointCloud> {
    const { id, mesh, alignment } = scanOf(sceneId);
    const make = async (): Promise<PointCloud> => {
      if (mesh) return voxelResample(await readMeshCloud(mesh, alignment), voxel);
      const { frames } = scenes.find((scene) => scene.id === sceneId)!;
      return fusedCloud(sceneId, frames, load, { voxel, key: { kind: 'cloud', fingerprint, scan: sceneId } });
    };
    return clouds.use(mesh ? id : sceneId, make, (made) => made);
  }

  return {
    name: 'scannet',
    layout,
    fingerprint,
    modalities: modalitiesOf(all, maps),
    classes: classes.names,
    legend: classes.legend,
    trainIds: classes.trainIds,
    textureKinds: [],
    scenes,
    meshes: scenes.map(({ id }) => id).filter((id) => scanOf(id).mesh),
    notes: notesOf(all, { layout, aligned: world === 'aligned', splitNote, found: found.length, maps }),
    load,
    cloud: async (sceneId) => cloud(sceneId),
    async mesh(sceneId) {
      const { id, mesh, alignment } = scanOf(sceneId);
      if (!mesh) throw new InputError(`${root} has no ${id}_vh_clean_2.ply. Download the mesh of this scan.`);
      return readMesh(mesh, { classes, tables, alignment });
    },
  };
}

function fingerprintOf(decided: object, parts: readonly { fingerprint: string }[]): string {
  return sha256(canonicalJson({ decided, parts: parts.map(({ fingerprint }) => fingerprint) })).slice(0, 16);
}
