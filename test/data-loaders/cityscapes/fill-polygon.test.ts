import * as assert from 'node:assert/strict';
import { fillPolygon, type Polygon } from '../../../data-loaders/cityscapes/fill-polygon.js';

/** The raster of 12×8 that a polygon makes, a character a pixel. */
function draw(polygon: Polygon): string[] {
  const [width, height] = [12, 8];
  const raster = new Uint16Array(width * height);
  fillPolygon(raster, { width, height }, polygon, 1);
  const rows = Array.from({ length: height }, (_, v) => raster.subarray(v * width, (v + 1) * width));
  return rows.map((row) => Array.from(row, (value) => '.#'[value]).join(''));
}

// What is expected was drawn by ImageDraw.polygon of Pillow 13.0.
describe('fillPolygon', () => {
  it('holds the pixels of the border, and drops fractions', () => {
    const rectangle: Polygon = [
      [1.9, 1.2],
      [8.7, 1.2],
      [8.7, 4.9],
      [1.9, 4.9],
    ];
    const inside = '.########...';
    assert.deepEqual(draw(rectangle), [
      '............',
      inside,
      inside,
      inside,
      inside,
      ...Array<string>(3).fill('............'),
    ]);
  });

  it('draws slanted edges', () => {
    const triangle: Polygon = [
      [1, 1],
      [9, 3],
      [4, 6],
    ];
    assert.deepEqual(draw(triangle), [
      '............',
      '.#..........',
      '..####......',
      '..########..',
      '...#####....',
      '...####.....',
      '....#.......',
      '............',
    ]);
    const pentagon: Polygon = [
      [2, 0],
      [9, 1],
      [11, 4],
      [5, 7],
      [1, 5],
    ];
    assert.deepEqual(draw(pentagon), [
      '..#.........',
      '..########..',
      '..#########.',
      '.##########.',
      '.###########',
      '.#########..',
      '...#####....',
      '.....#......',
    ]);
    const needle: Polygon = [
      [5, 0],
      [6, 6],
      [5, 6],
    ];
    const thin = '.....#......';
    const thick = '.....##.....';
    assert.deepEqual(draw(needle), [thin, thin, thin, thin, thick, thick, thick, '............']);
  });

  it('leaves out what lies between two arms, and what is enclosed twice', () => {
    const concave: Polygon = [
      [0, 0],
      [10, 0],
      [10, 6],
      [6, 2],
      [3, 6],
      [0, 4],
    ];
    assert.deepEqual(draw(concave), [
      '###########.',
      '###########.',
      '###########.',
      '######.####.',
      '#####...###.',
      '..###....##.',
      '...#......#.',
      '............',
    ]);
    const crossing: Polygon = [
      [1, 1],
      [10, 6],
      [10, 1],
      [1, 6],
    ];
    assert.deepEqual(draw(crossing), [
      '............',
      '.#........#.',
      '.###....###.',
      '.##########.',
      '.##########.',
      '.###....###.',
      '.#........#.',
      '............',
    ]);
  });

  it('is cut at the border of the image', () => {
    const beyond: Polygon = [
      [-4, 3],
      [5, -3],
      [14, 3],
      [5, 9],
    ];
    const [end, whole] = ['.#########..', '############'];
    assert.deepEqual(draw(beyond), [end, whole, whole, whole, whole, whole, end, '..#######...']);
    const far: Polygon = [
      [-1e9, -1e9],
      [1e9, -1e9],
      [0, 1e9],
    ];
    assert.deepEqual(draw(far), Array<string>(8).fill(whole));
    assert.deepEqual(
      draw([
        [20, 1],
        [30, 1],
        [30, 5],
      ]),
      Array<string>(8).fill('............'),
    );
  });

  it('draws nothing of no corners', () => {
    assert.deepEqual(draw([]), Array<string>(8).fill('............'));
  });
});
