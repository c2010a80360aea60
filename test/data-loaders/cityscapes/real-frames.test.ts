import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { cityscapes, cityscapesLabels, type CityscapesDataset } from '../../../data-loaders/cityscapes/index.js';
import { instanceBounds } from '../../../data-loaders/instance-bounds.js';
import { readJson } from '../../../src/support/files.js';
import { assertAllClose } from '../../support/assert-all-close.js';
import { needsRealData, realFile } from '../../support/real-data.js';

interface ExpectedFrame {
  instances_by_class: Record<string, number>;
  group_pixels_by_class: Record<string, number>;
  labelId_pixels: Record<string, number>;
  trainId_pixels: Record<string, number>;
  labelIds_png_equals_derived?: boolean;
  largest_instance: { id: number; cls: string; pixels: number; bbox_xyxy_inclusive: [number, number, number, number] };
  disparity?: {
    raw_zero_invalid: number;
    raw_one_zero_disparity: number;
    valid_p_gt_0: number;
    max_disp_px: number;
    mean_disp_px_valid: number;
    fx: number;
    baseline: number;
    median_depth_m_where_d_gt_0: number;
    at: { u: number; v: number; raw: number; disp_px: number; depth_m: number }[];
  };
}

const width = 2048;

/** Pixels of each value. */
function histogram(values: Uint8Array | Uint16Array): Record<string, number> {
  const counts = new Uint32Array(65536);
  for (let i = 0; i < values.length; i++) counts[values[i]]++;
  return Object.fromEntries([...counts.entries()].filter(([, count]) => count > 0));
}

describe('real frames of Cityscapes', () => {
  let expected: Record<string, ExpectedFrame>;
  let dataset: CityscapesDataset;

  before(needsRealData('cityscapes'));
  before(async () => {
    expected = readJson<{ cityscapes: Record<string, ExpectedFrame> }>(realFile('expected.json')).cityscapes;
    dataset = await cityscapes({ root: realFile('cityscapes'), labels: 'cityscapes19' });
  });

  const idOf = (name: string) => name.replace(/_(\d+)$/, '/$1');

  it('are those that have an image', () => {
    assert.deepEqual(
      dataset.scenes.flatMap(({ frames }) => frames),
      ['aachen_000001_000019', 'cologne_000088_000019'].map(idOf),
    );
    assert.deepEqual(dataset.withoutImage, [idOf('frankfurt_000000_000576')]);
  });

  for (const name of ['aachen_000001_000019', 'cologne_000088_000019'])
    it(`${name} has the labels, instances and depth that are expected`, async () => {
      const truth = expected[name];
      const sample = await dataset.load(idOf(name));
      assert.deepEqual([sample.width, sample.height, sample.split], [2048, 1024, 'train']);
      assert.deepEqual(histogram(sample.rawSemantics!), truth.labelId_pixels);
      const trained = Object.entries(histogram(sample.semantics!));
      assert.deepEqual(
        Object.fromEntries(trained.map(([id, count]) => [dataset.trainIds[Number(id)], count])),
        truth.trainId_pixels,
      );
      const boxes = sample.boxes!.filter(({ ignore }) => !ignore);
      const byClass: Record<string, number> = {};
      for (const box of boxes) byClass[box.class] = (byClass[box.class] ?? 0) + 1;
      assert.deepEqual(byClass, truth.instances_by_class);
      // What no box is to be ignored of has no group.
      assert.equal(sample.boxes!.length, boxes.length);
      assert.deepEqual(truth.group_pixels_by_class, {});
      const { id, cls, pixels, bbox_xyxy_inclusive: edges } = truth.largest_instance;
      const largest = boxes.find(({ instance }) => instance === id)!;
      assert.equal(largest.class, cls);
      assert.deepEqual([largest.x, largest.y, largest.x + largest.width - 1, largest.y + largest.height - 1], edges);
      assert.equal(histogram(sample.instances!)[id], pixels);

      const { disparity } = truth;
      const { camera, depth } = sample;
      assert.deepEqual([camera.fx, camera.baseline], [disparity!.fx, disparity!.baseline]);
      const known = depth!.filter((metres) => metres > 0);
      const finite = known.filter(Number.isFinite).sort();
      assert.equal(depth!.length - known.length, disparity!.raw_zero_invalid);
      assert.equal(known.length - finite.length, disparity!.raw_one_zero_disparity);
      assert.equal(known.length, disparity!.valid_p_gt_0);
      const disparityOf = (metres: number) => (camera.fx * camera.baseline!) / metres;
      assertAllClose([disparityOf(finite[0])], [disparity!.max_disp_px], { rtol: 1e-6 });
      const mean = known.reduce((sum, metres) => sum + disparityOf(metres), 0) / known.length;
      assertAllClose([mean], [disparity!.mean_disp_px_valid], { rtol: 1e-6 });
      const middle = finite.length / 2;
      const median = (finite[Math.floor(middle - 0.5)] + finite[Math.floor(middle)]) / 2;
      assertAllClose([median], [disparity!.median_depth_m_where_d_gt_0], { rtol: 1e-6 });
      for (const { u, v, raw, disp_px: pixelsApart, depth_m: metres } of disparity!.at) {
        assertAllClose([depth![v * width + u]], [metres], { rtol: 1e-6 });
        assertAllClose([disparityOf(depth![v * width + u])], [pixelsApart], { rtol: 1e-6 });
        assertAllClose([1 + 256 * disparityOf(depth![v * width + u])], [raw], { rtol: 1e-6 });
      }
    });

  it('without an image have the labels and instances that are expected', async () => {
    const truth = expected.frankfurt_000000_000576;
    const { labelIds, instanceIds } = await dataset.annotation(idOf('frankfurt_000000_000576'));
    assert.deepEqual(histogram(labelIds), truth.labelId_pixels);
    const labelOf = new Map(cityscapesLabels.map((label) => [label.id, label]));
    const trainIds = labelIds.map((id) => labelOf.get(id)!.trainId);
    assert.deepEqual(histogram(trainIds), truth.trainId_pixels);
    const byValue = Object.entries(histogram(instanceIds!)).map(([value, count]) => [Number(value), count] as const);
    const classOf = (id: number) => labelOf.get(id)!.name;
    const byClass: Record<string, number> = {};
    for (const [value] of byValue.filter(([value]) => value >= 1000)) {
      const name = classOf(Math.floor(value / 1000));
      byClass[name] = (byClass[name] ?? 0) + 1;
    }
    assert.deepEqual(byClass, truth.instances_by_class);
    const groups = byValue.filter(([value]) => value >= 24 && value < 1000);
    assert.deepEqual(
      Object.fromEntries(groups.map(([value, count]) => [classOf(value), count])),
      truth.group_pixels_by_class,
    );
    const { id, cls, pixels, bbox_xyxy_inclusive: edges } = truth.largest_instance;
    assert.equal(classOf(Math.floor(id / 1000)), cls);
    const largest = instanceBounds(instanceIds!, width).get(id)!;
    assert.equal(largest.pixels, pixels);
    assert.deepEqual([largest.x, largest.y, largest.x + largest.width - 1, largest.y + largest.height - 1], edges);
  });

  it('have label images that equal the labels derived from instances', async () => {
    for (const name of ['aachen_000001_000019', 'frankfurt_000000_000576']) {
      assert.equal(expected[name].labelIds_png_equals_derived, true);
      const { labelIds, instanceIds } = await dataset.annotation(idOf(name));
      assert.ok(
        labelIds.every(
          (id, i) => id === (instanceIds![i] < 1000 ? instanceIds![i] : Math.floor(instanceIds![i] / 1000)),
        ),
      );
    }
  });

  it('have polygons that are drawn where they should', async () => {
    const root = fs.mkdtempSync(path.join(os.tmpdir(), 'alignscope-aachen-'));
    try {
      const name = 'aachen_000001_000019';
      const file = path.join('gtFine', 'train', 'aachen', `${name}_gtFine_polygons.json`);
      fs.mkdirSync(path.join(root, path.dirname(file)), { recursive: true });
      fs.copyFileSync(realFile('cityscapes', 'constructed', file), path.join(root, file));
      const drawn = await (await cityscapes({ root })).annotation(idOf(name));
      const real = await dataset.annotation(idOf(name));
      // The polygons are the bounding rectangles of the real instances, drawn one over the other.
      const unlabelledCar = real.labelIds.findIndex((id, i) => id === 26 && drawn.labelIds[i] !== 26);
      assert.equal(unlabelledCar, -1);
      const [left, top, right, bottom] = expected[name].largest_instance.bbox_xyxy_inclusive;
      const bounds = [...instanceBounds(drawn.instanceIds!, width).values()];
      const whole = (right - left + 1) * (bottom - top + 1);
      assert.ok(bounds.some(({ x, y, pixels }) => x === left && y === top && pixels === whole));
      const pixels = histogram(drawn.instanceIds!);
      assert.deepEqual([pixels[3], pixels[26]], [6 * 2048, 51 * 41]);
    } finally {
      fs.rmSync(root, { recursive: true });
    }
  });
});
