import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { inspectScene } from '../../../data-loaders/inspect.js';
import { scannet, SensFile } from '../../../data-loaders/scannet/index.js';
import { sha256 } from '../../../src/support/files.js';
import { assertAllClose } from '../../support/assert-all-close.js';
import { needsRealData, realFile } from '../../support/real-data.js';
import { temporaryFolder } from './temporary.js';

interface ExpectedFrame {
  pose_valid: boolean;
  pose_translation: number[];
  timestamp_color: number;
  timestamp_depth: number;
  color_bytes: number;
  color_sha256: string;
  depth_valid_pixels: number;
  depth_mean_valid_m: number;
  depth_m_at_u320_v240: number;
  depth_m_at_u100_v50: number;
}

/** What expected.json says of the samples of ScanNet. */
interface Expected {
  scene0000_00: {
    vertices: number;
    faces: number;
    vertex0: number[];
    rgb0: number[];
    face0: number[];
    bbox_min: number[];
    bbox_max: number[];
    labels_ply_histogram: Record<string, number>;
  };
  scene9000_00: {
    version: number;
    sensor_name: string;
    color_size: number[];
    depth_size: number[];
    color_compression: number;
    depth_compression: number;
    depth_shift: number;
    intrinsic_color: number[];
    intrinsic_depth: number[];
    frames: ExpectedFrame[];
    imu_frames: number;
    bytes_after_imu: number;
  };
  scene0711_00: Record<string, { size: number[] }> & { K: number[] };
}

describe('ScanNet on real samples', () => {
  before(needsRealData('scannet'));
  temporaryFolder();
  let expected: Expected;
  before(() => {
    expected = (JSON.parse(fs.readFileSync(realFile('expected.json'), 'utf8')) as { scannet: Expected }).scannet;
  });
  const root = (...parts: string[]): string => realFile('scannet', ...parts);

  it('reads mesh, colours, triangles and stored labels of scene0000_00', async () => {
    const truth = expected.scene0000_00;
    const dataset = await scannet({ root: root(), layout: 'mesh' });
    const { count, positions, colours, alpha, faces, storedLabels } = await dataset.mesh('scene0000_00');
    assert.deepEqual([count, faces.length / 3], [truth.vertices, truth.faces]);
    assertAllClose(positions.subarray(0, 3), truth.vertex0, { atol: 1e-6 });
    assert.deepEqual([...colours.subarray(0, 3), alpha[0]], truth.rgb0);
    assert.deepEqual([...faces.subarray(0, 3)], truth.face0);
    const lower = [Infinity, Infinity, Infinity];
    const upper = [-Infinity, -Infinity, -Infinity];
    positions.forEach((value, i) => {
      lower[i % 3] = Math.min(lower[i % 3], value);
      upper[i % 3] = Math.max(upper[i % 3], value);
    });
    assertAllClose(lower, truth.bbox_min, { atol: 1e-6 });
    assertAllClose(upper, truth.bbox_max, { atol: 1e-6 });
    assert.deepEqual(histogram(storedLabels!), truth.labels_ply_histogram);
    const { points, instances } = await inspectScene(dataset, 'scene0000_00', { split: 'train', count: 1 });
    assert.deepEqual([points.count, instances!.count], [truth.vertices, 55]);
    assertAllClose([...points.min!, ...points.max!], [...truth.bbox_min, ...truth.bbox_max], { atol: 1e-6 });
  });

  it('makes the same classes of its objects and of its stored labels, which are of release v1', async () => {
    const dataset = await scannet({ root: root(), layout: 'mesh' });
    const { release, storedLabels, semantics, instances, objects } = await dataset.mesh('scene0000_00');
    assert.equal(release, 'v1');
    assert.equal(objects!.length, 55);
    assert.equal(
      instances!.reduce((most, instance) => Math.max(most, instance), 0),
      55,
    );
    const classOf = new Map<number, Set<string>>();
    storedLabels!.forEach((label, i) => {
      classOf.set(label, (classOf.get(label) ?? new Set()).add(dataset.classes[semantics![i]]));
    });
    for (const [label, classes] of classOf) assert.equal(classes.size, 1, `label ${label}: ${[...classes]}`);
    const names = [0, 1, 3, 11, 16, 59, 195].map((label) => [...classOf.get(label)!][0]);
    assert.deepEqual([names[0], names[1], names[2], names[3]], ['unlabelled', 'wall', 'floor', 'bed']);
    const cloud = await dataset.cloud('scene0000_00');
    assert.ok(cloud.count > 10000 && cloud.count < expected.scene0000_00.vertices);
  });

  it('is split by the official lists', async () => {
    const { scenes, notes } = await scannet({ root: root(), layout: 'mesh' });
    assert.deepEqual(
      scenes.map(({ id, split }) => [id, split]),
      [['scene0000_00', 'train']],
    );
    assert.match(notes[0], /1 split by lists/);
    const frames = await scannet({ root: root('scannet_frames_test') });
    assert.deepEqual(
      frames.scenes.map(({ id, split }) => [id, split]),
      [['scene0711_00', 'test']],
    );
  });

  it('reads the header, frames and measurements of scene9000_00.sens', async () => {
    const truth = expected.scene9000_00;
    const sens = await SensFile.open(root('constructed/scans/scene9000_00/scene9000_00.sens'));
    const { header } = sens;
    assert.deepEqual([header.version, header.sensorName], [truth.version, truth.sensor_name]);
    assert.deepEqual([header.colourSize.width, header.colourSize.height], truth.color_size);
    assert.deepEqual([header.depthSize.width, header.depthSize.height], truth.depth_size);
    const codes = [
      ['raw', 'png', 'jpeg'].indexOf(header.colourCompression),
      ['raw', 'zlib'].indexOf(header.depthCompression),
    ];
    assert.deepEqual(codes, [truth.color_compression, truth.depth_compression]);
    assert.equal(header.depthShift, truth.depth_shift);
    assert.deepEqual([...header.colourIntrinsic], truth.intrinsic_color);
    assert.deepEqual([...header.depthIntrinsic], truth.intrinsic_depth);
    assert.equal(header.frameCount, truth.frames.length);
    for (const [i, frame] of truth.frames.entries()) {
      const { cameraToWorld, colour, colourTime, depthTime } = await sens.frame(i);
      assertAllClose(
        [3, 7, 11].map((k) => cameraToWorld[k]),
        frame.pose_translation,
        { atol: 1e-6 },
      );
      assert.deepEqual([colourTime, depthTime], [frame.timestamp_color, frame.timestamp_depth]);
      assert.deepEqual([colour.length, sha256(colour)], [frame.color_bytes, frame.color_sha256]);
    }
    assert.equal((await sens.imu()).length, truth.imu_frames);
    assert.equal(await sens.trailingBytes(), truth.bytes_after_imu);
  });

  for (const [layout, folder] of [
    ['sens', 'constructed/scans'],
    ['frames25k', 'constructed/scannet_frames_25k'],
    ['export', 'constructed/sensreader_cpp'],
  ])
    it(`yields the frames of scene9000_00 from layout ${layout}`, async () => {
      const truth = expected.scene9000_00;
      const dataset = await scannet({ root: root(folder) });
      assert.equal(dataset.layout, layout);
      const { frames } = dataset.scenes[0];
      assert.equal(frames.length, layout === 'export' ? 1 : 2);
      for (const [i, id] of frames.entries()) {
        const frame = truth.frames[i];
        const { width, height, depth, camera, worldFromCamera, trackingLost } = await dataset.load(id);
        assert.deepEqual([width, height], truth.depth_size);
        const [fx, , cx, , , fy, cy] = truth.intrinsic_depth;
        assert.deepEqual([camera.fx, camera.fy, camera.cx, camera.cy], [fx, fy, cx, cy]);
        assert.equal(trackingLost === undefined, frame.pose_valid);
        assertAllClose(
          [3, 7, 11].map((k) => worldFromCamera![k]),
          frame.pose_translation,
          { atol: 1e-6 },
        );
        const valid = depth!.filter((metres) => metres > 0);
        assert.equal(valid.length, frame.depth_valid_pixels);
        assertAllClose([valid.reduce((sum, metres) => sum + metres, 0) / valid.length], [frame.depth_mean_valid_m]);
        assertAllClose([depth![240 * 640 + 320]], [frame.depth_m_at_u320_v240]);
        assertAllClose([depth![50 * 640 + 100]], [frame.depth_m_at_u100_v50]);
      }
    });

  it('yields the colour frames of scene0711_00 with their camera', async () => {
    const truth = expected.scene0711_00;
    const dataset = await scannet({ root: root() });
    assert.equal(dataset.layout, 'frames25k');
    for (const id of dataset.scenes[0].frames) {
      const { width, height, camera } = await dataset.load(id);
      assert.deepEqual([width, height], truth[`${id.split('/')[1]}.jpg`].size);
      const { fx, fy, cx, cy } = camera;
      assert.deepEqual([fx, 0, cx, 0, fy, cy, 0, 0, 1], truth.K);
    }
    assert.deepEqual(dataset.scenes[0].frames, ['scene0711_00/001680', 'scene0711_00/001995']);
  });
});

function histogram(values: Uint16Array): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
