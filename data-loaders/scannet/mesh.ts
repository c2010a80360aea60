import { parsePly, plyColumns, type Ply } from '../../src/formats/ply.js';
import type { FileTree } from '../../src/formats/file-tree.js';
import type { PointCloud } from '../../src/geometry/point-cloud.js';
import { transformPoint, type Pose } from '../../src/geometry/pose.js';
import { InputError } from '../../src/support/errors.js';
import type { LabelledCloud } from '../sample.js';
import type { ClassSet } from './class-set.js';
import { join } from './layout.js';
import { largestNyu40, type LabelTable } from './label-table.js';
import { parseAggregation, parseSegments, type AnnotatedObject } from './mesh-annotation.js';

/** The reconstructed surface of a scan: a point cloud of its vertices, with what is known of them. */
export interface LabelledMesh extends LabelledCloud {
  /** Fourth component of the vertices' colours, [count]. */
  alpha: Uint8Array;
  /** Vertices of each triangle, [faces, 3]. */
  faces: Uint32Array;
  /** What `instances` are, the number of the annotated object + 1: object i is instance i + 1. */
  objects?: readonly AnnotatedObject[];
  /** `label` of `_vh_clean_2.labels.ply`, [count]: NYU40 ids in release v2, ids of the label table in v1. */
  storedLabels?: Uint16Array;
  /** The release that `storedLabels` are of. */
  release?: 'v1' | 'v2';
}

/** Where a scan's mesh lies. */
export interface MeshFiles {
  tree: FileTree;
  /** `<folder>/<scan>`, to which `_vh_clean_2.ply` and so on are added. */
  prefix: string;
}

const suffixes = {
  mesh: '_vh_clean_2.ply',
  labels: '_vh_clean_2.labels.ply',
  segments: '_vh_clean_2.0.010000.segs.json',
  aggregation: '.aggregation.json',
} as const;

/** The mesh of a scan in one of the folders; undefined if it is in none. */
export async function findMesh(tree: FileTree, folders: readonly string[], id: string): Promise<MeshFiles | undefined> {
  for (const folder of folders)
    if (await tree.has(join(folder, id + suffixes.mesh))) return { tree, prefix: join(folder, id) };
  return undefined;
}

/** Paths of the mesh and of its annotation, as far as they are there. */
export async function meshPaths({ tree, prefix }: MeshFiles): Promise<string[]> {
  const paths: string[] = [];
  for (const suffix of Object.values(suffixes)) if (await tree.has(prefix + suffix)) paths.push(prefix + suffix);
  return paths;
}

/** The vertices of a scan's mesh with their colours, without annotation, moved by `alignment` if there is one. */
export async function readMeshCloud(files: MeshFiles, alignment: Pose | undefined): Promise<PointCloud> {
  const { positions, colours, count } = meshOf(...(await readPlyOf(files, suffixes.mesh)), alignment);
  return { count, positions, colours };
}

/**
 * A scan's mesh with its annotation as far as it is there: objects from segments and aggregation; classes from these by the
 * label table, or, without them, from the labels stored in `.labels.ply`.
 *
 * Throws InputError naming the file if one is damaged or they do not fit each other, or if a class needs a label table
 * of its release that is not there.
 */
export async function readMesh(
  files: MeshFiles,
  { classes, tables, alignment }: { classes: ClassSet; tables: readonly LabelTable[]; alignment: Pose | undefined },
): Promise<LabelledMesh> {
  const { tree, prefix } = files;
  const mesh: LabelledMesh = meshOf(...(await readPlyOf(files, suffixes.mesh)), alignment);
  if (await tree.has(prefix + suffixes.labels)) mesh.storedLabels = await readStoredLabels(files, mesh.count);
  if ((await tree.has(prefix + suffixes.segments)) && (await tree.has(prefix + suffixes.aggregation)))
    Object.assign(mesh, await readObjects(files, mesh.count));
  if (mesh.storedLabels) mesh.release = releaseOf(mesh, tables);
  const nyu40 = nyu40OfVertices(mesh, tables, tree.describe(prefix));
  if (nyu40) mesh.semantics = nyu40.map((id) => classes.ofNyu40[id]);
  return mesh;
}

async function readPlyOf({ tree, prefix }: MeshFiles, suffix: string): Promise<[Ply, string]> {
  const file = tree.describe(prefix + suffix);
  return [parsePly(await tree.read(prefix + suffix), file), file];
}

function meshOf(ply: Ply, file: string, alignment: Pose | undefined): LabelledMesh {
  const columns = plyColumns(ply, 'vertex', ['x', 'y', 'z', 'red', 'green', 'blue'], file);
  const count = columns[0].length;
  const positions = new Float32Array(count * 3);
  const colours = new Uint8Array(count * 3);
  for (let axis = 0; axis < 3; axis++)
    for (let i = 0; i < count; i++) {
      positions[i * 3 + axis] = columns[axis][i];
      colours[i * 3 + axis] = columns[3 + axis][i];
    }
  if (alignment)
    for (let i = 0; i < positions.length; i += 3)
      positions.set(transformPoint(alignment, [positions[i], positions[i + 1], positions[i + 2]]), i);
  const alpha = ply.elements.get('vertex')!.columns.get('alpha');
  return {
    count,
    positions,
    colours,
    alpha: alpha ? Uint8Array.from(alpha) : new Uint8Array(count).fill(255),
    faces: trianglesOf(ply, count, file),
  };
}

function trianglesOf(ply: Ply, vertices: number, file: string): Uint32Array {
  const lists = ply.elements.get('face')?.lists;
  const list = lists?.get('vertex_indices') ?? lists?.get('vertex_index');
  if (!list) return new Uint32Array(0);
  const { offsets, values } = list;
  const fail = (fault: string): never => {
    throw new InputError(`${file} is no mesh of triangles: ${fault}. Download it again.`);
  };
  for (let face = 0; face + 1 < offsets.length; face++)
    if (offsets[face + 1] - offsets[face] !== 3) fail(`face ${face} has ${offsets[face + 1] - offsets[face]} corners`);
  for (const index of values) if (index < 0 || index >= vertices) fail(`a corner is vertex ${index} of ${vertices}`);
  return Uint32Array.from(values);
}

async function readStoredLabels(files: MeshFiles, count: number): Promise<Uint16Array> {
  const [ply, file] = await readPlyOf(files, suffixes.labels);
  const [labels] = plyColumns(ply, 'vertex', ['label'], file);
  if (labels.length !== count)
    throw new InputError(
      `${file} has ${labels.length} vertices, its mesh ${count}. Download both of the same release.`,
    );
  return Uint16Array.from(labels);
}

async function readObjects(
  { tree, prefix }: MeshFiles,
  count: number,
): Promise<Pick<LabelledMesh, 'instances' | 'objects'>> {
  const text = async (suffix: string): Promise<[string, string]> => [
    Buffer.from(await tree.read(prefix + suffix)).toString('utf8'),
    tree.describe(prefix + suffix),
  ];
  const segments = parseSegments(...(await text(suffixes.segments)), count);
  const { objects, objectOfSegment } = parseAggregation(...(await text(suffixes.aggregation)), new Set(segments));
  return { objects, instances: Uint16Array.from(segments, (segment) => objectOfSegment.get(segment) ?? 0) };
}

/** Labels beyond 40 that some meshes of release v2 hold by mistake. */
const mistakes = new Set([50, 149]);

/**
 * Release v1 if the stored labels are ids of its table more often than NYU40 ids, judged by the objects' names; without
 * objects, if they exceed 40 other than by mistake.
 */
function releaseOf({ storedLabels, instances, objects }: LabelledMesh, tables: readonly LabelTable[]): 'v1' | 'v2' {
  const v1 = tables.find(({ release }) => release === 'v1');
  if (!instances || !objects || !v1)
    return storedLabels!.some((label) => label > largestNyu40 && !mistakes.has(label)) ? 'v1' : 'v2';
  let asId = 0;
  let asNyu40 = 0;
  storedLabels!.forEach((label, i) => {
    const row = instances[i] === 0 ? undefined : v1.ofCategory.get(objects[instances[i] - 1].label);
    if (row?.id === label) asId++;
    if (row?.nyu40 === label) asNyu40++;
  });
  return asId > asNyu40 ? 'v1' : 'v2';
}

/** NYU40 ids of the vertices, 0 where unlabelled; undefined without annotation. */
function nyu40OfVertices(mesh: LabelledMesh, tables: readonly LabelTable[], scan: string): Uint16Array | undefined {
  const { instances, objects, storedLabels, release } = mesh;
  if (instances && objects) {
    // Names differ a little between releases: the table of the mesh's own comes first.
    const ordered = [...tables].sort((a, b) => Number(b.release === release) - Number(a.release === release));
    const rowOf = (label: string) => ordered.flatMap((table) => table.ofCategory.get(label) ?? []).at(0);
    const ofInstance = Uint16Array.of(0, ...objects.map(({ label }) => rowOf(label)?.nyu40 ?? 0));
    if (tables.length > 0) return instances.map((instance) => ofInstance[instance]);
  }
  if (!storedLabels) return undefined;
  if (release === 'v2') return storedLabels.map((label) => (label > largestNyu40 ? 0 : label));
  const table = tables.find((candidate) => candidate.release === 'v1');
  if (!table)
    throw new InputError(
      `${scan}${suffixes.labels} holds labels of release v1, whose classes are in scannet-labels.combined.tsv. Put that beside scans/, or give it as labelTable.`,
    );
  return storedLabels.map((label) => table.nyu40OfId.get(label) ?? 0);
}
