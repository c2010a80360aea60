import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { correspondences, identityPose, multiplyPoses, transformPoint, unproject } from '../../src/geometry/index.js';
import { camera, nudges, relative, viewOfPlane } from './scenes.js';

const { width, height } = camera;

describe('correspondences', () => {
  it('of a view with itself are its measured pixels', () => {
    const view = viewOfPlane(identityPose(), [0, 0, 1], 2);
    view.depth[5] = 0;
    view.depth[6] = NaN;
    view.depth[7] = Infinity;
    const { a, b } = correspondences(view, view);
    assert.deepEqual(a, b);
    assert.equal(a.length, width * height - 3);
    assert.ok(![5, 6, 7].some((pixel) => a.includes(pixel)));
  });

  it('land where projection says, on a surface that both see', () => {
    fc.assert(
      fc.property(nudges, (nudge) => {
        const a = viewOfPlane(identityPose(), [0.1, -0.2, 1], 3);
        const b = viewOfPlane(nudge, [0.1, -0.2, 1], 3);
        const found = correspondences(a, b, { tolerance: 0.1 });
        assert.ok(found.a.length > (width * height) / 4, `${found.a.length} found`);
        const bFromA = relative(a.worldFromCamera, b.worldFromCamera);
        for (let i = 0; i < found.a.length; i += 17) {
          const [u, v] = [found.a[i] % width, Math.floor(found.a[i] / width)];
          const [x, y, z] = transformPoint(bFromA, unproject(camera, u + 0.5, v + 0.5, a.depth[found.a[i]]));
          assert.equal(found.b[i] % width, Math.floor((camera.fx * x) / z + camera.cx));
          assert.equal(Math.floor(found.b[i] / width), Math.floor((camera.fy * y) / z + camera.cy));
          assert.ok(Math.abs(b.depth[found.b[i]] - z) <= 0.1);
        }
      }),
    );
  });

  it('lead back to within two pixels when taken from the other side', () => {
    fc.assert(
      fc.property(nudges, (nudge) => {
        const a = viewOfPlane(identityPose(), [0.1, -0.2, 1], 3);
        const b = viewOfPlane(nudge, [0.1, -0.2, 1], 3);
        const there = correspondences(a, b, { tolerance: 0.1 });
        const back = new Map<number, number>();
        const reverse = correspondences(b, a, { tolerance: 0.1 });
        reverse.a.forEach((pixel, i) => back.set(pixel, reverse.b[i]));
        there.a.forEach((pixel, i) => {
          const returned = back.get(there.b[i]);
          // At the border of a the half pixel lost by rounding may lead out of the image.
          if (returned === undefined) return;
          assert.ok(Math.abs((returned % width) - (pixel % width)) <= 2);
          assert.ok(Math.abs(Math.floor(returned / width) - Math.floor(pixel / width)) <= 2);
        });
        assert.ok(there.b.filter((pixel) => back.has(pixel)).length > 0.9 * there.b.length);
      }),
    );
  });

  it('do not depend on the world that the poses are in', () => {
    const world = multiplyPoses(Float64Array.of(0, -1, 0, 4, 1, 0, 0, -2, 0, 0, 1, 7, 0, 0, 0, 1), identityPose());
    const a = viewOfPlane(identityPose(), [0, 0, 1], 3);
    const b = viewOfPlane(Float64Array.of(1, 0, 0, 0.1, 0, 1, 0, 0, 0, 0, 1, 0.3, 0, 0, 0, 1), [0, 0, 1], 3);
    const moved = [a, b].map((view) => ({ ...view, worldFromCamera: multiplyPoses(world, view.worldFromCamera) }));
    assert.deepEqual(correspondences(moved[0], moved[1]), correspondences(a, b));
  });

  it('leave out what something nearer hides in b, and unmeasured pixels of b', () => {
    const a = viewOfPlane(identityPose(), [0, 0, 1], 3);
    const b = { ...a, depth: a.depth.slice() };
    b.depth.fill(1, 0, 100);
    b.depth.fill(0, 100, 200);
    b.depth[200] = 3.04;
    b.depth[201] = 3.06;
    const found = correspondences(a, b, { tolerance: 0.05 });
    assert.equal(found.a.length, width * height - 201);
    assert.ok(found.a.includes(200) && !found.a.includes(201));
  });

  it('do not take an unmeasured pixel for a surface at the camera', () => {
    const near = viewOfPlane(identityPose(), [0, 0, 1], 0.02);
    const empty = { ...near, depth: new Float32Array(near.depth.length) };
    assert.equal(correspondences(near, empty, { tolerance: 0.05 }).a.length, 0);
  });

  it('see nothing behind the other camera', () => {
    const a = viewOfPlane(identityPose(), [0, 0, 1], 3);
    const turned = Float64Array.of(-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1);
    assert.equal(correspondences(a, { ...a, worldFromCamera: turned }).a.length, 0);
  });

  it('of a subset are the subset of the correspondences', () => {
    const a = viewOfPlane(identityPose(), [0, 0.3, 1], 3);
    const b = viewOfPlane(Float64Array.of(1, 0, 0, 0.2, 0, 1, 0, 0.1, 0, 0, 1, 0, 0, 0, 0, 1), [0, 0.3, 1], 3);
    const all = correspondences(a, b);
    const target = new Map([...all.a].map((pixel, i) => [pixel, all.b[i]]));
    const pixels = Int32Array.from({ length: 300 }, (_, i) => (i * 7919) % (width * height));
    const some = correspondences(a, b, { pixels });
    assert.deepEqual(
      [...some.a],
      [...pixels].filter((pixel) => target.has(pixel)),
    );
    assert.deepEqual(
      [...some.b],
      [...some.a].map((pixel) => target.get(pixel)),
    );
    const strided = correspondences(a, b, { stride: 4 });
    assert.deepEqual(
      [...strided.a],
      [...all.a].filter((pixel) => (pixel % width) % 4 === 2 && Math.floor(pixel / width) % 4 === 2),
    );
  });

  describe('of cells whose depth is sparse', () => {
    const a = viewOfPlane(identityPose(), [0.1, 0.3, 1], 3);
    const b = viewOfPlane(Float64Array.of(1, 0, 0, 0.2, 0, 1, 0, 0.1, 0, 0, 1, 0, 0, 0, 0, 1), [0.1, 0.3, 1], 3);
    const cellOf = (pixel: number): number =>
      Math.floor(pixel / width / 4) * Math.ceil(width / 4) + Math.floor((pixel % width) / 4);
    const some = (view: typeof a, keep: (pixel: number) => boolean): typeof a => ({
      ...view,
      depth: view.depth.map((z, pixel) => (keep(pixel) ? z : 0)),
    });

    it('are those of the middles where these are measured', () => {
      const middles = correspondences(a, b, { stride: 4 });
      const any = correspondences(a, b, { stride: 4, anyPixel: true });
      const found = new Map([...any.a].map((pixel, i) => [pixel, any.b[i]]));
      assert.ok(middles.a.length > 40);
      middles.a.forEach((pixel, i) => assert.equal(found.get(pixel), middles.b[i]));
    });

    it('stand on whatever pixel of a cell is measured, once a cell, and on surfaces that both see', () => {
      const drawn = fc.array(fc.integer({ min: 0, max: width * height - 1 }), { minLength: 100, maxLength: 200 });
      fc.assert(
        fc.property(drawn, drawn, (inA, inB) => {
          const [keptA, keptB] = [new Set(inA), new Set(inB)];
          const [sparseA, sparseB] = [some(a, (pixel) => keptA.has(pixel)), some(b, (pixel) => keptB.has(pixel))];
          const found = correspondences(sparseA, sparseB, { stride: 4, anyPixel: true, tolerance: 0.5 });
          const exact = correspondences(
            sparseA,
            some(b, () => true),
            { tolerance: 5 },
          );
          const hit = new Map([...exact.a].map((pixel, i) => [pixel, exact.b[i]]));
          assert.equal(new Set([...found.a].map(cellOf)).size, found.a.length);
          found.a.forEach((pixel, i) => {
            assert.ok(keptA.has(pixel) && keptB.has(found.b[i]));
            assert.equal(cellOf(found.b[i]), cellOf(hit.get(pixel)!));
          });
          // Every cell of which some measured pixel falls into a cell with a measured pixel is there: the plane is flat enough.
          const measured = new Set([...keptB].map(cellOf));
          const expected = new Set(
            [...hit].filter(([, pixel]) => measured.has(cellOf(pixel))).map(([pixel]) => cellOf(pixel)),
          );
          assert.deepEqual(new Set([...found.a].map(cellOf)), expected);
        }),
        { numRuns: 50 },
      );
    });

    it('try the measured pixel next to the middle first', () => {
      const [middle, beside, corner] = [6 * width + 6, 6 * width + 7, 4 * width + 4];
      const first = (kept: number[]): number[] => [
        ...correspondences(
          some(a, (pixel) => kept.includes(pixel)),
          b,
          { stride: 4, anyPixel: true },
        ).a,
      ];
      assert.deepEqual(first([middle, beside, corner]), [middle]);
      assert.deepEqual(first([beside, corner]), [beside]);
      assert.deepEqual(first([corner]), [corner]);
    });

    it('still leave out what something nearer hides', () => {
      const near = { ...b, depth: b.depth.map(() => 1) };
      assert.equal(correspondences(a, near, { stride: 4, anyPixel: true }).a.length, 0);
    });
  });
});
