import * as assert from 'node:assert/strict';
import { readPng } from '../../src/formats/index.js';
import { cloudView } from '../../src/notebook/cloud-view.js';
import { bundleOf } from '../../src/notebook/display.js';
import { InputError } from '../../src/support/errors.js';

type Point = readonly [x: number, y: number, z: number, ...colour: number[]];

function cloudOf(points: readonly Point[]) {
  return {
    count: points.length,
    positions: Float32Array.from(points.flatMap((point) => point.slice(0, 3))),
    colours: Uint8Array.from(points.flatMap((point) => point.slice(3))),
  };
}

const [red, green, blue] = [[255, 0, 0], [0, 255, 0], [0, 0, 255]] as const; // prettier-ignore
/** Points every 10 cm of a rectangle of 2 × 1 m at a height. */
function plane(z: number, colour: readonly number[]): Point[] {
  return Array.from({ length: 21 * 11 }, (_, i) => [(i % 21) / 10, Math.floor(i / 21) / 10, z, ...colour] as const);
}

/** Colour at a share of the width and height of the picture from above, without its caption. */
async function colourAt(view: ReturnType<typeof cloudView>, across: number, down: number): Promise<number[]> {
  const [raster] = view.fromAbove().rows[0];
  const pixel = Math.floor(down * raster!.height) * raster!.width + Math.floor(across * raster!.width);
  return [...raster!.rgb.subarray(pixel * 3, pixel * 3 + 3)];
}

describe('view of a cloud', () => {
  const floor = plane(0, green);
  const ceiling = plane(2.5, red);

  it('from above looks below the ceiling of a room, +x to the right and +y up', async () => {
    const post: Point[] = [1.6, 1.7, 1.8].flatMap((x) => [0.7, 0.8, 0.9].map((y) => [x, y, 1, ...blue] as const));
    const view = cloudView(cloudOf([...ceiling, ...floor, ...post]));
    assert.deepEqual(await colourAt(view, 0.5, 0.5), [...green]);
    assert.deepEqual(await colourAt(view, 0.85, 0.2), [...blue]);
    const { width, height } = view.fromAbove().rows[0][0]!;
    assert.deepEqual([width, height], [640, 320]);
  });

  it('from above cuts nothing off streets, nor where nothing is high', async () => {
    assert.deepEqual(await colourAt(cloudView(cloudOf([...ceiling, ...floor]), { world: 'street' }), 0.5, 0.5), [...red]); // prettier-ignore
    assert.deepEqual(await colourAt(cloudView(cloudOf([...plane(0.8, blue), ...floor])), 0.5, 0.5), [...blue]);
  });

  it('covers what nearly all points do, not stray ones', () => {
    const many = Array.from({ length: 5 }, () => floor).flat();
    const { width, height } = cloudView(cloudOf([...many, [500, 500, 0, ...red]])).fromAbove().rows[0][0]!;
    assert.deepEqual([width, height], [640, 320]);
  });

  it('is a figure to be turned for those who can draw it, a picture for others', async () => {
    const many = Array.from({ length: 30 }, () => floor).flat();
    const bundle = await bundleOf(cloudView(cloudOf([...many, [0.123, 1, 0, 1, 2, 255]])));
    const { data } = bundle['application/vnd.plotly.v1+json'] as {
      data: { type: string; x: number[]; marker: { color: string[] } }[];
    };
    assert.equal(data[0].type, 'scatter3d');
    assert.deepEqual([data[0].x.length, data[0].marker.color.length, data[0].marker.color[0]], [2500, 2500, '#00ff00']);
    assert.ok(data[0].x.every((x) => Math.round(x * 100) / 100 === x));
    assert.equal(readPng(Buffer.from(bundle['image/png'] as string, 'base64')).width, 2 * (640 + 16));
    assert.equal(bundle['text/plain'], 'A cloud of 6931 points from above, 2.0 × 1.0 m');
  });

  it('needs points', () => {
    assert.throws(() => cloudView(cloudOf([])), InputError);
  });
});
