import * as assert from 'node:assert/strict';
import type { Camera, Sample } from '../../data-loaders/sample.js';
import { normalsFromDepth, project, unproject } from '../../src/geometry/index.js';
import { seeded } from '../../src/support/random.js';
import { augmentSamples, cropSample, mirrorSample } from '../../src/tasks/index.js';
import { assertAllClose } from '../support/assert-all-close.js';

const [width, height] = [12, 8];
const camera = { width, height, fx: 10, fy: 11, cx: 5, cy: 4.5, baseline: 0.2 };

/** A slanted plane with an object on it; every pixel has a colour of its own. */
function slantedPlane(): Sample {
  const pixels = Array.from({ length: width * height }, (_, pixel) => pixel);
  const place = (pixel: number): [number, number] => [pixel % width, Math.floor(pixel / width)];
  const depth = Float32Array.from(pixels, (pixel) => {
    const [u, v] = place(pixel);
    return 2 / (1 - 0.3 * ((u + 0.5 - camera.cx) / camera.fx) - 0.1 * ((v + 0.5 - camera.cy) / camera.fy));
  });
  const inside = (pixel: number): boolean => {
    const [u, v] = place(pixel);
    return u >= 2 && u < 5 && v >= 3 && v < 7;
  };
  return {
    id: 'plane/0',
    dataset: 'plane',
    scene: 'plane',
    split: 'train',
    width,
    height,
    camera,
    rgb: Uint8Array.from({ length: 3 * pixels.length }, (_, i) => i % 251),
    rightRgb: new Uint8Array(3 * pixels.length),
    depth,
    normals: normalsFromDepth(depth, camera),
    semantics: Uint16Array.from(pixels, (pixel) => (inside(pixel) ? 2 : 1)),
    instances: Uint16Array.from(pixels, (pixel) => (inside(pixel) ? 7 : 0)),
    boxes: [{ x: 2, y: 3, width: 3, height: 4, class: 'thing', classId: 2, instance: 7 }],
    boxes3d: [{ class: 'thing', classId: 2, instance: 7, centre: [-0.3, 0.1, 2], size: [1, 2, 3], yaw: 0.4 }],
    points: { count: 1, positions: Float32Array.of(0.5, 0.2, 2), colours: new Uint8Array(3) },
    worldFromCamera: new Float64Array(16),
  };
}

/** The least rectangle around the pixels of an instance: [x, y, width, height]. */
function bounds({ instances }: Sample, id: number): number[] {
  const columns: number[] = [];
  const rows: number[] = [];
  instances!.forEach((value, pixel) => {
    if (value !== id) return;
    columns.push(pixel % width);
    rows.push(Math.floor(pixel / width));
  });
  const [x, y] = [Math.min(...columns), Math.min(...rows)];
  return [x, y, Math.max(...columns) + 1 - x, Math.max(...rows) + 1 - y];
}

const boxOf = ({ boxes }: Sample): number[] => boxes!.map((box) => [box.x, box.y, box.width, box.height]).flat();

describe('mirroring a sample', () => {
  const sample = slantedPlane();
  const mirrored = mirrorSample(sample);

  it('done twice gives the sample back, without what has no mirrored counterpart', () => {
    const expected = { ...sample, camera: { ...camera } };
    for (const name of ['rightRgb', 'worldFromCamera'] as const) delete expected[name];
    delete (expected.camera as Camera).baseline;
    const twice = mirrorSample(mirrored);
    assertAllClose([twice.boxes3d![0].yaw], [0.4]);
    assert.deepEqual({ ...twice, boxes3d: sample.boxes3d }, expected);
    assert.deepEqual(sample, slantedPlane(), 'the sample itself is left as it was');
  });

  it('shows every point of space on the other side', () => {
    for (const pixel of [0, 5, 40, 95]) {
      const [u, v] = [pixel % width, Math.floor(pixel / width)];
      const [x, y, z] = unproject(sample.camera, u + 0.5, v + 0.5, sample.depth![pixel]);
      const turned = v * width + width - 1 - u;
      assertAllClose(unproject(mirrored.camera, width - u - 0.5, v + 0.5, mirrored.depth![turned]), [-x, y, z]);
      assert.deepEqual(
        [...mirrored.rgb.subarray(3 * turned, 3 * turned + 3)],
        [...sample.rgb.subarray(3 * pixel, 3 * pixel + 3)],
      );
    }
    assert.deepEqual([...mirrored.points!.positions], [-0.5, 0.2, 2].map(Math.fround));
    assert.deepEqual(mirrored.boxes3d![0].centre, [0.3, 0.1, 2]);
  });

  it('keeps normals those of the depth, and boxes those of the instances', () => {
    assertAllClose(mirrored.normals!, normalsFromDepth(mirrored.depth!, mirrored.camera), { atol: 1e-5 });
    assert.deepEqual(boxOf(mirrored), bounds(mirrored, 7));
  });
});

describe('cropping a sample', () => {
  const sample = slantedPlane();

  it('adjusts the camera, so that what is in space is seen where it was', () => {
    const window = { x: 1.5, y: -2, width: 6, height: 10 };
    const { camera: seen, boxes3d, points } = cropSample(sample, window);
    const [x, y] = project(camera, [0.4, 0.2, 2])!;
    assertAllClose(project(seen, [0.4, 0.2, 2])!, [((x - 1.5) * width) / 6, ((y + 2) * height) / 10]);
    assert.deepEqual([boxes3d, points], [sample.boxes3d, sample.points]);
  });

  it('enlarges: labels and depth from the nearest pixel, colours between pixels, boxes with them', () => {
    const half = cropSample(sample, { x: 0, y: 2, width: 6, height: 4 });
    for (const [u, v] of [
      [0, 0],
      [7, 5],
      [11, 7],
    ]) {
      const from = (2 + (v >> 1)) * width + (u >> 1);
      assert.equal(half.depth![v * width + u], sample.depth![from]);
      assert.equal(half.semantics![v * width + u], sample.semantics![from]);
    }
    // The pixel centre (2.25, 4.25) lies three quarters from the centres at 1.5 and 3.5 towards those at 2.5 and 4.5.
    const at = (u: number, v: number): number => sample.rgb[3 * (v * width + u)];
    const mixed = 0.25 * (0.25 * at(1, 3) + 0.75 * at(2, 3)) + 0.75 * (0.25 * at(1, 4) + 0.75 * at(2, 4));
    assert.equal(half.rgb[3 * (4 * width + 4)], Math.round(mixed));
    assert.deepEqual(boxOf(half), bounds(half, 7));
  });

  it('leaves a margin without labels where the window is larger than the image', () => {
    const small = cropSample(sample, { x: -6, y: -4, width: 24, height: 16 });
    assert.deepEqual([small.depth![0], small.semantics![0], small.instances![0]], [0, 0, 0]);
    assert.deepEqual([...small.rgb.subarray(0, 3)], [115, 115, 115]);
    assert.deepEqual(boxOf(small), [4, 3.5, 1.5, 2]);
    assert.deepEqual(small.normals!.subarray(0, 3), new Float32Array(3));
  });

  it('cuts boxes off, ignores those of which little is left and drops those of which nothing is', () => {
    const boxesIn = (x: number) => cropSample(sample, { x, y: 0, width, height }).boxes!;
    assert.deepEqual([boxesIn(3)[0].x, boxesIn(3)[0].width, boxesIn(3)[0].ignore], [0, 2, undefined]);
    const wide = { ...sample, boxes: [{ ...sample.boxes![0], width: 9 }] };
    const [little] = cropSample(wide, { x: 9, y: 0, width, height }).boxes!;
    assert.deepEqual([little.x, little.width, little.ignore], [0, 2, true]);
    assert.deepEqual(boxesIn(5), []);
  });
});

describe('augmenting samples', () => {
  const samples = Array.from({ length: 40 }, slantedPlane);
  const mirroredShare = (mirror: 'each' | 'together' | 'never', seed: number): number =>
    augmentSamples(samples, { mirror, zoom: [1, 1] }, seeded(seed)).filter(({ rgb }) => rgb[0] !== samples[0].rgb[0])
      .length / samples.length;

  it('mirrors each frame on its own, all together, or none', () => {
    const shares = Array.from({ length: 8 }, (_, seed) => mirroredShare('each', seed));
    assert.ok(shares.every((share) => share > 0.2 && share < 0.8));
    const together = new Set(Array.from({ length: 12 }, (_, seed) => mirroredShare('together', seed)));
    assert.deepEqual([...together].sort(), [0, 1]);
    assert.equal(mirroredShare('never', 0), 0);
  });

  it('zooms within its range and draws the same for the same seed', () => {
    const draw = (seed: number): Sample[] =>
      augmentSamples(samples, { mirror: 'each', zoom: [0.8, 1.5] }, seeded(seed));
    const factors = draw(1).map((sample) => sample.camera.fx / camera.fx);
    assert.ok(Math.min(...factors) >= 0.8 && Math.max(...factors) <= 1.5);
    assert.ok(Math.min(...factors) < 0.95 && Math.max(...factors) > 1.3, 'it uses the range');
    assert.deepEqual(draw(1), draw(1));
    assert.notDeepEqual(draw(2), draw(1));
    assert.deepEqual(samples[0], slantedPlane());
  });
});
