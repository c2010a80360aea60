import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { compileScene } from '../../../data-loaders/rooms/compiled-scene.js';
import { createScene } from '../../../data-loaders/rooms/create-scene.js';
import { approach, probeAt } from '../../../data-loaders/rooms/distance.js';
import { cameraRays, castRays, enterFromWorld, exitFace } from '../../../data-loaders/rooms/ray-caster.js';
import type { Solid, Vector } from '../../../data-loaders/rooms/scene.js';
import { surfacesOf } from '../../../data-loaders/rooms/surface.js';
import { cameraOf } from '../../../data-loaders/rooms/views.js';
import { seeded } from '../../../src/support/random.js';

const scene = createScene({ preset: 'natural', kappa: 1 }, 3, 4 / 3, seeded('ray-caster test'));
const compiled = compileScene(scene);

/** Inside is below 0. */
function inside({ shape, half: [hx, hy, hz], top = 0 }: Solid, [x, y, z]: Vector): number {
  if (shape === 'box') return Math.max(Math.abs(x) - hx, Math.abs(y) - hy, Math.abs(z) - hz);
  if (shape === 'ellipsoid') return Math.hypot(x / hx, y / hy, z / hz) - 1;
  const r = hx + ((top - hx) * (z / hz + 1)) / 2;
  return Math.max(Math.hypot(x, y) - r, Math.abs(z) - hz);
}

describe('ray caster', () => {
  it('meets every solid where a walk along the ray first finds itself inside', () => {
    const solid = fc.record({
      shape: fc.constantFrom('box' as const, 'ellipsoid' as const, 'frustum' as const),
      half: fc.tuple(...[0, 1, 2].map(() => fc.double({ min: 0.1, max: 1, noNaN: true }))) as fc.Arbitrary<Vector>,
      top: fc.double({ min: 0.05, max: 1, noNaN: true }),
    });
    const coordinate = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        solid,
        fc.tuple(coordinate, coordinate),
        fc.tuple(coordinate, coordinate),
        (drawn, [a, b], [c, d]) => {
          const axes: Solid['axes'] = [
            [1, 0, 0],
            [0, 1, 0],
            [0, 0, 1],
          ];
          const made: Solid = { ...drawn, half: drawn.half, centre: [0, 0, 0], axes, instance: 0 };
          if (made.shape === 'frustum') made.half = [drawn.half[0], drawn.half[0], drawn.half[2]];
          const one = compileScene({ solids: [made], low: [-9, -9, -9], high: [9, 9, 9] });
          const ray = Float64Array.of(-3, a, b, 3 + c * 0.3, -a + d, -b + c, 0);
          const local = new Float64Array(7);
          const face = enterFromWorld(one, 0, ray, local);
          const at = (t: number): Vector => [ray[0] + t * ray[3], ray[1] + t * ray[4], ray[2] + t * ray[5]];
          const steps = 4000;
          let first = Infinity;
          for (let i = 0; i < 2 * steps && first === Infinity; i++)
            if (inside(made, at(i / steps)) < 0) first = i / steps;
          if (face < 0) {
            // A grazing ray may be inside for less than rounding error.
            if (first < Infinity) assert.ok(inside(made, at(first)) > -1e-3, 'missed a solid');
            return;
          }
          assert.ok(Math.abs(inside(made, at(local[6]))) < 1e-9, 'the meeting is not on the surface');
          if (first < Infinity)
            assert.ok(local[6] <= first + 1e-9 && local[6] > first - 2 / steps, `${local[6]} ${first}`);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('finds by screen bounds what trying every solid for every pixel finds', () => {
    for (const view of scene.views) {
      const camera = cameraOf(view, 32, 24);
      const hits = castRays(compiled, camera, Float64Array.from(view.worldFromCamera));
      const { eye, corner, perColumn, perRow } = cameraRays(camera, Float64Array.from(view.worldFromCamera));
      const ray = new Float64Array(7);
      const local = new Float64Array(7);
      ray.set(eye);
      for (let pixel = 0; pixel < 32 * 24; pixel++) {
        const [u, v] = [(pixel % 32) + 0.5, Math.floor(pixel / 32) + 0.5];
        for (let k = 0; k < 3; k++) ray[3 + k] = corner[k] + u * perColumn[k] + v * perRow[k];
        exitFace(compiled, ray);
        let nearest = ray[6];
        let solid = -1;
        for (let i = 0; i < compiled.count; i++)
          if (enterFromWorld(compiled, i, ray, local) >= 0 && local[6] < nearest - 1e-9) {
            nearest = local[6];
            solid = i;
          }
        assert.ok(Math.abs(hits.depth[pixel] - nearest) < 1e-6, `pixel ${pixel}: ${hits.depth[pixel]} for ${nearest}`);
        if (Math.abs(hits.depth[pixel] - nearest) > 1e-9) assert.equal(hits.solid[pixel], solid);
      }
    }
  });

  it('gives unit normals that face the camera and surface coordinates in metres', () => {
    const view = scene.views[0];
    const camera = cameraOf(view, 48, 36);
    const rays = cameraRays(camera, Float64Array.from(view.worldFromCamera));
    const hits = castRays(compiled, camera, Float64Array.from(view.worldFromCamera));
    const { position, normal, coordinates } = surfacesOf(compiled, rays, hits);
    for (let pixel = 0; pixel + 1 < hits.depth.length; pixel++) {
      const p = pixel * 3;
      const length = Math.hypot(normal[p], normal[p + 1], normal[p + 2]);
      assert.ok(Math.abs(length - 1) < 1e-6);
      const towards = [0, 1, 2].reduce((sum, k) => sum + normal[p + k] * (rays.eye[k] - position[p + k]), 0);
      assert.ok(towards > 0);
      const flat = hits.solid[pixel] < 0;
      if (!flat || pixel % 48 === 47 || hits.solid[pixel + 1] >= 0 || hits.face[pixel] !== hits.face[pixel + 1])
        continue;
      // On the room's own faces a step of one pixel moves as far on the surface as in space.
      const moved = Math.hypot(...[0, 1, 2].map((k) => position[p + 3 + k] - position[p + k]));
      const along = Math.hypot(
        coordinates[pixel * 6 + 6] - coordinates[pixel * 6],
        coordinates[pixel * 6 + 7] - coordinates[pixel * 6 + 1],
      );
      assert.ok(Math.abs(moved - along) < 1e-4 * moved + 1e-6);
    }
  });

  it('measures distances that no step along them overshoots', () => {
    const random = seeded('distance');
    for (let trial = 0; trial < 2000; trial++) {
      const i = random.int(compiled.count);
      const point = scene.low.map((low, k) => random.uniform(low, scene.high[k]));
      const probe = probeAt(point[0], point[1], point[2], 100);
      approach(compiled, i, probe);
      const distance = probe.at[3];
      // The ball of that radius holds no point of a box; round solids are only close.
      if (scene.solids[i].shape !== 'box') continue;
      const local = scene.solids[i].axes.map((axis) =>
        axis.reduce((sum, a, k) => sum + a * (point[k] - scene.solids[i].centre[k]), 0),
      );
      const expected = Math.hypot(...local.map((x, k) => Math.max(Math.abs(x) - scene.solids[i].half[k], 0)));
      assert.ok(Math.abs(distance - expected) < 1e-9);
    }
  });
});
