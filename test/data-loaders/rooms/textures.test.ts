import * as assert from 'node:assert/strict';
import { texture } from '../../../data-loaders/rooms/textures.js';
import { textureLimit } from '../../../data-loaders/rooms/materials.js';
import { seeded } from '../../../src/support/random.js';
import { roomTextureKinds } from '../../../data-loaders/rooms/vocabulary.js';

describe('texture', () => {
  const random = seeded('texture test');
  const points = Array.from({ length: 60_000 }, () => [random.uniform(0, 300), random.uniform(0, 300)]);
  const values = (kind: (typeof roomTextureKinds)[number], width: number): Float64Array =>
    Float64Array.from(points, ([along, across]) =>
      texture(roomTextureKinds.indexOf(kind), along, across, width, width),
    );
  const moments = (x: Float64Array): [mean: number, variance: number] => {
    const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
    return [mean, x.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / x.length];
  };

  for (const kind of roomTextureKinds.filter((name) => name !== 'flat'))
    it(`${kind} has mean 0 and variance 1 where it is resolved, and fades where it is not`, () => {
      const [mean, variance] = moments(values(kind, 0.01));
      assert.ok(Math.abs(mean) < 0.04, `mean ${mean}`);
      assert.ok(Math.abs(variance - 1) < 0.05, `variance ${variance}`);
      const [, faded] = moments(values(kind, 4));
      assert.ok(faded < 0.05, `variance ${faded} where a pixel covers four cycles`);
    });

  it('keeps within the limit that materials count on', () => {
    for (const kind of roomTextureKinds)
      assert.ok(values(kind, 0.01).every((value) => Math.abs(value) <= textureLimit));
  });

  it('repeats along its direction at its frequency', () => {
    for (let i = 0; i < 50; i++) {
      const at = i / 50;
      assert.ok(Math.abs(texture(1, at, 3, 0.2, 0.2) - texture(1, at + 5, 7.3, 0.2, 0.2)) < 1e-9);
      assert.ok(Math.abs(texture(2, at, 0.3, 0.2, 0.2) - texture(2, at + 1, 2.3, 0.2, 0.2)) < 1e-9);
    }
  });

  it('filters stripes exactly: a pixel as wide as a cycle sees the mean', () => {
    for (let i = 0; i < 20; i++) assert.ok(Math.abs(texture(1, i / 7, 0, 1, 1)) < 1e-12);
  });
});
