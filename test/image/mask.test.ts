import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as fc from 'fast-check';
import {
  decodeMask,
  encodeMask,
  maskArea,
  maskBox,
  maskFromCounts,
  maskFromPolygons,
  maskFromString,
  maskIou,
  mergeMasks,
  paintMask,
  stringFromMask,
  type RunLengthMask,
} from '../../src/image/index.js';
import { InputError } from '../../src/support/errors.js';
import '../support/property-seed.js';

interface Reference {
  tool: string;
  cases: {
    size: [number, number];
    polygons: number[][];
    union: string;
    intersection: string;
    area: number;
    box: number[];
    iou: number[][];
  }[];
}

const reference = JSON.parse(
  fs.readFileSync(path.resolve(import.meta.dirname, '../../../test/reference/coco-masks.json'), 'utf8'),
) as Reference;

/** Rasters of any size with their pixels. */
const rasters = fc
  .record({ width: fc.integer({ min: 1, max: 12 }), height: fc.integer({ min: 1, max: 12 }) })
  .chain(({ width, height }) =>
    fc
      .uint8Array({ minLength: width * height, maxLength: width * height, max: 1 })
      .map((pixels) => ({ width, height, pixels })),
  );

describe(`masks, as ${reference.tool} has them`, () => {
  const masks = reference.cases.map(({ size: [width, height], polygons }) => ({
    union: maskFromPolygons(polygons, { width, height }),
    parts: polygons.map((polygon) => maskFromPolygons([polygon], { width, height })),
  }));

  it('draws polygons pixel for pixel', () => {
    assert.deepEqual(
      masks.map(({ union }) => stringFromMask(union)),
      reference.cases.map(({ union }) => union),
    );
  });

  it('measures areas and boxes', () => {
    assert.deepEqual(
      masks.map(({ union }) => [maskArea(union), Object.values(maskBox(union))]),
      reference.cases.map(({ area, box }) => [area, box]),
    );
  });

  it('merges parts', () => {
    assert.deepEqual(
      masks.map(({ parts }) => [stringFromMask(mergeMasks(parts)), stringFromMask(mergeMasks(parts, 'intersection'))]),
      reference.cases.map(({ union, intersection }) => [union, intersection]),
    );
  });

  it('overlaps with objects and crowds, to the last bit', () => {
    assert.deepEqual(
      masks.map(({ union, parts }) => [...maskIou(parts, [union, mergeMasks(parts, 'intersection')], [false, true])]),
      reference.cases.map(({ iou }) => iou.flat()),
    );
  });
});

describe('masks', () => {
  it('run down the columns, zeros first', () => {
    const pixels = Uint8Array.of(1, 0, 0, 1, 1, 0);
    const mask = encodeMask(pixels, { width: 3, height: 2 });
    assert.deepEqual([...mask.counts], [0, 2, 1, 1, 2]);
    assert.deepEqual(decodeMask(mask), pixels);
    assert.equal(maskArea(mask), 3);
    assert.deepEqual(maskBox(mask), { x: 0, y: 0, width: 2, height: 2 });
  });

  it('come back from rasters, strings and lists of runs', () => {
    fc.assert(
      fc.property(rasters, ({ pixels, ...size }) => {
        const mask = encodeMask(pixels, size);
        assert.deepEqual(decodeMask(mask), pixels);
        assert.deepEqual(maskFromString(stringFromMask(mask), size), mask);
        assert.deepEqual(maskFromCounts([...mask.counts], size), mask);
        assert.equal(
          maskArea(mask),
          pixels.reduce((sum, pixel) => sum + pixel, 0),
        );
      }),
    );
  });

  it('have the box of their pixels, also where runs are empty', () => {
    fc.assert(
      fc.property(rasters, fc.array(fc.nat(143), { maxLength: 4 }), ({ pixels, width, height }, cuts) => {
        const columns = [...pixels.keys()].filter((i) => pixels[i]).map((i) => i % width);
        const rows = [...pixels.keys()].filter((i) => pixels[i]).map((i) => Math.floor(i / width));
        const [x, y] = [Math.min(...columns), Math.min(...rows)];
        const box = { x, y, width: Math.max(...columns) - x + 1, height: Math.max(...rows) - y + 1 };
        const mask = withEmptyRuns(encodeMask(pixels, { width, height }), cuts);
        assert.deepEqual(maskBox(mask), columns.length === 0 ? { x: 0, y: 0, width: 0, height: 0 } : box);
        assert.deepEqual(decodeMask(mask), pixels);
      }),
    );
  });

  it('merge and overlap as their rasters do', () => {
    const pairs = rasters.chain((a) =>
      fc
        .uint8Array({ minLength: a.pixels.length, maxLength: a.pixels.length, max: 1 })
        .map((other) => ({ ...a, other })),
    );
    fc.assert(
      fc.property(pairs, ({ pixels, other, ...size }) => {
        const [a, b] = [encodeMask(pixels, size), encodeMask(other, size)];
        const union = pixels.map((pixel, i) => pixel | other[i]);
        const common = pixels.map((pixel, i) => pixel & other[i]);
        assert.deepEqual(mergeMasks([a, b]), encodeMask(union, size));
        assert.deepEqual(mergeMasks([a, b], 'intersection'), encodeMask(common, size));
        const [shared, whole, own] = [common, union, pixels].map((raster) => raster.reduce((sum, p) => sum + p, 0));
        assert.deepEqual(
          [...maskIou([a], [b, b], [false, true])],
          [shared > 0 ? shared / whole : 0, shared > 0 ? shared / own : 0],
        );
      }),
    );
  });

  it('are painted over what is there', () => {
    const raster = new Uint16Array(6).fill(7);
    paintMask(raster, maskFromCounts([1, 3, 2], { width: 3, height: 2 }), 900);
    assert.deepEqual([...raster], [7, 900, 7, 900, 900, 7]);
  });

  it('of nothing are empty', () => {
    for (const polygons of [[], [[]], [[1, 1]], [[1, 1, 3, 3]], [[1, 1, 1, 4, 1, 2]]])
      assert.equal(maskArea(maskFromPolygons(polygons, { width: 5, height: 5 })), 0);
  });

  it('of polygons far out of the image take no longer', () => {
    const far = 2 ** 28;
    const mask = maskFromPolygons([[-far, -far, far, -far, far, far, -far, far]], { width: 640, height: 480 });
    assert.equal(maskArea(mask), 640 * 480);
    assert.equal(maskArea(maskFromPolygons([[-far, -7, far, -8, -far, -9, 3, far]], { width: 640, height: 480 })), 0);
  });
});

describe('masks that are wrong', () => {
  const size = { width: 4, height: 3 };
  const refused = (make: () => unknown, message: RegExp): void => {
    assert.throws(make, (error: Error) => error instanceof InputError && message.test(error.message));
  };

  it('refuses runs that do not fit the image', () => {
    refused(
      () => maskFromCounts([3, 4, 4], size, 'a.json'),
      /^a\.json has runs of 11 pixels in all, its image .* has 12/,
    );
    refused(() => maskFromCounts([13, -1], size, 'a.json'), /a\.json has 13 as its run 0/);
    refused(() => maskFromCounts([12.5], size), /has 12\.5 as its run 0/);
    refused(() => maskFromCounts([NaN, 12], size), /has NaN as its run 0/);
    refused(() => maskFromCounts(['12'] as unknown as number[], size), /has 12 as its run 0/);
  });

  it('refuses images of no size, or too large to count in', () => {
    refused(() => maskFromCounts([0], { width: 0, height: 3 }), /has the size 0×3/);
    refused(() => maskFromPolygons([], { width: 1e5, height: 1e5 }), /has the size 100000×100000/);
    refused(() => encodeMask(new Uint8Array(5), size), /takes 12 pixels, got 5/);
  });

  it('refuses strings that are cut short or no code', () => {
    const text = stringFromMask(maskFromCounts([107226, 52, 362, 53, 157267], { width: 640, height: 414 }));
    assert.equal(text, 'jfX3d1Z;1YWi4');
    for (let length = 0; length < text.length; length++)
      refused(() => maskFromString(text.slice(0, length), { width: 640, height: 414 }, 'a.json'), /^a\.json /);
    refused(() => maskFromString('<\\n', size), /character 2 is "n"|ends within/);
    refused(() => maskFromString('<é', size), /character 1 is "é"/);
    refused(() => maskFromString('oooooooo0', size), /ends at character 7 is too long/);
  });

  it('refuses or reads any mutated string, and does not hang', () => {
    const text = reference.cases.map(({ union }) => union).find((union) => union.length > 20)!;
    const [width, height] = reference.cases.find(({ union }) => union === text)!.size;
    const edits = fc.array(fc.tuple(fc.nat(text.length - 1), fc.string({ unit: 'binary', maxLength: 3 })), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(edits, (mutations) => {
        let mutated = text;
        for (const [at, piece] of mutations) mutated = mutated.slice(0, at) + piece + mutated.slice(at + 1);
        let mask: RunLengthMask;
        try {
          mask = maskFromString(mutated, { width, height });
        } catch (error) {
          assert.ok(error instanceof InputError, String(error));
          return;
        }
        assert.equal(
          mask.counts.reduce((sum, run) => sum + run, 0),
          width * height,
        );
        assert.equal(decodeMask(mask).length, width * height);
      }),
      { numRuns: 200 },
    );
  });

  it('refuses polygons that are none', () => {
    refused(() => maskFromPolygons([[1, 2, 3, 4, 5]], size, 'annotation 7'), /^annotation 7 .* 5 coordinates/);
    refused(
      () =>
        maskFromPolygons(
          [
            [1, 2],
            [1, NaN],
          ],
          size,
          'annotation 7',
        ),
      /part 1 .* coordinate NaN/,
    );
    refused(() => maskFromPolygons([[1e300, 2, 3, 4, 5, 6]], size), /coordinate 1e\+300/);
  });

  it('refuses to compare masks of different images', () => {
    const [a, b] = [maskFromCounts([12], size), maskFromCounts([12], { width: 3, height: 4 })];
    refused(() => mergeMasks([a, b]), /4×3 and 3×4 cannot be compared/);
    refused(() => maskIou([a], [b]), /4×3 and 3×4 cannot be compared/);
    refused(() => maskIou([a], [a], [true, false]), /2 values of isCrowd for 1 truths/);
    refused(() => mergeMasks([]), /no mask to merge/);
  });
});

/** The same pixels with an empty pair of runs put in at each place. */
function withEmptyRuns({ counts, ...size }: RunLengthMask, places: readonly number[]): RunLengthMask {
  const runs = [...counts];
  for (const place of places) {
    const at = place % runs.length;
    const left = Math.floor(runs[at] / 2);
    runs.splice(at, 1, left, 0, runs[at] - left);
  }
  return maskFromCounts(runs, size);
}
