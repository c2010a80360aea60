import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  cropCloud,
  fuseCloud,
  identityPose,
  rotateAboutVertical,
  VoxelGrid,
  voxelResample,
  worldBounds,
  type PointCloud,
} from '../../src/geometry/index.js';
import { InputError } from '../../src/support/errors.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { camera, viewOfPlane } from './scenes.js';

const coordinates = fc.array(fc.tuple(...[0, 1, 2].map(() => fc.float({ min: -3, max: 3, noNaN: true }))), {
  maxLength: 200,
});

function cloudOf(points: number[][]): PointCloud {
  return {
    count: points.length,
    positions: Float32Array.from(points.flat()),
    colours: Uint8Array.from(points.flatMap((_, i) => [i % 256, 0, 255])),
  };
}

describe('voxel grid', () => {
  it('numbers cells as a Map would', () => {
    fc.assert(
      fc.property(coordinates, (points) => {
        const grid = new VoxelGrid(0.5, 4);
        const known = new Map<string, number>();
        for (const [x, y, z] of points) {
          const cell = [x, y, z].map((value) => Math.floor(value / 0.5));
          if (!known.has(String(cell))) known.set(String(cell), known.size);
          assert.equal(grid.enter(x, y, z), known.get(String(cell)));
          assert.equal(String(grid.cell(known.get(String(cell))!)), String(cell));
        }
        assert.equal(grid.count, known.size);
        for (const [cell, index] of known)
          assert.equal(grid.find(...(cell.split(',').map(Number) as [number, number, number])), index);
        assert.equal(grid.find(1000, 0, 0), -1);
      }),
    );
  });
});

describe('voxel resampling', () => {
  it('keeps one point a voxel, inside it, whatever the order of the points', () => {
    fc.assert(
      fc.property(coordinates, (points) => {
        const resampled = voxelResample(cloudOf(points), 0.5);
        const cells = (list: number[][]) => list.map((point) => point.map((value) => Math.floor(value / 0.5)).join());
        const kept = Array.from({ length: resampled.count }, (_, i) => [
          ...resampled.positions.subarray(i * 3, i * 3 + 3),
        ]);
        assert.equal(resampled.count, new Set(cells(points)).size);
        const reversed = voxelResample(cloudOf([...points].reverse()), 0.5);
        assertAllClose(reversed.positions, resampled.positions, { rtol: 1e-5, atol: 1e-6 });
        // Rounding to 32 bits may carry a mean over a face of its voxel, by no more than its own error.
        const occupied = [...new Set(cells(points))].map((cell) => cell.split(',').map(Number));
        for (const point of kept)
          assert.ok(
            occupied.some((cell) =>
              cell.every((index, axis) => Math.abs(point[axis] - (index + 0.5) * 0.5) <= 0.25 + 1e-6),
            ),
            `${point} lies in no occupied voxel`,
          );
      }),
    );
  });

  it('averages positions and colours', () => {
    const { positions, colours } = voxelResample(
      {
        count: 2,
        positions: Float32Array.of(0.1, 0.1, 0.1, 0.3, 0.1, 0.2),
        colours: Uint8Array.of(10, 0, 255, 21, 0, 255),
      },
      1,
    );
    assertAllClose(positions, [0.2, 0.1, 0.15]);
    assert.deepEqual([...colours], [16, 0, 255]);
  });

  it('orders points by cell: x, then y, then z', () => {
    const points = [
      [1.5, 0, 0],
      [0, 1.5, 0],
      [0, 0, 1.5],
      [0, 0, 0],
      [-1.5, 0, 0],
    ];
    assert.deepEqual(
      [...voxelResample(cloudOf(points), 1).positions],
      [
        [-1.5, 0, 0],
        [0, 0, 0],
        [0, 0, 1.5],
        [0, 1.5, 0],
        [1.5, 0, 0],
      ].flat(),
    );
  });

  it('refuses a voxel without extent', () => {
    for (const voxel of [0, -1, NaN]) assert.throws(() => voxelResample(cloudOf([]), voxel), InputError);
  });
});

describe('fused clouds', () => {
  const view = viewOfPlane(identityPose(), [0, 0, 1], 3);
  const rgb = new Uint8Array(view.depth.length * 3).fill(77);

  it('lie on the surface, hold its colour, and are no denser for seeing it twice', () => {
    const once = fuseCloud([{ ...view, rgb }], { voxel: 0.2 });
    const twice = fuseCloud(
      [
        { ...view, rgb },
        { ...view, rgb },
      ],
      { voxel: 0.2 },
    );
    assert.deepEqual(twice, once);
    assert.ok(once.count > 100);
    for (let i = 0; i < once.count; i++) assert.ok(Math.abs(once.positions[i * 3 + 2] - 3) < 1e-5);
    assert.ok(once.colours.every((value) => value === 77));
  });

  it('cropped to a view’s bounds hold all that it sees; the bounds are whole metres outside of it', () => {
    const bounds = worldBounds(view)!;
    assert.deepEqual(bounds.lower.map(Math.round), bounds.lower);
    const across = (camera.cx / camera.fx) * 3;
    assert.equal(bounds.lower[0], Math.floor(-across));
    const cloud = fuseCloud([{ ...view, rgb }], { voxel: 0.2 });
    assert.deepEqual(cropCloud(cloud, bounds), cloud);
    const half = cropCloud(cloud, { lower: [0, -9, -9], upper: [9, 9, 9] });
    assert.ok(half.count > 0 && half.count < cloud.count);
    for (let i = 0; i < half.count; i++) assert.ok(half.positions[i * 3] >= 0);
    assert.equal(worldBounds({ ...view, depth: new Float32Array(view.depth.length) }), undefined);
  });

  it('turned about the vertical keep heights and distances, and come back', () => {
    fc.assert(
      fc.property(fc.double({ min: -7, max: 7, noNaN: true }), (angle) => {
        const positions = Float32Array.of(1, 2, 3, -4, 5, 6);
        const turned = rotateAboutVertical(positions, angle, [1, 1, 0]);
        assert.equal(turned[2], 3);
        assertAllClose([Math.hypot(turned[0] - 1, turned[1] - 1)], [1]);
        assertAllClose(rotateAboutVertical(turned, -angle, [1, 1, 0]), positions, { atol: 1e-5 });
      }),
    );
    assertAllClose(rotateAboutVertical(Float32Array.of(1, 0, 0), Math.PI / 2), [0, 1, 0], { atol: 1e-7 });
  });
});
