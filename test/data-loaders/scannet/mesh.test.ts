import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { checkDataset } from '../../../data-loaders/check-dataset.js';
import { contactSheet } from '../../../data-loaders/contact-sheet.js';
import { inspectScene } from '../../../data-loaders/inspect.js';
import { scannet } from '../../../data-loaders/scannet/index.js';
import { isInputError, temporaryFolder } from './temporary.js';
import { labelTable, labelTableV1, writeMesh } from './write-scans.js';

const id = 'scene0001_00';

describe('meshes of ScanNet', () => {
  const folder = temporaryFolder();
  const prefix = `scans/${id}/${id}`;
  const mesh = async (options = {}) => (await scannet({ root: folder.path(), ...options })).mesh(id);
  const json = (name: string, value: unknown): string => folder.write(`${prefix}${name}`, JSON.stringify(value));

  it('have vertices, triangles, objects and classes', async () => {
    writeMesh(folder.write, prefix);
    folder.write('scannetv2-labels.combined.tsv', labelTable);
    const dataset = await scannet({ root: folder.path(), labels: 'scannet20' });
    assert.equal(dataset.layout, 'mesh');
    assert.deepEqual(dataset.scenes, [{ id, split: 'train', frames: [] }]);
    assert.deepEqual(dataset.modalities, ['cloud']);
    const { count, positions, colours, alpha, faces, semantics, instances, objects } = await dataset.mesh(id);
    assert.equal(count, 6);
    assert.deepEqual([...positions.subarray(6, 9)], [0, 2, 0]);
    assert.deepEqual([...colours.subarray(3, 6)], [20, 1, 0]);
    assert.deepEqual([...alpha], new Array(6).fill(255));
    assert.deepEqual([...faces], [0, 1, 2, 3, 4, 5]);
    assert.deepEqual([...instances!], [1, 1, 1, 2, 2, 0]);
    assert.deepEqual(objects, [{ label: 'wall' }, { label: 'chair' }]);
    assert.deepEqual(
      Array.from(semantics!, (label) => dataset.classes[label]),
      ['wall', 'wall', 'wall', 'chair', 'chair', 'unlabelled'],
    );
    await assert.rejects(dataset.load(`${id}/000000`), isInputError(/has no frame scene0001_00\/000000/));
    await assert.rejects(dataset.mesh('scene0009_00'), isInputError(/has no scan scene0009_00 .*scene0001_00/));
  });

  it('are described by class, object and extent', async () => {
    writeMesh(folder.write, prefix);
    folder.write('scannetv2-labels.combined.tsv', labelTable);
    const dataset = await scannet({ root: folder.path() });
    assert.deepEqual(dataset.meshes, [id]);
    assert.deepEqual(await inspectScene(dataset, id, { split: 'train', count: 1 }), {
      ...{ dataset: 'scannet', split: 'train', count: 1, id },
      ...{ rgb: null, depth: null, boxes: null, camera: null, pose: null },
      semantics: { at: null, byClass: { unlabelled: 1, wall: 3, chair: 2 } },
      instances: { count: 2, byClass: { wall: 1, chair: 1 } },
      points: { count: 6, min: [0, 0, 0], max: [2, 4, 1] },
    });
    await assert.rejects(contactSheet(dataset), isInputError(/no frames here/));
  });

  it('are checked with their annotation, past those that are damaged', async () => {
    for (const scan of [1, 2, 3]) writeMesh(folder.write, `scans/scene000${scan}_00/scene000${scan}_00`);
    folder.write('scannetv2-labels.combined.tsv', labelTable);
    folder.write('scans/scene0002_00/scene0002_00.aggregation.json', '{');
    const ply = fs.readFileSync(folder.path('scans/scene0003_00/scene0003_00_vh_clean_2.ply'));
    folder.write('scans/scene0003_00/scene0003_00_vh_clean_2.ply', ply.subarray(0, ply.length - 9));
    const dataset = await scannet({ root: folder.path() });
    const { clouds, skipped, problems } = await checkDataset(dataset);
    assert.deepEqual([clouds, skipped], [3, { frames: 0, clouds: 2 }]);
    assert.deepEqual(
      problems.map(({ frame }) => frame),
      ['scene0002_00', 'scene0003_00'],
    );
    assert.match(problems[0].problem, /scene0002_00\.aggregation\.json is not a readable annotation/);
    assert.match(problems[1].problem, /scene0003_00_vh_clean_2\.ply is not a readable PLY/);
    await assert.rejects(checkDataset(dataset, { stop: true }), isInputError(/^scene0002_00: .*aggregation\.json/));
  });

  it('make the cloud of a scan, one point a voxel', async () => {
    writeMesh(folder.write, prefix);
    const { count, positions, colours } = await (await scannet({ root: folder.path(), voxel: 1.5 })).cloud(id);
    // Vertices 0 and 1, 2 and 3 share a cell.
    assert.equal(count, 4);
    assert.deepEqual([...positions.subarray(0, 3)], [0.5, 0, 0]);
    assert.deepEqual([...colours.subarray(0, 3)], [15, 1, 0]);
  });

  it('tell the release of stored labels: NYU40 in v2, ids of the table in v1', async () => {
    folder.write('scannetv2-labels.combined.tsv', labelTable);
    folder.write('scannet-labels.combined.tsv', labelTableV1);
    for (const [storedLabels, release] of [
      [[1, 1, 1, 59, 59, 0], 'v1'],
      [[1, 1, 1, 5, 5, 0], 'v2'],
    ] as const) {
      writeMesh(folder.write, prefix, { storedLabels });
      const found = await mesh();
      assert.equal(found.release, release);
      assert.deepEqual([...found.storedLabels!], storedLabels);
      assert.deepEqual([...found.semantics!], [1, 1, 1, 5, 5, 0]);
    }
  });

  it('without objects take stored labels; what exceeds 40 in v2 is unlabelled', async () => {
    folder.write('scannet-labels.combined.tsv', labelTableV1);
    writeMesh(folder.write, prefix, { storedLabels: [1, 5, 50, 149, 39, 0], annotated: false });
    const found = await mesh();
    assert.equal(found.release, 'v2');
    assert.deepEqual([...found.semantics!], [1, 5, 0, 0, 39, 0]);
    writeMesh(folder.write, prefix, { storedLabels: [1, 59, 203, 777, 59, 0], annotated: false });
    const old = await mesh();
    assert.equal(old.release, 'v1');
    assert.deepEqual([...old.semantics!], [1, 5, 0, 0, 5, 0]);
  });

  it('of release v1 need its table', async () => {
    writeMesh(folder.write, prefix, { storedLabels: [1, 59, 203, 777, 59, 0], annotated: false });
    await assert.rejects(mesh(), isInputError(/labels\.ply holds labels of release v1.*scannet-labels\.combined\.tsv/));
  });

  it('without annotation are vertices and triangles', async () => {
    writeMesh(folder.write, prefix, { annotated: false });
    const { count, semantics, instances } = await mesh();
    assert.deepEqual([count, semantics, instances], [6, undefined, undefined]);
  });

  it('with names that no table has leave their vertices unlabelled', async () => {
    writeMesh(folder.write, prefix);
    folder.write('scannetv2-labels.combined.tsv', labelTable);
    json('.aggregation.json', { segGroups: [{ objectId: 3, segments: [7, 9], label: 'dishrack' }] });
    const { semantics, instances, objects } = await mesh();
    assert.deepEqual([...semantics!], [0, 0, 0, 0, 0, 0]);
    assert.deepEqual([...instances!], [4, 4, 4, 0, 0, 4]);
    assert.deepEqual(objects!.at(3), { label: 'dishrack' });
  });

  it('whose files are damaged or do not fit are refused by name', async () => {
    writeMesh(folder.write, prefix);
    folder.write('scannetv2-labels.combined.tsv', labelTable);
    const refused = (...parts: RegExp[]) => assert.rejects(mesh(), isInputError(...parts));
    const segments = { segIndices: [7, 7, 7, 42, 43, 9] };
    json('.aggregation.json', { segGroups: [{ objectId: 0, segments: [8], label: 'wall' }] });
    await refused(/aggregation\.json has segment 8 in object 0/);
    json('.aggregation.json', { segGroups: [0, 0].map((objectId) => ({ objectId, segments: [7], label: 'wall' })) });
    await refused(/aggregation\.json has object 0 twice/);
    json('.aggregation.json', { segGroups: [{ objectId: -1, segments: [7], label: 'wall' }] });
    await refused(/aggregation\.json is not a readable annotation.*segGroups\.0\.objectId/);
    json('_vh_clean_2.0.010000.segs.json', { segIndices: segments.segIndices.slice(1) });
    await refused(/segs\.json has segments of 5 vertices, the mesh has 6/);
    folder.write(`${prefix}_vh_clean_2.0.010000.segs.json`, JSON.stringify(segments).slice(0, 20));
    await refused(/segs\.json is not a readable annotation/);
    folder.write(`${prefix}_vh_clean_2.ply`, 'ply\nformat ascii 1.0\nend_header\n');
    await refused(/_vh_clean_2\.ply has no property x/);
    folder.write(`${prefix}_vh_clean_2.ply`, 'solid');
    await refused(/_vh_clean_2\.ply is not a readable PLY/);
    const vertices =
      'ply\nformat ascii 1.0\nelement vertex 1\nproperty float x\nproperty float y\nproperty float z\nproperty uchar red\nproperty uchar green\nproperty uchar blue\nelement face 1\nproperty list uchar int vertex_indices\nend_header\n0 0 0 1 2 3\n';
    folder.write(`${prefix}_vh_clean_2.ply`, `${vertices}4 0 0 0 0\n`);
    await refused(/_vh_clean_2\.ply is no mesh of triangles: face 0 has 4 corners/);
    folder.write(`${prefix}_vh_clean_2.ply`, `${vertices}3 0 0 1\n`);
    await refused(/_vh_clean_2\.ply is no mesh of triangles: a corner is vertex 1 of 1/);
  });
});
