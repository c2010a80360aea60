import * as assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { rooms } from '../../data-loaders/rooms/index.js';
import type { Sample } from '../../data-loaders/sample.js';
import { featurePictures } from '../../src/notebook/feature-pictures.js';
import type { Raster } from '../../src/notebook/rasters.js';
import { InputError } from '../../src/support/errors.js';
import { knownSource } from './known-source.js';

const data = rooms({ width: 32, height: 24, views: 2, scenes: { train: 1, val: 0, test: 1 }, cache: { limit: 0 } });
const colour = ({ rgb }: Sample, pixel: number): number[] => [0, 1, 2].map((c) => rgb[3 * pixel + c]);

describe('pictures of features', () => {
  let frames: Sample[];
  before(async () => {
    frames = await Promise.all(data.scenes.flatMap((scene) => scene.frames.map((id) => data.load(id))));
  });

  it('have a row for each encoder and stage, below the frames', async () => {
    const one = await featurePictures(knownSource('rgb', colour), frames);
    assert.deepEqual(one.rows[0], frames);
    assert.deepEqual(one.rows[1].map((raster) => raster!.width), [16, 16, 16, 16]); // prettier-ignore
    assert.equal(inspect(one), '8 pictures in rows: input; out: 100 %');
    const more = await featurePictures({ a: knownSource('rgb', colour), b: knownSource('rgb', colour) }, frames, { stage: ['out', 'out'] }); // prettier-ignore
    assert.equal(inspect(more), '20 pictures in rows: input; a, out: 100 %; a, out: 100 %; b, out: 100 %; b, out: 100 %'); // prettier-ignore
  });

  it('show like features in like colours in all frames', async () => {
    const { rows } = await featurePictures(knownSource('rgb', colour), [frames[0], frames[1], frames[0]]);
    assert.deepEqual(rows[1][0], rows[1][2]);
    const alone = await featurePictures(knownSource('rgb', colour), [frames[0]]);
    assert.notDeepEqual(alone.rows[1][0], rows[1][0], 'the components are those of all frames given');
  });

  it('do not differ by what order and sign components have', async () => {
    // Unequal spreads, so that components are told apart.
    const wide = (sample: Sample, pixel: number): number[] => colour(sample, pixel).map((value, c) => value * [9, 3, 1][c]); // prettier-ignore
    const turned = knownSource('turned', (sample, pixel) => {
      const [r, g, b] = colour(sample, pixel);
      return [-b * 9, r, -g * 3];
    });
    const { rows } = await featurePictures({ straight: knownSource('straight', wide), turned }, frames);
    const correlation = (c: number): number => correlate(channel(rows[1], c), channel(rows[2], c));
    assert.ok([0, 1, 2].every((c) => correlation(c) > 0), [0, 1, 2].map(correlation).join()); // prettier-ignore
    const back = knownSource('back', (sample, pixel) => wide(sample, pixel).map((value) => -value));
    const mirrored = await featurePictures({ straight: knownSource('straight', wide), back }, frames);
    for (const [i, { rgb }] of (mirrored.rows[2] as Raster[]).entries())
      assert.ok(rgb.every((value, k) => Math.abs(value - (mirrored.rows[1][i] as Raster).rgb[k]) <= 1));
  });

  it('need frames of one size, and an encoder', async () => {
    const source = knownSource('rgb', colour);
    await assert.rejects(featurePictures(source, []), InputError);
    await assert.rejects(featurePictures({}, frames), /no encoder/);
    await assert.rejects(featurePictures(source, [frames[0], { ...frames[1], width: 16 }]), /one size/);
    const two = knownSource('two', (sample, pixel) => colour(sample, pixel).slice(1));
    await assert.rejects(featurePictures(two, frames), /2 channels/);
  });
});

function channel(row: readonly (Raster | undefined)[], c: number): number[] {
  return row.flatMap((raster) => [...raster!.rgb].filter((_, i) => i % 3 === c));
}

function correlate(a: readonly number[], b: readonly number[]): number {
  const mean = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;
  const [p, q] = [mean(a), mean(b)];
  return a.reduce((sum, value, i) => sum + (value - p) * (b[i] - q), 0);
}
