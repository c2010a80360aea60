import * as assert from 'node:assert/strict';
import { boxEdges } from '../../data-loaders/box-edges.js';
import { colourOf } from '../../data-loaders/label-colours.js';
import { mosaic } from '../../data-loaders/picture.js';
import type { Box3d, Sample } from '../../data-loaders/sample.js';
import { picturesOf } from '../../data-loaders/sheet-pictures.js';

const [width, height] = [8, 6];
const sample: Sample = {
  ...{ id: 'a', dataset: 'test', scene: 's', split: 'train', width, height },
  rgb: new Uint8Array(width * height * 3).fill(100),
  camera: { width, height, fx: 1, fy: 1, cx: 4, cy: 3 },
};
const options = { scale: 2, depths: { nearest: 1, farthest: 10 } };
const pixelOf = ({ rgb, width: columns }: { rgb: Uint8Array; width: number }, u: number, v: number): number[] => [
  ...rgb.subarray((v * columns + u) * 3, (v * columns + u) * 3 + 3),
];

describe('pictures of a contact sheet', () => {
  it('are of what the sample has, enlarged', () => {
    const pictures = picturesOf(sample, options);
    assert.deepEqual([...pictures.keys()], ['colour']);
    assert.deepEqual([pictures.get('colour')!.width, pictures.get('colour')!.height], [16, 12]);
  });

  it('outline boxes in the colour of their class, white where ignored, and cut at the border', () => {
    const box = { x: 1, y: 1, width: 4, height: 3, class: 'thing', classId: 1, instance: 1 };
    const beyond = { ...box, x: 6, y: 4, width: 9, height: 9, ignore: true };
    const legend = [[0, 0, 0], [9, 8, 7]] as const; // prettier-ignore
    const picture = picturesOf({ ...sample, boxes: [box, beyond] }, { ...options, legend }).get('boxes')!;
    for (const [u, v] of [
      [2, 2],
      [10, 2],
      [2, 8],
      [10, 8],
      [3, 5],
    ] as const)
      // prettier-ignore
      assert.deepEqual(pixelOf(picture, u, v), [255, 236, 217]);
    for (const [u, v] of [[1, 1], [6, 5], [11, 5]] as const) assert.deepEqual(pixelOf(picture, u, v), [100, 100, 100]); // prettier-ignore
    assert.deepEqual(pixelOf(picture, 15, 11), [255, 255, 255]);
  });

  describe('of boxes in space', () => {
    const camera = { ...sample.camera, fx: 2, fy: 2 };
    const box: Box3d = { class: 'thing', classId: 1, instance: 1, centre: [0, 0, 4], size: [2, 4, 2], yaw: 0 };
    const ends = (boxes: Box3d): number[][] => boxEdges(boxes, camera).map((edge) => edge.flat());

    it('have the edges that the camera sees, turned by yaw about y', () => {
      // The near face lies at z = 2, the far one at z = 6, where it is a third as large.
      const corners = [[-1, -1], [1, -1], [-1, 1], [1, 1]]; // prettier-ignore
      const seen = [1, 1 / 3].flatMap((scale) => corners.map(([x, y]) => [4 + scale * x, 3 + scale * y]));
      const cornersOf = (edges: number[][]): string[] =>
        [...new Set(edges.flatMap(([a, b, c, d]) => [[a, b], [c, d]]).map(text))].sort(); // prettier-ignore
      const text = (point: number[]): string => point.map((value) => value.toFixed(6)).join();
      assert.equal(ends(box).length, 12);
      assert.deepEqual(cornersOf(ends(box)), seen.map(text).sort());
      // Along each edge one of column and row changes, or, from the near face to the far one, both.
      const changes = ends(box).map(([a, b, c, d]) => Number(a !== c) + Number(b !== d));
      assert.deepEqual(changes.sort(), [...new Array<number>(8).fill(1), ...new Array<number>(4).fill(2)]);
      // A quarter of a turn takes the length, which lay along x, away from the camera.
      assert.deepEqual(cornersOf(ends({ ...box, size: [4, 2, 2], yaw: Math.PI / 2 })), seen.map(text).sort());
      // An eighth brings its right end nearer, and so lower.
      const rod = ends({ ...box, size: [4, 0, 2], yaw: Math.PI / 4 }).flatMap(([a, b, c, d]) => [[a, b], [c, d]]); // prettier-ignore
      const lowest = rod.reduce((low, end) => (end[1] > low[1] ? end : low));
      assert.ok(lowest[0] > 4, `the nearer end is seen at ${lowest}`);
    });

    it('begin before the camera where they come from behind it', () => {
      assert.deepEqual(ends({ ...box, centre: [0, 0, -4] }), []);
      const cut = ends({ ...box, centre: [0, 0, 0] });
      assert.equal(cut.length, 8);
      // At a depth of .1 m the corner at y = −1 is seen at 3 − 2 / .1.
      assert.equal(cut.flat().reduce((low, value) => Math.min(low, value)), 3 - 20); // prettier-ignore
      assert.ok(cut.flat().every(Number.isFinite));
    });

    it('are drawn in the colour of the class', () => {
      const legend = [[0, 0, 0], [9, 8, 7]] as const; // prettier-ignore
      const drawn = picturesOf({ ...sample, camera, boxes3d: [box] }, { ...options, scale: 1, legend });
      const picture = drawn.get('boxes in space')!;
      for (const [u, v] of [[3, 2], [4, 2], [5, 4], [3, 3]] as const) assert.deepEqual(pixelOf(picture, u, v), [255, 236, 217]); // prettier-ignore
      for (const [u, v] of [[2, 2], [6, 3], [4, 5]] as const) assert.deepEqual(pixelOf(picture, u, v), [100, 100, 100]); // prettier-ignore
    });
  });

  it('colour depth by nearness: black where not measured, the farthest where too far', () => {
    const depth = new Float32Array(width * height).fill(10);
    depth.set([0, Infinity, 1, 100]);
    const picture = picturesOf({ ...sample, depth }, { ...options, scale: 1 }).get('depth')!;
    const [none, beyond, near, far, farthest] = [0, 1, 2, 3, 4].map((u) => pixelOf(picture, u, 0));
    assert.deepEqual(none, [0, 0, 0]);
    assert.deepEqual([beyond, far], [farthest, farthest]);
    assert.notDeepEqual(near, farthest);
  });

  it('colour normals by right, up and towards the camera; grey where unknown', () => {
    const normals = new Float32Array(width * height * 3);
    normals.set([1, 0, 0, 0, -1, 0, 0, 0, -1]);
    const picture = picturesOf({ ...sample, normals }, { ...options, scale: 1 }).get('normals')!;
    const row = [0, 1, 2, 3].map((u) => pixelOf(picture, u, 0));
    assert.deepEqual(row, [[255, 128, 128], [128, 255, 128], [128, 128, 255], [128, 128, 128]]); // prettier-ignore
  });

  it('show of the points on a pixel the nearest, and none behind the camera or beside the image', () => {
    const positions = Float32Array.of(0, 0, 10, 0, 0, 1, 0, 0, -1, 50, 0, 1);
    const points = { count: 4, positions, colours: new Uint8Array(12) };
    const picture = picturesOf({ ...sample, points }, { ...options, scale: 1 }).get('points')!;
    const lit = Array.from({ length: width * height }, (_, i) => i).filter((i) => picture.rgb[i * 3] !== 50 || picture.rgb[i * 3 + 1] !== 50); // prettier-ignore
    assert.deepEqual(lit, [3 * width + 4]);
    const depth = new Float32Array(width * height).fill(1);
    const near = picturesOf({ ...sample, depth }, { ...options, scale: 1 }).get('depth')!;
    assert.deepEqual(pixelOf(picture, 4, 3), pixelOf(near, 0, 0));
  });

  it('colour classes by the legend, what it lacks and instances each in its own', () => {
    const ids = new Uint16Array(width * height);
    ids.set([0, 1, 2, 26001]);
    const legend = [[0, 0, 0], [9, 8, 7]] as const; // prettier-ignore
    const pictures = picturesOf({ ...sample, semantics: ids, instances: ids }, { ...options, scale: 1, legend });
    const row = (kind: 'classes' | 'instances'): number[][] => [0, 1, 2, 3].map((u) => pixelOf(pictures.get(kind)!, u, 0)); // prettier-ignore
    assert.deepEqual(row('classes'), [[0, 0, 0], [9, 8, 7], [...colourOf(2)], [...colourOf(26001)]]);
    assert.equal(new Set(row('instances').map(String)).size, 4);
  });

  it('lie in columns as wide and rows as high as their largest, empty where there is none', () => {
    const picture = (size: [number, number], value: number) => {
      return { width: size[0], height: size[1], rgb: new Uint8Array(size[0] * size[1] * 3).fill(value) };
    };
    const first = new Map([['colour', picture([4, 3], 1)]]);
    const second = new Map([['colour', picture([2, 5], 2)], ['depth', picture([2, 5], 3)]]); // prettier-ignore
    const sheet = mosaic([first, second], ['colour', 'depth'], 1);
    assert.deepEqual([sheet.width, sheet.height], [1 + 4 + 1 + 2 + 1, 1 + 5 + 1 + 5 + 1]);
    const at = (u: number, v: number): number => pixelOf(sheet, u, v)[0];
    assert.deepEqual([at(1, 1), at(4, 3), at(4, 4), at(6, 5), at(1, 7), at(7, 11)], [1, 1, 255, 2, 255, 3]);
  });
});
