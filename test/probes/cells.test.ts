import * as assert from 'node:assert/strict';
import type { Sample } from '../../data-loaders/sample.js';
import { cellMeans, windowInstances, windowOfCell } from '../../src/probes/cells.js';
import { drawCells } from '../../src/probes/draw-cells.js';
import { integralImage } from '../../src/probes/integral-image.js';
import { seeded } from '../../src/support/random.js';
import { assertAllClose } from '../support/assert-all-close.js';
import { height, syntheticSample, width } from './synthetic.js';

describe('cells', () => {
  it('hold the mean of their pixels, those at the border of the pixels they have', () => {
    const raster = Float32Array.from({ length: 15 }, (_, pixel) => pixel);
    const { values, mask } = cellMeans(raster, 1, { width: 5, height: 3 }, { height: 2, width: 3, stride: 2 });
    assertAllClose(values, [3, 5, 6.5, 10.5, 12.5, 14]);
    assert.deepEqual([...mask], [1, 1, 1, 1, 1, 1]);
  });

  it('are known when half of their pixels are, and hold the mean of those', () => {
    const raster = Float32Array.of(1, 9, 2, 9, 9, 9, 3, 9);
    const { values, mask } = cellMeans(
      raster,
      1,
      { width: 4, height: 2 },
      { height: 1, width: 2, stride: 2 },
      (pixel) => raster[pixel] !== 9,
    );
    assert.deepEqual([...mask], [0, 1], 'one of four, two of four');
    assertAllClose(values, [0, 2.5]);
  });

  it('have windows of the same size about their centres, whatever the stride', () => {
    const image = { width: 32, height: 32 };
    assert.deepEqual(windowOfCell(5, image, { height: 2, width: 2, stride: 16 }), undefined);
    assert.deepEqual(windowOfCell(3, image, { height: 2, width: 2, stride: 16 }), {
      top: 20,
      bottom: 28,
      left: 20,
      right: 28,
    });
    const fine = { height: 16, width: 16, stride: 2 };
    assert.deepEqual(windowOfCell(0, image, fine), undefined, 'beyond the image');
    assert.deepEqual(windowOfCell(5 * 16 + 6, image, fine), { top: 7, bottom: 15, left: 9, right: 17 });
  });

  it('count as on one instance only when the whole window is', () => {
    const sample = syntheticSample('window', 0, 'train');
    const grid = { height: height / 2, width: width / 2, stride: 2 };
    const instances = windowInstances(sample, grid);
    instances.forEach((instance, cell) => {
      const [v, u] = [2 * Math.floor(cell / grid.width) + 1, 2 * (cell % grid.width) + 1];
      // Surfaces are squares of 16 pixels.
      const within = [v % 16, u % 16].every((at) => at >= 4 && at <= 12);
      assert.equal(instance, within ? sample.instances![v * width + u] : 0, `cell at ${v}, ${u}`);
    });
    assert.ok(windowInstances({ ...sample, instances: undefined }, grid).every((instance) => instance === 0));
  });

  it('are drawn by seed and frame, the same for every encoder, without repetition', () => {
    const samples: Sample[] = [0, 1].map((frame) => syntheticSample('draw', frame, 'train'));
    const grid = { height: height / 4, width: width / 4, stride: 4 };
    const draw = drawCells(samples, grid, 'any', 20, 1);
    assert.equal(draw.rows, 40);
    assert.deepEqual(drawCells(samples, grid, 'any', 20, 1), draw);
    assert.notDeepEqual(drawCells(samples, grid, 'any', 20, 2).cells, draw.cells);
    assert.equal(new Set(draw.cells.subarray(0, 20)).size, 20);
    const alone = drawCells([samples[1]], grid, 'any', 20, 1);
    assert.deepEqual(alone.cells, draw.cells.slice(20), 'a frame’s draw does not depend on the other frames');
    const single = drawCells(samples, grid, 'single-instance', 1000, 1);
    const instances = windowInstances(samples[0], grid);
    assert.ok(single.rows > 0);
    single.cells.forEach((cell, row) => single.frames[row] === 0 && assert.ok(instances[cell] > 0));
  });
});

describe('integral image', () => {
  it('gives the sum over any rectangle', () => {
    const random = seeded('integral');
    const values = Float64Array.from({ length: 7 * 5 }, () => random.normal());
    const sum = integralImage(7, 5, (pixel) => values[pixel]);
    for (let i = 0; i < 50; i++) {
      const [top, left] = [random.int(5), random.int(7)];
      const [bottom, right] = [top + random.int(6 - top), left + random.int(8 - left)];
      let expected = 0;
      for (let v = top; v < bottom; v++) for (let u = left; u < right; u++) expected += values[v * 7 + u];
      assertAllClose([sum({ top, bottom, left, right })], [expected], { atol: 1e-12 });
    }
  });
});
