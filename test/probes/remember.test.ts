import * as assert from 'node:assert/strict';
import { remembered, rememberedOnGrid } from '../../src/probes/remember.js';
import { syntheticSample } from './synthetic.js';

describe('what is made of a raster', () => {
  it('is made once for each raster', () => {
    const asked: Float32Array[] = [];
    const doubled = remembered((raster: Float32Array) => {
      asked.push(raster);
      return raster.map((value) => 2 * value);
    });
    const [one, two] = [Float32Array.of(1), Float32Array.of(1)];
    assert.equal(doubled(one), doubled(one));
    assert.notEqual(doubled(one), doubled(two));
    assert.deepEqual(asked, [one, two]);
  });

  it('is made once for each raster on the grid that was asked for last', () => {
    const sample = syntheticSample('scene', 0, 'train');
    const [fine, coarse] = [
      { height: 4, width: 6, stride: 4 },
      { height: 2, width: 3, stride: 8 },
    ];
    const cells = rememberedOnGrid(
      ({ rgb }) => rgb,
      (_, grid) => new Uint8Array(grid.height * grid.width),
    );
    const first = cells(sample, fine);
    assert.equal(cells({ ...sample, id: 'another with this raster' }, { ...fine }), first);
    assert.notEqual(cells({ ...sample, rgb: sample.rgb.slice() }, fine), first);
    assert.equal(cells(sample, coarse).length, 6);
    assert.notEqual(cells(sample, fine), first, 'the coarse one was last');
  });
});
