import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { boxEdges } from '../../../data-loaders/box-edges.js';
import { eigenTestFrames } from '../../../data-loaders/kitti/eigen-split.js';
import { eigenCrop, gargCrop, kitti, projectScan, type Crop } from '../../../data-loaders/kitti/index.js';
import { parseFrameList, type ListedFrame } from '../../../data-loaders/kitti/lists.js';
import { inspectSample } from '../../../data-loaders/inspect.js';
import { project } from '../../../src/geometry/camera.js';
import { invertPose, multiplyPoses, transformPoint, type Vector3 } from '../../../src/geometry/pose.js';
import { readJson, readText } from '../../../src/support/files.js';
import { assertAllClose } from '../../support/assert-all-close.js';
import { needsRealData, realFile } from '../../support/real-data.js';
import { imagePng, write } from './fixtures.js';

interface ObjectTruth {
  image_size: [number, number];
  objects: number;
  objects_by_type: Record<string, number>;
  first_object: string[];
  velodyne_points: number;
  point0: number[];
  reflectance_range: [number, number];
  fx: number;
  cx: number;
  cy: number;
  baseline_cam2_cam3_m: number;
  points_projecting_into_image_2: number;
  example_point: { index: number; xyz: Vector3; cam0_rect_xyz: number[]; u: number; v: number; depth: number };
}

interface DepthTruth {
  size: [number, number];
  valid: number;
  min_m: number;
  max_m: number;
  mean_valid_m: number;
  at: { u: number; v: number; depth_m: number }[];
  garg_crop_rows_cols: number[];
  valid_in_garg_crop: number;
  eigen_crop_rows_cols: number[];
  valid_in_eigen_crop: number;
}

interface DisparityTruth {
  size: [number, number];
  valid: number;
  min_px: number;
  max_px: number;
  mean_px: number;
  at: { u: number; v: number; disp_px: number };
}

interface RawTruth {
  velo_point: Vector3;
  image_02_u: number;
  image_02_v: number;
  depth: number;
  baseline_02_03_m: number;
}

type Truth = Record<'000000' | '000002', ObjectTruth> & {
  'depth/0000000005.png': DepthTruth;
  disp_occ_0: DisparityTruth;
  raw_calib: RawTruth;
};

describe('real files of KITTI', () => {
  before(needsRealData('kitti'));

  const truth = (): Truth => readJson<{ kitti: Truth }>(realFile('expected.json')).kitti;
  const root = realFile('kitti');
  const pointAt = (positions: Float32Array, index: number): Vector3 => [
    positions[index * 3],
    positions[index * 3 + 1],
    positions[index * 3 + 2],
  ];

  for (const id of ['000000', '000002'] as const)
    it(`object ${id}: image, camera, boxes, scan and its projection`, async () => {
      const expected = truth()[id];
      const sample = await (await kitti({ root, layout: 'object' })).load(id);
      const { camera, points, boxes, boxes3d, cameraFromRectified, cameraFromVelodyne } = sample;
      assert.deepEqual([sample.width, sample.height], expected.image_size);
      assert.equal(sample.rgb.length, sample.width * sample.height * 3);
      assert.deepEqual([camera.fx, camera.cx, camera.cy], [expected.fx, expected.cx, expected.cy]);
      assertAllClose([camera.baseline!], [expected.baseline_cam2_cam3_m], { atol: 5e-7 });

      const byType: Record<string, number> = {};
      for (const box of boxes!) byType[box.class] = (byType[box.class] ?? 0) + 1;
      assert.equal(boxes!.length, expected.objects);
      assert.deepEqual(byType, expected.objects_by_type);
      const [type, ...fields] = expected.first_object;
      const [truncation, occlusion, alpha, left, top, right, bottom, height, width, length, x, y, z, yaw] =
        fields.map(Number);
      const [box, box3d] = [boxes![0], boxes3d![0]];
      assert.deepEqual([box.class, box.truncation, box.occlusion, box.alpha], [type, truncation, occlusion, alpha]);
      assertAllClose([box.x, box.y, box.x + box.width, box.y + box.height], [left, top, right, bottom]);
      assert.deepEqual([box3d.size, box3d.yaw], [[length, width, height], yaw]);
      const rectified = transformPoint(invertPose(cameraFromRectified!), box3d.centre);
      assertAllClose(rectified, [x, y - height / 2, z], { atol: 1e-9 });

      const { count, positions, reflectance, inImage } = points!;
      assert.equal(count, expected.velodyne_points);
      const velodyneFromCamera = invertPose(cameraFromVelodyne!);
      assertAllClose(transformPoint(velodyneFromCamera, pointAt(positions, 0)), expected.point0.slice(0, 3), {
        atol: 1e-4,
      });
      assertAllClose([reflectance[0]], [expected.point0[3]], { atol: 1e-6 });
      const range = reflectance.reduce(([low, high], r) => [Math.min(low, r), Math.max(high, r)], [1, 0]);
      assertAllClose(range, expected.reflectance_range);

      assert.equal(
        inImage.reduce((sum, seen) => sum + seen, 0),
        expected.points_projecting_into_image_2,
      );
      const { index, xyz, cam0_rect_xyz, u, v, depth } = expected.example_point;
      const seen = pointAt(positions, index);
      assertAllClose(transformPoint(velodyneFromCamera, seen), xyz, { atol: 1e-4 });
      assertAllClose(transformPoint(invertPose(cameraFromRectified!), seen), cam0_rect_xyz, { atol: 1e-4 });
      assertAllClose(project(camera, seen)!, [u, v], { atol: 1e-3 });
      assertAllClose([seen[2]], [depth], { atol: 1e-4 });
      // No other point lies nearer on its pixel, so that the sparse depth image has it.
      assert.equal(sample.depth![Math.floor(v) * sample.width + Math.floor(u)], Math.fround(seen[2]));
    });

  it('object: boxes in space are seen where the boxes in pixels are', async () => {
    const dataset = await kitti({ root, layout: 'object' });
    for (const id of ['000000', '000002']) {
      const { boxes, boxes3d, camera } = await dataset.load(id);
      for (const box3d of boxes3d!) {
        const { x, y, width, height } = boxes!.find(({ instance }) => instance === box3d.instance)!;
        const ends = boxEdges(box3d, camera).flat();
        const [columns, rows] = [0, 1].map((axis) => ends.map((end) => end[axis]));
        const seen = [Math.min(...columns), Math.min(...rows), Math.max(...columns), Math.max(...rows)];
        // Turned the other way the trailer would be 13 pixels off; a pedestrian's box has room for arms.
        const atol = box3d.class === 'Pedestrian' ? 10 : 3;
        assertAllClose(seen, [x, y, x + width, y + height], { rtol: 0, atol });
      }
    }
  });

  it('object, inspected: counts the points of the scan', async () => {
    const dataset = await kitti({ root, layout: 'object' });
    const inspected = await inspectSample(dataset, '000000', { split: 'train', count: 2, at: [317, 150] });
    assert.equal(inspected.points.count, truth()['000000'].velodyne_points);
    assertAllClose([inspected.depth!.at!], [truth()['000000'].example_point.depth], { atol: 1e-4 });
  });

  it('depth: metres and crops of a ground truth, with the raw image of the same number', async () => {
    const expected = truth()['depth/0000000005.png'];
    const id = '2011_09_26_drive_0000_sync/image_02/0000000005';
    const sample = await (await kitti({ root, layout: 'depth' })).load(id);
    const { depth, width, height } = sample;
    assert.deepEqual([width, height], expected.size);
    const valid = depth!.filter((z) => z > 0);
    assert.equal(valid.length, expected.valid);
    assert.equal(
      valid.reduce((least, z) => Math.min(least, z)),
      expected.min_m,
    );
    assert.equal(
      valid.reduce((most, z) => Math.max(most, z)),
      expected.max_m,
    );
    assertAllClose([valid.reduce((sum, z) => sum + z, 0) / valid.length], [expected.mean_valid_m], {
      rtol: 0,
      atol: 6e-7,
    });
    for (const { u, v, depth_m } of expected.at) assert.equal(depth![v * width + u], depth_m);
    const rowsAndColumns = ({ top, bottom, left, right }: Crop): number[] => [top, bottom, left, right];
    const validIn = ({ top, bottom, left, right }: Crop): number => {
      let count = 0;
      for (let v = top; v < bottom; v++) for (let u = left; u < right; u++) if (depth![v * width + u] > 0) count++;
      return count;
    };
    const crops = [gargCrop(sample), eigenCrop(sample)];
    assert.deepEqual(crops.map(rowsAndColumns), [expected.garg_crop_rows_cols, expected.eigen_crop_rows_cols]);
    assert.deepEqual(crops.map(validIn), [expected.valid_in_garg_crop, expected.valid_in_eigen_crop]);
  });

  it('stereo: disparity in pixels, and depth from it', async () => {
    const expected = truth().disp_occ_0;
    const sample = await (await kitti({ root, layout: 'stereo' })).load('000000_10');
    const { disparity, depth, camera, width, height } = sample;
    assert.deepEqual([width, height], expected.size);
    const valid = disparity!.filter((d) => d > 0);
    assert.equal(valid.length, expected.valid);
    assert.equal(
      valid.reduce((least, d) => Math.min(least, d)),
      expected.min_px,
    );
    assert.equal(
      valid.reduce((most, d) => Math.max(most, d)),
      expected.max_px,
    );
    assertAllClose([valid.reduce((sum, d) => sum + d, 0) / valid.length], [expected.mean_px], { rtol: 0, atol: 6e-7 });
    const at = expected.at.v * width + expected.at.u;
    assert.equal(disparity![at], expected.at.disp_px);
    assertAllClose([depth![at]], [(camera.fx * truth().raw_calib.baseline_02_03_m) / expected.at.disp_px], {
      rtol: 1e-6,
    });
  });

  it('raw: a point of the scanner in the image, by the calibration of the date', async () => {
    const expected = truth().raw_calib;
    const dataset = await kitti({ root, layout: 'raw' });
    const { camera, cameraFromVelodyne } = await dataset.load('2011_09_26_drive_0000_sync/image_02/0000000005');
    const seen = transformPoint(cameraFromVelodyne!, expected.velo_point);
    assertAllClose(project(camera, seen)!, [expected.image_02_u, expected.image_02_v], { rtol: 0, atol: 6e-5 });
    assertAllClose([seen[2]], [expected.depth], { rtol: 0, atol: 6e-6 });
    assertAllClose([camera.baseline!], [expected.baseline_02_03_m], { atol: 5e-7 });
    assert.match(dataset.notes.join(' '), /Drives without an image of camera 2, left out: 1/);
  });

  it('the calibration of a day is that which the image size tells', async () => {
    const { camera: calibrated } = await (await kitti({ root, layout: 'object' })).load('000000');
    const { camera: ofRaw } = await (
      await kitti({ root, layout: 'raw' })
    ).load('2011_09_26_drive_0000_sync/image_02/0000000005');
    const { camera: nominal } = await (await kitti({ root, layout: 'stereo' })).load('000000_10');
    assert.deepEqual({ ...nominal, baseline: 0 }, { ...ofRaw, baseline: 0 });
    assertAllClose([nominal.baseline!, calibrated.baseline!], [ofRaw.baseline!, 0.537256], { atol: 5e-7 });
  });

  it('semantics: label ids of Cityscapes and instances', async () => {
    const dataset = await kitti({ root: path.join(root, 'constructed/semantics') });
    const { semantics, instances, boxes } = await dataset.load('000000_10');
    const distinct = (ids: Uint16Array): number[] => [...new Set(ids)].sort((a, b) => a - b);
    assert.deepEqual(distinct(semantics!), [0, 7, 8, 11, 23, 24, 26]);
    assert.deepEqual(distinct(instances!), [0, 6145, 6657, 6658]);
    assert.deepEqual(
      boxes!.map((box) => [box.class, box.instance]),
      [
        ['person', 6145],
        ['car', 6657],
        ['car', 6658],
      ],
    );
  });

  it("Eigen's list has 697 frames, those of splitBy eigen; where none is there, says so", async () => {
    const testList = path.join(root, 'splits/eigen_test_files_with_gt.txt');
    for (const options of [{ testList }, { splitBy: 'eigen' }] as const)
      await assert.rejects(
        kitti({ root, layout: 'raw', ...options }),
        /None of the 697 frames that the lists name is there/,
      );
    const listed = parseFrameList(readText(testList), testList);
    const names = (frames: readonly ListedFrame[]): string[] =>
      frames.map(({ drive, camera, number }) => `${drive} ${camera} ${number}`).sort();
    assert.deepEqual(names(eigenTestFrames()), names(listed));
  });

  it('the scan projects into the right camera with the disparity that its depth has', async () => {
    const sample = await (await kitti({ root, layout: 'object' })).load('000000');
    const { index, depth } = truth()['000000'].example_point;
    const [left, right] = ([2, 3] as const).map((camera) => projectScan(sample, camera));
    const [u, v] = project(left.camera, pointAt(left.positions, index))!;
    const [uRight, vRight] = project(right.camera, pointAt(right.positions, index))!;
    const { fx, baseline_cam2_cam3_m } = truth()['000000'];
    // The right camera stands some millimetres higher and behind.
    assertAllClose([u - uRight, v], [(fx * baseline_cam2_cam3_m) / depth, vRight], { atol: 0.3 });
    assert.deepEqual(left.depth, sample.depth);
  });

  it('odometry: real calibration and poses with images written beside them', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-kitti-odometry-'));
    try {
      fs.cpSync(path.join(root, 'odometry'), folder, { recursive: true });
      const [rows, image] = [
        readText(path.join(root, 'odometry/dataset/poses/00.txt')).trim().split('\n'),
        imagePng(0, { width: 1241, height: 376 }),
      ];
      rows.forEach((_, i) => write(path.join(folder, `dataset/sequences/00/image_2/00000${i}.png`), image));
      write(path.join(folder, 'dataset/sequences/00/image_2/000005.png'), image);
      const dataset = await kitti({ root: folder });
      const first = await dataset.load('00/000000');
      assertAllClose([first.camera.fx, first.camera.baseline!], [718.856, 0.532332], { atol: 5e-7 });
      // To the right is where the scanner has its negative left, nearly.
      assertAllClose(first.cameraFromVelodyne!.subarray(0, 3), [0, -1, 0], { atol: 0.01 });
      const last = await dataset.load(`00/00000${rows.length - 1}`);
      const pose = rows.at(-1)!.split(' ').map(Number);
      const worldFromRectified = multiplyPoses(last.worldFromCamera!, last.cameraFromRectified!);
      // World: x right, z forward becomes y, y down becomes −z.
      assertAllClose(
        [worldFromRectified[3], worldFromRectified[7], worldFromRectified[11]],
        [pose[3], pose[11], -pose[7]],
        { atol: 1e-9 },
      );
      assert.equal((await dataset.load('00/000005')).trackingLost, true);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  it('asks for the layout of a root that has several', async () => {
    await assert.rejects(kitti({ root }), /has several layouts of KITTI: object, raw, odometry, depth, stereo\./);
    await assert.rejects(kitti({ root, layout: 'odometry' }), /has no image_2\/000000\.png in any of 1 sequences/);
  });
});
