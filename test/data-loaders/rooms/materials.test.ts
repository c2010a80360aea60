import * as assert from 'node:assert/strict';
import { drawMaterial, frequencyRange, textureLimit, type Style } from '../../../data-loaders/rooms/materials.js';
import { roomTextureKinds, type RoomClass } from '../../../data-loaders/rooms/vocabulary.js';
import type { RoomMaterial } from '../../../data-loaders/rooms/scene.js';
import { seeded } from '../../../src/support/random.js';

const draws = (name: RoomClass, style: Style, count = 3000): RoomMaterial[] =>
  Array.from({ length: count }, (_, i) => drawMaterial(name, style, seeded('materials test', i)));

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('drawMaterial', () => {
  it('is the same for every class when κ is 0', () => {
    for (const preset of ['independent', 'natural'] as const)
      assert.deepEqual(draws('wall', { preset, kappa: 0 }, 200), draws('book', { preset, kappa: 0 }, 200));
  });

  it('differs between classes when κ is 1', () => {
    const colour = (name: RoomClass): number[] =>
      [0, 1, 2].map((k) => mean(draws(name, { preset: 'independent', kappa: 1 }, 200).map((m) => m.colour[k])));
    const [wall, floor] = [colour('wall'), colour('floor')];
    assert.ok(Math.hypot(...wall.map((value, k) => value - floor[k])) > 0.1);
  });

  it('draws kinds equally often, and independent of colour and contrast', () => {
    const drawn = draws('wall', { preset: 'independent', kappa: 0 });
    for (const kind of roomTextureKinds) {
      const own = drawn.filter((material) => material.kind === kind);
      assert.ok(Math.abs(own.length / drawn.length - 0.2) < 0.03, `${kind}: ${own.length}`);
      for (let k = 0; k < 3; k++)
        assert.ok(Math.abs(mean(own.map((m) => m.colour[k])) - mean(drawn.map((m) => m.colour[k]))) < 0.03);
      if (kind === 'flat') continue;
      const textured = drawn.filter((material) => material.kind !== 'flat');
      assert.ok(Math.abs(mean(own.map((m) => m.contrast)) - mean(textured.map((m) => m.contrast))) < 0.01);
    }
  });

  it('keeps reflectances between 0 and 1, texture included, and frequencies in their range', () => {
    for (const preset of ['independent', 'natural'] as const)
      for (const kappa of [0, 1])
        for (const name of ['wall', 'window', 'ball'] as const)
          for (const { colour, contrast, frequency, orientation, kind } of draws(name, { preset, kappa }, 500)) {
            assert.ok(Math.max(...colour) * (1 + contrast * textureLimit) <= 0.951);
            assert.ok(Math.min(...colour) > 0 && 1 - contrast * textureLimit > 0);
            if (kind === 'flat') assert.deepEqual([frequency, orientation, contrast], [0, 0, 0]);
            else assert.ok(frequency >= frequencyRange[0] && frequency <= frequencyRange[1] + 1e-9);
            assert.ok(orientation >= 0 && orientation < Math.PI);
          }
  });
});
