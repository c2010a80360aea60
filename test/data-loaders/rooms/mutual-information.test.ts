import * as assert from 'node:assert/strict';
import { coupling, couplingTable, rooms, type Coupling } from '../../../data-loaders/rooms/index.js';

describe('coupling', () => {
  const measure = (kappa: number): Promise<Coupling> =>
    coupling(
      rooms({ width: 32, height: 24, views: 2, kappa, scenes: { train: 0, val: 0, test: 60 }, cache: { limit: 0 } }),
      { permutations: 4 },
    );

  it('is nothing at κ = 0 and grows with κ, for class, place and depth', async () => {
    const [free, half, bound] = [await measure(0), await measure(0.5), await measure(1)];
    for (const key of ['colourClass', 'textureClass', 'colourPlace', 'texturePlace', 'colourDepth'] as const)
      assert.ok(Math.abs(free[key]) < 0.1, `${key} at κ = 0: ${free[key]} bits`);
    for (const key of ['colourClass', 'textureClass', 'colourPlace', 'texturePlace'] as const)
      assert.ok(
        half[key] > free[key] + 0.05 && bound[key] > half[key] + 0.1,
        `${key}: ${half[key]}, ${bound[key]} bits`,
      );
    assert.ok(bound.colourClass < bound.colourEntropy && bound.colourClass > 1.5);
    assert.ok(bound.textureClass < bound.textureEntropy && bound.textureEntropy <= Math.log2(13));
  });

  it('is shown with the range that it may lie in', () => {
    const measured = { colourClass: 1.43, textureClass: 0.95, colourDepth: 0.34, colourPlace: 0.5, textureDepth: 0.12, texturePlace: 0.3, colourEntropy: 3.25, textureEntropy: 3 }; // prettier-ignore
    const [head, kappa, ...rows] = couplingTable(measured, 1).split('\n');
    assert.match(head, /^mutual information, bits +here +range$/);
    assert.match(kappa, /^κ, as set +1\.00 +0 … 1$/);
    assert.equal(rows.length, 6);
    assert.match(rows[0], /^base colour and class +1\.43 +0 … 3\.25$/);
    assert.match(rows[3], /^texture and place +0\.30 +0 … 3\.00$/);
  });

  it('refuses to measure nothing', async () => {
    const dataset = rooms({ scenes: { train: 0, val: 0, test: 1 }, cache: { limit: 0 } });
    await assert.rejects(coupling(dataset, { frameIds: [] }), /needs frames/);
  });
});
